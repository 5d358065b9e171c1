// The .npy format: magic, version, a Python dictionary in text, the elements.

#include "runtime/io/Files.h"
#include "runtime/ops/Ops.h"
#include "vmapc/structure.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

namespace vmapc {
inline namespace v0 {

using namespace detail;

static_assert(std::endian::native == std::endian::little);

namespace {

struct Format {
  DType dtype;
  std::string_view code;
};
// NumPy has no bfloat16: ml_dtypes, and so JAX, write it as two bytes of no type.
constexpr Format formats[] = {{f16, "f2"}, {bf16, "V2"}, {f32, "f4"}, {f64, "f8"}, {i8, "i1"},
                              {i16, "i2"}, {i32, "i4"},  {i64, "i8"}, {u8, "u1"},  {u16, "u2"},
                              {u32, "u4"}, {u64, "u8"},  {b1, "b1"},  {c64, "c8"}, {c128, "c16"}};

/// Reads the dictionary of the header; any deviation is an error.
class Header {
public:
  DType dtype = f32;
  bool swapped = false, fortran = false;
  Shape shape;

  Header(std::string_view text, const std::string &path, const Loc &loc)
      : text_(text), path_(path), loc_(loc) {
    bool seen[3] = {};
    expect('{');
    while (!accept('}')) {
      std::string_view name = quoted();
      expect(':');
      if (name == "descr")
        seen[0] = true, descr(quoted());
      else if (name == "fortran_order")
        seen[1] = true, fortran = boolean();
      else if (name == "shape")
        seen[2] = true, tuple();
      else
        bad("'descr', 'fortran_order' or 'shape'");
      if (!accept(',') && peek() != '}')
        bad("',' or '}'");
    }
    if (peek() != '\0' || !seen[0] || !seen[1] || !seen[2])
      bad("exactly the entries 'descr', 'fortran_order' and 'shape'");
  }

private:
  [[noreturn]] void bad(const std::string &required) {
    ioError("load", path_, "a .npy header with " + required,
            "\"" + std::string(text_.substr(std::min(at_, text_.size()), 24)) + "\" at character " +
                std::to_string(at_) + " of the header",
            loc_);
  }
  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) { return peek() == c ? ++at_, true : false; }
  void expect(char c) {
    if (!accept(c))
      bad(std::string("'") + c + "'");
  }
  std::string_view quoted() {
    char quote = peek();
    if (quote != '\'' && quote != '"')
      bad("a string");
    std::size_t end = text_.find(quote, ++at_);
    if (end == text_.npos)
      bad("a string that ends");
    std::string_view result = text_.substr(at_, end - at_);
    at_ = end + 1;
    return result;
  }
  bool boolean() {
    peek();
    for (bool value : {false, true}) {
      std::string_view word = value ? "True" : "False";
      if (text_.substr(std::min(at_, text_.size()), word.size()) == word) {
        at_ += word.size();
        return value;
      }
    }
    bad("True or False");
  }
  void descr(std::string_view code) {
    for (const Format &f : formats)
      if (code.size() >= 3 && code.substr(1) == f.code && std::strchr("<>|=", code[0])) {
        dtype = f.dtype;
        swapped = code[0] == '>';
        return;
      }
    ioError("load", path_, "dtype f2, f4, f8, V2 (bf16), i1 to i8, u1 to u8, b1, c8 or c16",
            "'" + std::string(code) + "'", loc_);
  }
  void tuple() {
    expect('(');
    while (!accept(')')) {
      std::int64_t extent = 0;
      peek();
      auto [end, failed] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), extent);
      if (failed != std::errc() || extent < 0)
        bad("an extent");
      at_ = std::size_t(end - text_.data());
      shape.push_back(extent);
      if (!accept(',') && peek() != ')')
        bad("',' or ')'");
    }
  }

  std::string_view text_;
  const std::string &path_;
  const Loc &loc_;
  std::size_t at_ = 0;
};

/// Bytes of the elements, or an error if that does not fit in 63 bits.
std::int64_t byteCount(const Header &h, const std::string &path, const Loc &loc) {
  std::int64_t n = std::int64_t(sizeOf(h.dtype));
  bool empty = false;
  for (std::int64_t extent : h.shape) {
    empty |= extent == 0;
    if (__builtin_mul_overflow(n, std::max<std::int64_t>(extent, 1), &n))
      ioError("load", path, "a shape whose size in bytes is below 2^63",
              vmapc::describe(h.dtype, h.shape), loc);
  }
  return empty ? 0 : n;
}

} // namespace

namespace detail {

Array readNpy(Bytes &in, const Loc &loc) {
  const std::string &path = in.name;
  unsigned char start[8];
  in.read(start, 8, "magic and version", loc);
  if (std::memcmp(start, "\x93NUMPY", 6) != 0)
    ioError("load", path, "a .npy file: the bytes \\x93NUMPY first", "other bytes", loc);
  int version = start[6];
  if (version < 1 || version > 3)
    ioError("load", path, "version 1, 2 or 3 of the format", std::to_string(version), loc);
  unsigned char sizeBytes[4] = {};
  in.read(sizeBytes, version == 1 ? 2 : 4, "header length", loc);
  std::uint32_t headerSize;
  std::memcpy(&headerSize, sizeBytes, 4);
  if (headerSize > in.left)
    ioError("load", path, std::to_string(headerSize) + " bytes of header",
            "an end after " + std::to_string(in.left), loc);
  std::string text(headerSize, '\0');
  in.read(text.data(), headerSize, "header", loc);
  Header header(text, path, loc);

  std::int64_t bytes = byteCount(header, path, loc);
  if (bytes != in.left)
    ioError("load", path,
            std::to_string(bytes) + " bytes of elements for " +
                vmapc::describe(header.dtype, header.shape),
            std::to_string(in.left), loc);
  Shape stored = header.shape;
  if (header.fortran)
    std::reverse(stored.begin(), stored.end());
  void *data = nullptr;
  Array result = allocate(header.dtype, stored, data);
  in.read(data, bytes, "elements", loc);
  auto *first = static_cast<unsigned char *>(data);
  std::size_t width = sizeOf(realType(header.dtype)); // the parts of a complex turn one by one
  if (header.swapped)
    for (unsigned char *e = first; e < first + bytes; e += width)
      std::reverse(e, e + width);
  if (header.dtype == b1) // a bool is 0 or 1, whatever the file says
    std::transform(first, first + bytes, first, [](unsigned char c) { return c != 0; });
  return header.fortran && stored.size() > 1 ? transpose({result, loc}) : result;
}

std::string npyHeader(const Array &strong, const Loc &loc) {
  std::string_view code;
  for (const Format &f : formats)
    if (f.dtype == strong.dtype())
      code = f.code;
  std::string text = "{'descr': '";
  text += sizeOf(strong.dtype()) == 1 ? "|" : "<";
  text += std::string(code) + "', 'fortran_order': False, 'shape': (";
  for (std::int64_t extent : strong.shape())
    text += std::to_string(extent) + ",";
  text += "), }";
  // Elements start at a multiple of 64.
  text.append(63 - (10 + text.size()) % 64, ' ').push_back('\n');
  if (text.size() > 0xffff)
    fail("save", "a header below 65536 bytes", "rank " + std::to_string(strong.rank()), loc);
  std::string head("\x93NUMPY\x01\x00", 8);
  head.push_back(char(text.size() & 0xff));
  head.push_back(char(text.size() >> 8));
  head += text;
  return head;
}

} // namespace detail

} // namespace v0
} // namespace vmapc
