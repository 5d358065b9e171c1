// Writing zip archives: members with their headers, then the directory. Dates are 1980-01-01,
// so that equal trees give equal files.

#include "runtime/io/Zip.h"

#include <algorithm>
#include <zlib.h>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

constexpr std::uint32_t absent32 = 0xffffffff; // the number is in the zip64 field
constexpr std::uint16_t plainVersion = 20, zip64Version = 45;
constexpr std::uint16_t utf8Name = 1 << 11, firstDay = 1 << 5 | 1;

/// Little-endian numbers one after another.
class Record {
public:
  Record &put(std::uint64_t value, std::size_t bytes) {
    for (; bytes > 0; --bytes, value >>= 8)
      text_.push_back(char(value & 0xff));
    return *this;
  }
  Record &put(const std::string &text) {
    text_ += text;
    return *this;
  }
  /// The number, or what stands for one that is in the zip64 field.
  Record &put32(std::uint64_t value) { return put(std::min<std::uint64_t>(value, absent32), 4); }
  const std::string &text() const { return text_; }

private:
  std::string text_;
};

/// The zip64 field with the numbers that do not fit, or nothing.
std::string field64(std::initializer_list<std::uint64_t> values, bool all) {
  Record numbers, field;
  for (std::uint64_t value : values)
    if (all || value >= absent32)
      numbers.put(value, 8);
  if (numbers.text().empty())
    return {};
  return field.put(1, 2).put(numbers.text().size(), 2).put(numbers.text()).text();
}

using Parts = std::span<const std::span<const std::byte>>;

/// zlib's counts have 32 bits: pieces of 1 GB.
template <class F> void inPieces(Parts parts, F f) {
  for (std::size_t p = 0; p < parts.size(); ++p)
    for (std::size_t at = 0; at < parts[p].size(); at += 1u << 30) {
      std::size_t n = std::min<std::size_t>(parts[p].size() - at, 1u << 30);
      f(reinterpret_cast<const Bytef *>(parts[p].data()) + at, uInt(n));
    }
}

std::string deflated(Parts parts) {
  std::string packed;
  z_stream stream = {};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::bad_alloc();
  auto run = [&](const Bytef *data, uInt n, int flush) {
    char buffer[1 << 16];
    stream.next_in = const_cast<Bytef *>(data);
    stream.avail_in = n;
    do {
      stream.next_out = reinterpret_cast<Bytef *>(buffer);
      stream.avail_out = sizeof buffer;
      deflate(&stream, flush);
      packed.append(buffer, sizeof buffer - stream.avail_out);
    } while (stream.avail_out == 0);
  };
  inPieces(parts, [&](const Bytef *data, uInt n) { run(data, n, Z_NO_FLUSH); });
  run(nullptr, 0, Z_FINISH);
  deflateEnd(&stream);
  return packed;
}

} // namespace

void ZipWriter::write(const std::string &bytes) {
  output_.write(bytes.data(), bytes.size());
  offset_ += bytes.size();
}

void ZipWriter::add(const std::string &name, Parts parts, bool compress) {
  std::uint64_t size = 0;
  uLong checksum = 0;
  inPieces(parts, [&](const Bytef *data, uInt n) {
    checksum = crc32(checksum, data, n);
    size += n;
  });
  std::string packed = compress ? deflated(parts) : std::string();
  std::uint64_t packedSize = compress ? packed.size() : size, begin = offset_;
  bool large = size >= absent32 || packedSize >= absent32;
  auto common = [&](Record &r, const std::string &field, bool is64) -> Record & {
    return r.put(is64 ? zip64Version : plainVersion, 2)
        .put(utf8Name, 2)
        .put(compress ? 8 : 0, 2)
        .put(0, 2)
        .put(firstDay, 2)
        .put(checksum, 4)
        .put(large ? absent32 : packedSize, 4)
        .put(large ? absent32 : size, 4)
        .put(name.size(), 2)
        .put(field.size(), 2);
  };

  std::string field = large ? field64({size, packedSize}, true) : std::string();
  Record header;
  common(header.put("PK\3\4"), field, large).put(name).put(field);
  write(header.text());
  if (compress)
    write(packed);
  else
    for (std::span<const std::byte> part : parts) {
      output_.write(part.data(), part.size());
      offset_ += part.size();
    }

  if (large)
    field = begin >= absent32 ? field64({size, packedSize, begin}, true) : field;
  else
    field = field64({begin}, false);
  Record entry;
  common(entry.put("PK\1\2").put(zip64Version, 2), field, !field.empty())
      .put(0, 2)
      .put(0, 2)
      .put(0, 2)
      .put(0, 4)
      .put32(begin)
      .put(name)
      .put(field);
  directory_ += entry.text();
  ++count_;
}

void ZipWriter::close() {
  std::uint64_t begin = offset_, bytes = directory_.size();
  write(directory_);
  if (begin >= absent32 || bytes >= absent32 || count_ >= 0xffff) {
    std::uint64_t end64 = offset_;
    Record record, locator;
    record.put("PK\6\6").put(44, 8).put(zip64Version, 2).put(zip64Version, 2).put(0, 4).put(0, 4);
    write(record.put(count_, 8).put(count_, 8).put(bytes, 8).put(begin, 8).text());
    write(locator.put("PK\6\7").put(0, 4).put(end64, 8).put(1, 4).text());
  }
  Record end;
  end.put("PK\5\6").put(0, 2).put(0, 2);
  for (int twice = 0; twice < 2; ++twice)
    end.put(std::min<std::uint64_t>(count_, 0xffff), 2);
  write(end.put32(bytes).put32(begin).put(0, 2).text());
  output_.close();
}

} // namespace detail
} // namespace v0
} // namespace vmapc
