// Reading zip archives: the directory at the end, then members by their place in it.

#include "runtime/io/Zip.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <zlib.h>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

/// A little-endian number at a place of a record, which must hold it.
std::uint64_t number(const std::string &record, std::size_t at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t k = bytes; k-- > 0;)
    value = value << 8 | std::uint8_t(record[at + k]);
  return value;
}

constexpr std::uint32_t endSignature = 0x06054b50, end64Signature = 0x06064b50,
                        locatorSignature = 0x07064b50, entrySignature = 0x02014b50,
                        headerSignature = 0x04034b50;
constexpr std::uint64_t endSize = 22, end64Size = 56, locatorSize = 20, entrySize = 46,
                        headerSize = 30, longestComment = 0xffff;
constexpr std::uint32_t absent32 = 0xffffffff; // the number is in the zip64 field

class Contents : public Bytes {
public:
  Contents(std::string name, const ZipMember &member, std::FILE *file, const Loc &loc)
      : Bytes(std::move(name), std::int64_t(member.size)), member_(member), file_(file), loc_(loc),
        packedLeft_(member.packed), deflated_(member.method == 8) {
    if (deflated_ && inflateInit2(&stream_, -MAX_WBITS) != Z_OK)
      throw Error(ErrorCode::out_of_memory, "load", "memory to unpack a member", this->name, loc);
  }
  ~Contents() override {
    if (deflated_)
      inflateEnd(&stream_);
  }
  Contents(const Contents &) = delete;
  Contents &operator=(const Contents &) = delete;

private:
  bool take(void *to, std::size_t n) override {
    if (!(deflated_ ? unpacked(to, n) : stored(to, n)))
      return false;
    for (std::size_t at = 0; at < n; at += 1u << 30)
      checksum_ = crc32(checksum_, static_cast<Bytef *>(to) + at,
                        uInt(std::min<std::size_t>(n - at, 1u << 30)));
    if (std::uint64_t(left) == n && checksum_ != member_.checksum)
      ioError("load", name, "contents of the checksum in the directory", "others", loc_);
    return true;
  }

  bool stored(void *to, std::size_t n) {
    return std::fread(to, 1, n, file_) == n; // packed and unpacked sizes are equal
  }

  bool unpacked(void *to, std::size_t n) {
    stream_.next_out = static_cast<Bytef *>(to);
    for (std::size_t done = 0; done < n;) {
      stream_.avail_out = uInt(std::min<std::size_t>(n - done, 1u << 30));
      if (stream_.avail_in == 0 && packedLeft_) {
        std::size_t piece = std::min<std::uint64_t>(packedLeft_, sizeof buffer_);
        if (std::fread(buffer_, 1, piece, file_) != piece)
          return false;
        packedLeft_ -= piece;
        stream_.next_in = buffer_;
        stream_.avail_in = uInt(piece);
      }
      uInt room = stream_.avail_out;
      int state = inflate(&stream_, Z_NO_FLUSH);
      done += room - stream_.avail_out;
      if (state == Z_STREAM_END ? done < n : state != Z_OK)
        return false;
    }
    return true;
  }

  ZipMember member_;
  std::FILE *file_;
  Loc loc_;
  std::uint64_t packedLeft_;
  bool deflated_;
  uLong checksum_ = 0;
  z_stream stream_ = {};
  Bytef buffer_[1 << 16];
};

} // namespace

void ZipReader::bad(const std::string &required, const std::string &got) {
  ioError("load", path_, required, got, loc_);
}

std::string ZipReader::at(std::uint64_t offset, std::uint64_t count, const char *what) {
  std::string bytes;
  if (offset <= size_ && count <= size_ - offset &&
      ::fseeko(file_.get(), off_t(offset), SEEK_SET) == 0) {
    bytes.resize(count);
    bytes.resize(std::fread(bytes.data(), 1, count, file_.get()));
  }
  if (bytes.size() != count)
    bad(std::string(what) + " at byte " + std::to_string(offset),
        "a file of " + std::to_string(size_) + " bytes");
  return bytes;
}

