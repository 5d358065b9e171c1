// .safetensors: eight bytes of length, a JSON object of that length, the elements.
// (Format: github.com/huggingface/safetensors, README.) The rules of the reference
// reader hold: names are unique, the elements follow one another without gaps and fill
// the file.

#include "runtime/io/Archives.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

using Json = nlohmann::json;

struct Format {
  DType dtype;
  std::string_view name;
};
constexpr Format formats[] = {{b1, "BOOL"}, {u8, "U8"},   {i8, "I8"},     {i16, "I16"},
                              {u16, "U16"}, {f16, "F16"}, {bf16, "BF16"}, {i32, "I32"},
                              {u32, "U32"}, {f32, "F32"}, {f64, "F64"},   {i64, "I64"},
                              {u64, "U64"}, {c64, "C64"}};
/// As the reference reader.
constexpr std::uint64_t longestHeader = 100'000'000;

struct Entry {
  std::string name;
  DType dtype = f32;
  Shape shape;
  std::uint64_t begin = 0, end = 0;
};

class Reader {
public:
  Reader(const std::string &path, const Loc &loc) : path_(path), loc_(loc), in_(path, loc) {}

  Archive read() {
    std::uint64_t length = 0;
    in_.read(&length, 8, "header length", loc_);
    if (length > longestHeader || length > std::uint64_t(in_.left))
      bad("a header of at most " +
              std::to_string(std::min(longestHeader, std::uint64_t(in_.left))) + " bytes",
          std::to_string(length));
    std::string text(length, '\0');
    in_.read(text.data(), std::int64_t(length), "header", loc_);
    std::vector<Entry> entries = entriesOf(parsed(text));

    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t at = 0;
    for (const Entry &e : entries) {
      if (e.begin != at)
        bad("elements of '" + e.name + "' from byte " + std::to_string(at) + " on, without a gap",
            "byte " + std::to_string(e.begin));
      at = e.end;
    }
    if (at != std::uint64_t(in_.left))
      bad(std::to_string(at) + " bytes of elements", std::to_string(in_.left));

    Archive archive;
    for (const Entry &e : entries) {
      void *data = nullptr;
      Array array = allocate(e.dtype, e.shape, data);
      in_.read(data, std::int64_t(e.end - e.begin), "elements", loc_);
      auto *first = static_cast<unsigned char *>(data);
      if (e.dtype == b1) // a bool is 0 or 1, whatever the file says
        std::transform(first, first + (e.end - e.begin), first,
                       [](unsigned char c) { return c != 0; });
      addMember(archive, path_, e.name, std::move(array), loc_);
    }
    return archive;
  }

private:
  [[noreturn]] void bad(const std::string &required, const std::string &got) {
    ioError("load", path_, required, got, loc_);
  }

  Json parsed(const std::string &text) {
    std::set<std::string> names;
    auto check = [&](int depth, Json::parse_event_t event, Json &value) {
      if (depth > 4)
        bad("a header of objects of lists", "a deeper one");
      if (event == Json::parse_event_t::key && depth == 1 &&
          !names.insert(value.get<std::string>()).second)
        bad("one entry for each name", "two for '" + value.get<std::string>() + "'");
      return true;
    };
    try {
      return Json::parse(text, check);
    } catch (const Json::exception &error) {
      bad("a header in JSON", error.what());
    }
  }

  std::vector<Entry> entriesOf(const Json &header) {
    if (!header.is_object())
      bad("a JSON object as header", header.type_name());
    std::vector<Entry> entries;
    for (const auto &[name, value] : header.items())
      if (name != "__metadata__")
        entries.push_back(entryOf(name, value));
    return entries;
  }

  Entry entryOf(const std::string &name, const Json &value) {
    auto count = [](const Json &v) { return v.is_number_unsigned(); };
    bool formed = value.is_object() && value.contains("dtype") && value["dtype"].is_string() &&
                  value.contains("shape") && value["shape"].is_array() &&
                  value.contains("data_offsets") && value["data_offsets"].is_array() &&
                  value["data_offsets"].size() == 2;
    if (formed)
      for (const char *list : {"shape", "data_offsets"})
        formed &= std::all_of(value[list].begin(), value[list].end(), count);
    if (!formed)
      bad("'" + name + "' as {\"dtype\": string, \"shape\": [n...], \"data_offsets\": [n, n]}",
          value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 80));

    Entry e{name, f32, {}, value["data_offsets"][0], value["data_offsets"][1]};
    auto dtype = value["dtype"].get<std::string>();
    auto *format = std::find_if(std::begin(formats), std::end(formats),
                                [&](const Format &f) { return f.name == dtype; });
    if (format == std::end(formats))
      bad("'" + name + "' of a dtype that arrays have", dtype);
    e.dtype = format->dtype;
    std::int64_t bytes = std::int64_t(sizeOf(e.dtype));
    bool empty = false, fits = true;
    for (const Json &n : value["shape"]) {
      auto extent = n.get<std::uint64_t>();
      fits =
          fits && extent <= INT64_MAX &&
          !__builtin_mul_overflow(bytes, std::max<std::int64_t>(std::int64_t(extent), 1), &bytes);
      empty |= extent == 0;
      e.shape.push_back(std::int64_t(extent));
    }
    if (!fits)
      bad("'" + name + "' of a size in bytes below 2^63", value["shape"].dump());
    if (e.end < e.begin || e.end - e.begin != std::uint64_t(empty ? 0 : bytes))
      bad(std::to_string(empty ? 0 : bytes) + " bytes for '" + name + "', " +
              vmapc::describe(e.dtype, e.shape),
          "bytes " + std::to_string(e.begin) + " to " + std::to_string(e.end));
    return e;
  }

  const std::string &path_;
  const Loc &loc_;
  FileBytes in_;
};

} // namespace

Archive readSafetensors(const std::string &path, const Loc &loc) {
  return Reader(path, loc).read();
}

void writeSafetensors(const std::string &path, const std::vector<NamedArray> &given,
                      const Loc &loc) {
  // Large elements first: then each array is aligned to its elements.
  std::vector<NamedArray> arrays;
  for (std::size_t size : {16, 8, 4, 2, 1})
    for (const NamedArray &member : given)
      if (sizeOf(member.array.dtype()) == size)
        arrays.push_back(member);
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  std::uint64_t at = 0;
  for (const NamedArray &member : arrays) {
    DType dtype = member.array.dtype();
    auto *format = std::find_if(std::begin(formats), std::end(formats),
                                [&](const Format &f) { return f.dtype == dtype; });
    if (format == std::end(formats))
      fail("save", "a dtype that safetensors has",
           member.name + " of " + std::string(nameOf(dtype)), loc);
    std::uint64_t bytes = std::uint64_t(member.array.size()) * sizeOf(dtype);
    header[member.name] = {{"dtype", format->name},
                           {"shape", member.array.shape()},
                           {"data_offsets", {at, at + bytes}}};
    at += bytes;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const Json::exception &error) {
    fail("save", "names in UTF-8", error.what(), loc);
  }
  text.append((8 - text.size() % 8) % 8, ' ');
  std::uint64_t length = text.size();
  if (length > longestHeader)
    fail("save", "a header of at most " + std::to_string(longestHeader) + " bytes",
         std::to_string(length), loc);
  Output output(path, loc);
  output.write(&length, 8);
  output.write(text.data(), text.size());
  for (const NamedArray &member : arrays)
    output.write(dataOf(member.array),
                 std::size_t(member.array.size()) * sizeOf(member.array.dtype()));
  output.close();
}

} // namespace detail
} // namespace v0
} // namespace vmapc
