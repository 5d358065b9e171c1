// Bytes from files, and files that appear when they are complete.

#include "runtime/io/Files.h"

#include "runtime/ArrayImpl.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace vmapc {
inline namespace v0 {
namespace detail {

void ioError(const char *op, const std::string &path, std::string required, std::string got,
             const Loc &loc) {
  throw Error(ErrorCode::io, op, std::move(required), path + ": " + std::move(got), loc);
}

void Bytes::read(void *to, std::int64_t n, const char *what, const Loc &loc) {
  if (left < n || !take(to, std::size_t(n)))
    ioError("load", name, std::to_string(n) + " bytes of " + what,
            left < n ? "an end after " + std::to_string(left) : "bytes that cannot be read", loc);
  left -= n;
}

static File opened(const std::string &path, const Loc &loc) {
  File file(std::fopen(path.c_str(), "rb"));
  if (!file)
    ioError("load", path, "a readable file", std::strerror(errno), loc);
  return file;
}

static std::int64_t sizeOfFile(std::FILE *file) {
  if (std::fseek(file, 0, SEEK_END) != 0)
    return 0;
  std::int64_t size = std::ftell(file);
  std::rewind(file);
  return std::max<std::int64_t>(size, 0);
}

FileBytes::FileBytes(const std::string &path, const Loc &loc)
    : FileBytes(path, opened(path, loc)) {}
FileBytes::FileBytes(const std::string &path, File file)
    : Bytes(path, sizeOfFile(file.get())), file_(std::move(file)) {}

bool FileBytes::take(void *to, std::size_t n) { return std::fread(to, 1, n, file_.get()) == n; }

/// Where the content goes at first; devices, pipes and links are written to as they are.
static std::string placeBeside(const std::string &path) {
  struct stat status;
  if (::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    return path;
  return path + "." + std::to_string(::getpid()) + ".part";
}

Output::Output(const std::string &path, const Loc &loc)
    : path_(path), temporary_(placeBeside(path)), loc_(loc),
      file_(std::fopen(temporary_.c_str(), "wb")) {
  if (!file_) {
    done_ = true;
    ioError("save", path, "a writable file", std::strerror(errno), loc);
  }
}

Output::~Output() {
  if (!done_ && temporary_ != path_)
    std::remove(temporary_.c_str());
}

void Output::failed(const char *what) { ioError("save", path_, what, std::strerror(errno), loc_); }

void Output::write(const void *data, std::size_t n) {
  if (n && std::fwrite(data, 1, n, file_.get()) != n)
    failed("room for the file");
}

void Output::close() {
  if (std::fclose(file_.release()) != 0)
    failed("room for the file");
  if (temporary_ != path_ && std::rename(temporary_.c_str(), path_.c_str()) != 0)
    failed("a writable file");
  done_ = true;
}

Array savable(const Array &x, const Loc &loc) {
  required(x, "save", loc);
  if (!hasData(x))
    fail("save", "an array with data", describe(x) + " in a trace", loc);
  return isWeak(x) ? constantAs(x, x.dtype()) : x;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