ZipReader::ZipReader(const std::string &path, const Loc &loc) : path_(path), loc_(loc) {
  file_.reset(std::fopen(path.c_str(), "rb"));
  if (!file_)
    bad("a readable file", std::strerror(errno));
  if (::fseeko(file_.get(), 0, SEEK_END) == 0)
    size_ = std::uint64_t(std::max<off_t>(::ftello(file_.get()), 0));

  // The last record stands before a comment of any length.
  std::uint64_t tail = std::min(size_, endSize + longestComment);
  std::string end = at(size_ - tail, tail, "the end of the archive");
  std::size_t place = end.rfind("PK\5\6");
  while (place != end.npos && (end.size() - place < endSize ||
                               number(end, place + 20, 2) != end.size() - place - endSize))
    place = place ? end.rfind("PK\5\6", place - 1) : end.npos;
  if (place == end.npos)
    bad("a zip archive", "a file without the last record of one");
  std::uint64_t endOffset = size_ - tail + place;
  std::uint64_t count = number(end, place + 10, 2), bytes = number(end, place + 12, 4),
                offset = number(end, place + 16, 4);
  if (endOffset >= locatorSize) {
    std::string locator = at(endOffset - locatorSize, locatorSize, "a locator");
    if (number(locator, 0, 4) == locatorSignature) {
      std::string end64 = at(number(locator, 8, 8), end64Size, "the zip64 end record");
      if (number(end64, 0, 4) != end64Signature)
        bad("a zip64 end record", "other bytes");
      count = number(end64, 32, 8);
      bytes = number(end64, 40, 8);
      offset = number(end64, 48, 8);
    }
  }
  directory(offset, bytes, count);
}

void ZipReader::directory(std::uint64_t offset, std::uint64_t bytes, std::uint64_t count) {
  if (bytes / entrySize < count)
    bad(std::to_string(count) + " members in the directory",
        std::to_string(bytes) + " bytes of it");
  std::string all = at(offset, bytes, "the directory");
  std::uint64_t packed = 0;
  for (std::size_t place = 0; members_.size() < count;) {
    std::size_t left = all.size() - place;
    std::uint64_t name = left < entrySize ? 0 : number(all, place + 28, 2),
                  extra = left < entrySize ? 0 : number(all, place + 30, 2),
                  comment = left < entrySize ? 0 : number(all, place + 32, 2);
    if (left < entrySize || number(all, place, 4) != entrySignature ||
        left < entrySize + name + extra + comment)
      bad(std::to_string(count) + " members in the directory",
          "an unreadable one after " + std::to_string(members_.size()));
    ZipMember m;
    m.flags = std::uint16_t(number(all, place + 8, 2));
    m.method = std::uint16_t(number(all, place + 10, 2));
    m.checksum = std::uint32_t(number(all, place + 16, 4));
    m.packed = number(all, place + 20, 4);
    m.size = number(all, place + 24, 4);
    m.offset = number(all, place + 42, 4);
    m.name = all.substr(place + entrySize, name);
    // Of the zip64 field: those that did not fit, in this order.
    std::string fields = all.substr(place + entrySize + name, extra);
    for (std::size_t f = 0; f + 4 <= fields.size();) {
      std::size_t length = number(fields, f + 2, 2), from = f + 4;
      if (number(fields, f, 2) == 1 && from + length <= fields.size())
        for (std::uint64_t *value : {&m.size, &m.packed, &m.offset})
          if (*value == absent32 && from + 8 <= f + 4 + length)
            *value = number(fields, from, 8), from += 8;
      f += 4 + length;
    }
    place += entrySize + name + extra + comment;

    // Members do not overlap, and deflate packs at most 1032 to 1 (zlib's technical notes).
    bool plausible = m.packed <= size_ - packed && m.size / 1032 <= m.packed &&
                     m.size <= std::uint64_t(INT64_MAX) && (m.method || m.size == m.packed);
    if (!plausible)
      ioError("load", path_ + ": " + m.name, "as many bytes as the archive can hold",
              std::to_string(m.packed) + " packed to " + std::to_string(m.size) + " in a file of " +
                  std::to_string(size_),
              loc_);
    packed += m.packed;
    members_.push_back(std::move(m));
  }
}

std::unique_ptr<Bytes> ZipReader::open(const ZipMember &member) {
  std::string name = path_ + ": " + member.name;
  if (member.flags & 1)
    ioError("load", name, "a member that is not encrypted", "one that is", loc_);
  if (member.method != 0 && member.method != 8)
    ioError("load", name, "a stored or deflated member", "method " + std::to_string(member.method),
            loc_);
  std::string header = at(member.offset, headerSize, "a member");
  if (number(header, 0, 4) != headerSignature)
    ioError("load", name, "a member at byte " + std::to_string(member.offset), "other bytes", loc_);
  std::uint64_t data = member.offset + headerSize + number(header, 26, 2) + number(header, 28, 2);
  if (data > size_ || member.packed > size_ - data ||
      ::fseeko(file_.get(), off_t(data), SEEK_SET) != 0)
    ioError("load", name, std::to_string(member.packed) + " bytes at byte " + std::to_string(data),
            "a file of " + std::to_string(size_), loc_);
  return std::make_unique<Contents>(name, member, file_.get(), loc_);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
