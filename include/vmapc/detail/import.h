// What an importer of programs needs besides the public operations.

#ifndef VMAPC_DETAIL_IMPORT_H
#define VMAPC_DETAIL_IMPORT_H

#include "vmapc/detail/trace.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// In a trace: a constant of it with elements `data` (row-major), however large. `literal`
/// makes a hidden input of what is larger than 64 bytes.
VMAPC_API Array embedded(const Aval &aval, const void *data, const Loc &loc);

/// While one lives on this thread, traces take every array with data that they meet as a
/// constant: programs of a file have no hidden inputs.
class VMAPC_API EmbedCaptures {
public:
  EmbedCaptures() noexcept;
  ~EmbedCaptures();
  EmbedCaptures(const EmbedCaptures &) = delete;
  EmbedCaptures &operator=(const EmbedCaptures &) = delete;
};

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
