// Names in trees, and trees as one vector.

#include "runtime/TraceState.h"

#include "vmapc/detail/call.h"
#include "vmapc/ops.h"

#include <cstring>

namespace vmapc {
inline namespace v0 {
namespace detail {

std::string lastName(const char *pretty) {
  std::string_view s(pretty);
  while (!s.empty() && (s.back() == ']' || s.back() == ')' || s.back() == ' '))
    s.remove_suffix(1);
  std::size_t start = s.find_last_of(".:&( ");
  return std::string(start == s.npos ? s : s.substr(start + 1));
}

namespace {
void collect(const TreeDef &def, const std::string &prefix, std::vector<std::string> &out) {
  std::string path = prefix + def.name;
  if (prefix.empty() && !path.empty() && path.front() == '.')
    path.erase(0, 1);
  if (def.kind == TreeDef::array)
    out.push_back(path);
  for (const TreeDef &kid : def.kids)
    collect(kid, path, out);
}

/// "vmapc::Params" or "Params<float>" as "params".
std::string typeWord(const char *pretty) {
  std::string_view s(pretty);
  std::size_t start = s.find("T = ");
  if (start == s.npos)
    return {};
  s.remove_prefix(start + 4);
  s = s.substr(0, s.find_first_of("<;]"));
  std::size_t colon = s.find_last_of(":. ");
  std::string word(colon == s.npos ? s : s.substr(colon + 1));
  for (char c : word)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_')
      return {};
  if (!word.empty())
    word[0] = char(std::tolower(static_cast<unsigned char>(word[0])));
  return word;
}
} // namespace

std::vector<std::string> paths(const TreeDef &def, const std::string &root) {
  std::vector<std::string> out;
  collect(def, root, out);
  return out;
}

std::size_t arrayCount(const TreeDef &def) {
  std::size_t n = def.kind == TreeDef::array;
  for (const TreeDef &kid : def.kids)
    n += arrayCount(kid);
  return n;
}

void nameKids(TreeDef &def, std::string_view names) {
  for (TreeDef &kid : def.kids) {
    std::size_t comma = names.find(',');
    std::string_view name = names.substr(0, comma);
    while (!name.empty() && name.front() == ' ')
      name.remove_prefix(1);
    kid.name = '.' + std::string(name);
    names.remove_prefix(comma == names.npos ? names.size() : comma + 1);
  }
}

std::vector<std::string> namesOfArguments(std::span<const TreeDef> arguments,
                                          std::span<const char *const> types,
                                          std::span<const std::string> given) {
  std::vector<std::string> roots;
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    if (k < given.size()) {
      roots.push_back(given[k]);
      continue;
    }
    std::string word = types[k] ? typeWord(types[k]) : std::string();
    if (word.empty() || std::find(roots.begin(), roots.end(), word) != roots.end())
      word = "arg" + std::to_string(k);
    roots.push_back(word);
  }
  std::vector<std::string> names;
  for (std::size_t k = 0; k < arguments.size(); ++k)
    for (std::string &path : paths(arguments[k], roots[k]))
      names.push_back(std::move(path));
  return names;
}

std::vector<std::string> namesOfResult(const TreeDef &result) {
  return paths(result, "result");
}

void requireSameCount(const char *op, std::size_t wanted, std::size_t got) {
  if (wanted != got)
    fail(op, "trees of one structure, here with " + std::to_string(wanted) + " arrays",
         "one with " + std::to_string(got), Loc());
}

std::vector<Array> shapesOf(std::span<const Array> leaves) {
  std::vector<Array> shapes;
  for (const Array &a : leaves)
    shapes.push_back(a.defined() ? shapeOnly(ArrayImpl::of(a)->type, isWeak(a)) : Array());
  return shapes;
}

std::string treeText(std::span<const Array> leaves, std::span<const std::string> names) {
  std::string text;
  for (std::size_t k = 0; k < leaves.size(); ++k)
    text += (k ? "\n" : "") + names[k] + ": " + v0::to_string(leaves[k]);
  return text;
}

std::vector<Array> filledLike(std::vector<Array> leaves, double value) {
  for (Array &a : leaves) {
    if (!a.defined())
      continue;
    Aval aval{a.dtype(), a.shape()};
    if (tracing()) {
      a = filled(aval, value, Loc());
      continue;
    }
    ArrayImpl *impl = newData(intern(aval));
    std::size_t size = sizeOf(aval.dtype);
    if (impl->type->count)
      convertElements(f64, &value, aval.dtype, impl->data, 1);
    for (std::size_t k = size; k < impl->type->bytes; k += size)
      std::memcpy(impl->data + k, impl->data, size);
    a = ArrayImpl::adopt(impl);
  }
  return leaves;
}

//===-- Ravel -----------------------------------------------------------------------===//

Array ravelLeaves(std::span<const Array> leaves, const Loc &loc) {
  std::optional<DType> widest;
  std::vector<Array> present;
  for (const Array &a : leaves) {
    if (!a.defined())
      continue;
    if (!isInexact(a.dtype()))
      fail("ravel", "a tree of float arrays", describe(a), loc);
    widest = widest ? promote_types(*widest, a.dtype()) : a.dtype();
    present.push_back(a);
  }
  if (present.empty())
    return filledLike({shapeOf(f32, {0})}, 0).front();
  DType dtype = *widest;
  char statics[] = {char(dtype)};
  return library1("ravel", {statics, 1}, present, loc, [&](std::span<const Array> in) {
    std::vector<Array> parts;
    for (const Array &a : in) {
      Array part = converted(a, dtype, loc);
      Aval flat{dtype, {elementCount(avalOf(part).shape)}};
      parts.push_back(emit1("reshape", {&part, 1}, {}, loc, {&flat, 1}));
    }
    if (parts.size() == 1)
      return parts.front();
    Attr attrs[] = {{"dimension", std::int64_t(0)}};
    return emit1("concatenate", parts, attrs, loc);
  });
}

std::vector<Array> unravelLeaves(const Array &flat, std::span<const Array> shapes,
                                 const Loc &loc) {
  std::int64_t total = 0;
  std::string statics;
  for (const Array &s : shapes) {
    if (!s.defined())
      continue;
    total += elementCount(s.shape());
    statics += describe(Aval{s.dtype(), s.shape()});
  }
  required(flat, "unravel", loc);
  if (flat.shape() != Shape{total})
    fail("unravel", "an array of shape [" + std::to_string(total) + "]", describe(flat), loc);
  std::vector<Array> results =
      library("unravel", statics, {&flat, 1}, loc, [&](std::span<const Array> in) {
        std::vector<Array> out;
        std::int64_t at = 0;
        for (const Array &s : shapes) {
          if (!s.defined())
            continue;
          std::int64_t n = elementCount(s.shape());
          Attr attrs[] = {{"start", std::vector<std::int64_t>{at}},
                          {"limit", std::vector<std::int64_t>{at + n}},
                          {"stride", std::vector<std::int64_t>{1}}};
          Array part = emit1("slice", in, attrs, loc);
          Aval aval{avalOf(part).dtype, s.shape()};
          part = emit1("reshape", {&part, 1}, {}, loc, {&aval, 1});
          out.push_back(converted(part, s.dtype(), loc));
          at += n;
        }
        return out;
      });
  std::vector<Array> leaves;
  std::size_t k = 0;
  for (const Array &s : shapes)
    leaves.push_back(s.defined() ? results[k++] : Array());
  return leaves;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
