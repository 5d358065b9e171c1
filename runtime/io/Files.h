// What the file formats share: bytes that come in order, and errors that name the file.

#ifndef VMAPC_RUNTIME_IO_FILES_H
#define VMAPC_RUNTIME_IO_FILES_H

#include "vmapc/detail/trace.h"

#include <cstdio>
#include <memory>

namespace vmapc {
inline namespace v0 {
namespace detail {

struct CloseFile {
  void operator()(std::FILE *f) const { std::fclose(f); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// "load: required R, got PATH: G", of code io.
[[noreturn]] void ioError(const char *op, const std::string &path, std::string required,
                          std::string got, const Loc &loc);

/// Bytes of a file or of a member of an archive, read once and in order.
class Bytes {
public:
  Bytes(std::string name, std::int64_t count) : name(std::move(name)), left(count) {}
  virtual ~Bytes() = default;
  /// The next n, or an error that says of what they were.
  void read(void *to, std::int64_t n, const char *what, const Loc &loc);

  const std::string name; // in errors
  std::int64_t left;      // that are still to come

protected:
  /// False if they cannot be had.
  virtual bool take(void *to, std::size_t n) = 0;
};

class FileBytes : public Bytes {
public:
  FileBytes(const std::string &path, const Loc &loc);

private:
  FileBytes(const std::string &path, File file);
  bool take(void *to, std::size_t n) override;
  File file_;
};

/// A file that has its name only when all of it was written.
class Output {
public:
  Output(const std::string &path, const Loc &loc);
  ~Output();
  void write(const void *data, std::size_t n);
  /// Gives the file its name.
  void close();
  std::FILE *file() const { return file_.get(); }
  [[noreturn]] void failed(const char *required);

private:
  std::string path_, temporary_;
  Loc loc_;
  File file_;
  bool done_ = false;
};

/// x, strong and with data; an error of `save` otherwise.
Array savable(const Array &x, const Loc &loc);

/// The whole of a .npy file: header and elements.
Array readNpy(Bytes &in, const Loc &loc);
/// What stands before the elements of x.
std::string npyHeader(const Array &x, const Loc &loc);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
