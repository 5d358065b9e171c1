// The two formats that hold several arrays by name.

#ifndef VMAPC_RUNTIME_IO_ARCHIVES_H
#define VMAPC_RUNTIME_IO_ARCHIVES_H

#include "runtime/io/Files.h"

#include <map>

namespace vmapc {
inline namespace v0 {
namespace detail {

struct NamedArray {
  std::string name;
  Array array;
};
using Archive = std::map<std::string, Array>;

Archive readNpz(const std::string &path, const Loc &loc);
void writeNpz(const std::string &path, const std::vector<NamedArray> &arrays, bool compress,
              const Loc &loc);

Archive readSafetensors(const std::string &path, const Loc &loc);
void writeSafetensors(const std::string &path, const std::vector<NamedArray> &arrays,
                      const Loc &loc);

/// Adds an array to an archive, or fails: a name stands for one array.
void addMember(Archive &archive, const std::string &path, const std::string &name, Array array,
               const Loc &loc);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
