// Zip archives as far as .npz needs them (PKWARE's APPNOTE 6.3: members stored or deflated,
// zip64, one volume, no encryption). zlib packs and unpacks; what a file says about sizes and
// places is checked before memory is taken.

#ifndef VMAPC_RUNTIME_IO_ZIP_H
#define VMAPC_RUNTIME_IO_ZIP_H

#include "runtime/io/Files.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

struct ZipMember {
  std::string name;
  std::uint16_t flags = 0, method = 0;
  std::uint32_t checksum = 0;
  std::uint64_t packed = 0, size = 0, offset = 0; // of the member's own header
};

class ZipReader {
public:
  ZipReader(const std::string &path, const Loc &loc);
  const std::vector<ZipMember> &members() const { return members_; }
  /// The contents of a member. One at a time; when all has been read its checksum is checked.
  std::unique_ptr<Bytes> open(const ZipMember &member);

private:
  std::string at(std::uint64_t offset, std::uint64_t count, const char *what);
  void directory(std::uint64_t offset, std::uint64_t bytes, std::uint64_t count);
  [[noreturn]] void bad(const std::string &required, const std::string &got);

  std::string path_;
  Loc loc_;
  File file_;
  std::uint64_t size_ = 0;
  std::vector<ZipMember> members_;
};

class ZipWriter {
public:
  ZipWriter(const std::string &path, const Loc &loc) : output_(path, loc) {}
  /// Adds a member whose contents are the parts one after another. Deflated ones are packed in
  /// memory.
  void add(const std::string &name, std::span<const std::span<const std::byte>> parts,
           bool compress);
  void close();

private:
  void write(const std::string &bytes);
  Output output_;
  std::uint64_t offset_ = 0, count_ = 0;
  std::string directory_;
};

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
