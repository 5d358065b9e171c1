// Saving and loading by extension, and the account of which paths of a tree a file has.

#include "vmapc/io.h"

#include "runtime/ArrayImpl.h"
#include "runtime/io/Archives.h"

#include <algorithm>
#include <set>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

/// The path of a lone array is empty; as a member it has the name that numpy.savez gives.
const char *const loneName = "arr_0";
std::string memberName(const std::string &path) { return path.empty() ? loneName : path; }

bool isSafetensors(const std::string &path) { return path.ends_with(".safetensors"); }
bool isArchive(const std::string &path) { return path.ends_with(".npz") || isSafetensors(path); }

/// "a, b, c and 7 more".
std::string listed(const std::vector<std::string> &names) {
  constexpr std::size_t most = 20;
  std::string text;
  for (std::size_t k = 0; k < std::min(names.size(), most); ++k)
    text += (k ? ", " : "") + names[k];
  if (names.size() > most)
    text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

} // namespace

void addMember(Archive &archive, const std::string &path, const std::string &name, Array array,
               const Loc &loc) {
  if (!archive.emplace(name, std::move(array)).second)
    ioError("load", path, "one array for each name", "two of '" + name + "'", loc);
}

void saveNamed(const std::string &path, std::span<const Array> arrays,
               std::span<const std::string> names, const SaveOptions &options, const Loc &loc) {
  if (!isArchive(path))
    fail("save", "a path that ends in .npz or .safetensors for a tree", "'" + path + "'", loc);
  std::vector<NamedArray> members;
  std::set<std::string> seen;
  for (std::size_t k = 0; k < arrays.size(); ++k) {
    if (!arrays[k].defined())
      continue;
    std::string name = memberName(names[k]);
    if (!seen.insert(name).second)
      fail("save", "a tree whose paths differ", "two arrays with path " + name, loc);
    if (name.find('\0') != name.npos || name.size() > 0xfff0)
      fail("save", "paths without the character 0, below 65520 characters",
           "one of " + std::to_string(name.size()), loc);
    members.push_back({name, savable(arrays[k], loc)});
  }
  if (isSafetensors(path))
    writeSafetensors(path, members, loc);
  else
    writeNpz(path, members, options.compress, loc);
}

NamedArrays::NamedArrays(const std::string &path, const Loc &loc) : file_(path), loc_(loc) {
  if (!isArchive(path))
    fail("load", "a path that ends in .npz or .safetensors for a tree", "'" + path + "'", loc);
  arrays_ = isSafetensors(path) ? readSafetensors(path, loc) : readNpz(path, loc);
}

Array NamedArrays::take(const std::string &path) {
  std::string name = memberName(path);
  taken_.push_back(name);
  auto found = arrays_.find(name);
  if (found == arrays_.end()) {
    missing_.push_back(name);
    return {};
  }
  return found->second;
}

Array NamedArrays::take(const std::string &path, const Array &like) {
  if (!like.defined())
    return {};
  Array array = take(path);
  if (array.defined() && (array.shape() != like.shape() || array.dtype() != like.dtype()))
    wrong_.push_back(memberName(path) + ": " + vmapc::describe(array.dtype(), array.shape()) +
                     " instead of " + vmapc::describe(like.dtype(), like.shape()));
  return array;
}

namespace {
/// Whether `name` is `path` or something below it.
bool isBelow(const std::string &name, const std::string &path) {
  return path.empty() ||
         (name.starts_with(path) &&
          (name.size() == path.size() || name[path.size()] == '.' || name[path.size()] == '['));
}
} // namespace

bool NamedArrays::has(const std::string &path) const {
  auto at = path.empty() ? arrays_.begin() : arrays_.lower_bound(path);
  for (; at != arrays_.end() && at->first.starts_with(path); ++at)
    if (isBelow(at->first, path))
      return true;
  return false;
}

std::size_t NamedArrays::count(const std::string &path) const {
  std::size_t n = 0;
  while (has(path + '[' + std::to_string(n) + ']'))
    ++n;
  return n;
}

std::vector<std::string> NamedArrays::keys(const std::string &path, bool whole) const {
  std::set<std::string> keys;
  std::string start = path.empty() ? "" : path + '.';
  for (auto at = arrays_.lower_bound(start); at != arrays_.end() && at->first.starts_with(start);
       ++at) {
    std::string key = at->first.substr(start.size());
    if (!whole)
      key = key.substr(0, key.find_first_of(".["));
    keys.insert(std::move(key));
  }
  return {keys.begin(), keys.end()};
}

void NamedArrays::finish() const {
  std::set<std::string> taken(taken_.begin(), taken_.end());
  std::vector<std::string> extra;
  for (const auto &[name, array] : arrays_)
    if (!taken.count(name))
      extra.push_back(name);
  std::string got;
  auto add = [&](const char *what, const std::vector<std::string> &names) {
    if (!names.empty())
      got += (got.empty() ? "" : "; ") + std::string(what) + listed(names);
  };
  add("missing: ", missing_);
  add("extra: ", extra);
  add("of another shape or dtype: ", wrong_);
  if (!got.empty())
    ioError("load", file_, "one array for each path of the tree", got, loc_);
}

} // namespace detail

using namespace detail;

Array load(const std::string &path, Loc loc) {
  if (isArchive(path))
    return load<Array>(path, loc);
  FileBytes file(path, loc);
  return readNpy(file, loc);
}

void save(const std::string &path, const Array &x, Loc loc) {
  required(x, "save", loc);
  if (isArchive(path))
    return saveNamed(path, {&x, 1}, std::vector<std::string>{""}, {}, loc);
  Array strong = savable(x, loc);
  std::string head = npyHeader(strong, loc);
  Output output(path, loc);
  output.write(head.data(), head.size());
  output.write(dataOf(strong), std::size_t(strong.size()) * sizeOf(strong.dtype()));
  output.close();
}

} // namespace v0
} // namespace vmapc
