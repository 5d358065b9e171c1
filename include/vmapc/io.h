// Arrays and trees in files: NumPy's .npy for one array, .npz and .safetensors for trees.
// The extension says which. (Printing is with Array, in array.h.)
//
//   vm::save("p.npz", params);                  a member per array, named by its path
//   Params p = vm::load<Params>("p.npz");       vectors, maps and optionals as the file has them
//   Params p = vm::load("p.safetensors", like); the structure, shapes and dtypes of `like`
//   auto all = vm::load<std::map<std::string, vm::Array>>("p.npz");
//
// Only arrays are in files: static leaves keep their values of `like`, or of T{}.

#ifndef VMAPC_IO_H
#define VMAPC_IO_H

#include "vmapc/tree.h"

namespace vmapc {
inline namespace v0 {

struct SaveOptions {
  /// Deflate the members of a .npz, as numpy.savez_compressed does; else they are stored.
  bool compress = false;
};

namespace detail {

/// Writes a .npz or .safetensors file; null arrays are left out.
VMAPC_API void saveNamed(const std::string &path, std::span<const Array> arrays,
                         std::span<const std::string> names, const SaveOptions &options,
                         const Loc &loc);

/// The arrays of a .npz or .safetensors file, taken one by one; what was wanted and not
/// there, or there and not wanted, is told all at once by `finish`.
class VMAPC_API NamedArrays {
public:
  NamedArrays(const std::string &path, const Loc &loc);
  /// The array of this path, which a lone array has empty; null when there is none.
  Array take(const std::string &path);
  /// The same, with the dtype and shape of `like`; null if that is null.
  Array take(const std::string &path, const Array &like);
  /// Whether there is an array at or below a path.
  bool has(const std::string &path) const;
  /// How many of path[0], path[1], ... there are without a gap.
  std::size_t count(const std::string &path) const;
  /// The k of path.k that there are; each ends before '.' or '[' unless `whole`.
  std::vector<std::string> keys(const std::string &path, bool whole) const;
  void finish() const;

private:
  std::string file_;
  Loc loc_;
  std::map<std::string, Array> arrays_;
  std::vector<std::string> taken_, missing_, wrong_;
};

inline std::string joined(const std::string &path, const std::string &name) {
  return path.empty() && name.starts_with('.') ? name.substr(1) : path + name;
}

/// A tree of the arrays in a file. `blank` has the static leaves, `def` the names of its
/// members.
template <class T>
T grown(const T &blank, const TreeDef &def, NamedArrays &in, const std::string &path) {
  constexpr TreeKind kind = treeKind<T>();
  auto child = [&]<class V>(const V &v, const std::string &name) {
    return grown<V>(v, describeTree(v, ""), in, joined(path, name));
  };
  auto members = [&]<std::size_t... I>(auto make, auto get, std::index_sequence<I...>) {
    return make(grown(get(std::integral_constant<std::size_t, I>()), def.kids[I], in,
                      joined(path, def.kids[I].name))...);
  };
  if constexpr (kind == TreeKind::array) {
    return in.take(path);
  } else if constexpr (kind == TreeKind::fixed) {
    return blank;
  } else if constexpr (kind == TreeKind::list) {
    using V = typename T::value_type;
    if constexpr (treeKind<V>() == TreeKind::fixed)
      return blank;
    T result;
    for (std::size_t k = 0, n = in.count(path); k < n; ++k)
      result.push_back(child(V{}, '[' + std::to_string(k) + ']'));
    return result;
  } else if constexpr (kind == TreeKind::map) {
    using V = typename T::mapped_type;
    T result;
    for (const std::string &key : in.keys(path, treeKind<V>() == TreeKind::array))
      result.emplace(key, child(V{}, '.' + key));
    return result;
  } else if constexpr (kind == TreeKind::optional) {
    using V = typename T::value_type;
    return in.has(path) ? T(child(V{}, "")) : T();
  } else if constexpr (kind == TreeKind::stdArray || kind == TreeKind::tuple) {
    return members([](auto... e) { return T{std::move(e)...}; },
                   [&](auto i) -> const auto & { return std::get<i>(blank); }, TupleIndices<T>{});
  } else if constexpr (kind == TreeKind::custom) {
    auto kids = tree_traits<T>::flatten(blank);
    auto fresh = members([](auto... e) { return std::tuple<decltype(e)...>(std::move(e)...); },
                         [&](auto i) -> const auto & { return std::get<i>(kids); },
                         TupleIndices<decltype(kids)>{});
    if constexpr (requires { tree_traits<T>::unflatten(blank, std::move(fresh)); })
      return tree_traits<T>::unflatten(blank, std::move(fresh));
    else
      return tree_traits<T>::unflatten(std::move(fresh));
  } else {
    return members([](auto &&...e) { return T{std::move(e)...}; },
                   [&](auto i) -> const auto & { return boost::pfr::get<i>(blank); },
                   FieldIndices<T>{});
  }
}

} // namespace detail

/// Writes x, which must have data: as .npz or .safetensors by the name "arr_0" if the path
/// ends so, else as .npy version 1.0, little-endian, C order. A weak scalar is written as
/// f32 or i32. The file appears when it is complete. Error code io if it cannot be written.
VMAPC_API void save(const std::string &path, const Array &x,
                    detail::Loc loc = detail::Loc::current());

/// Writes the arrays of a tree to a .npz or .safetensors file, each under its path
/// ("layers[0].w"); null arrays are left out. safetensors has no c128.
template <class T>
  requires(!std::convertible_to<const T &, Array>)
void save(const std::string &path, const T &tree, const SaveOptions &options = {},
          detail::Loc loc = detail::Loc::current()) {
  detail::saveNamed(path, tree_leaves(tree), tree_paths(tree), options, loc);
}

/// Reads a .npy file of version 1, 2 or 3 with elements of any dtype (bf16 as V2), little-
/// or big-endian; Fortran order is transposed. Malformed, shorter or longer files than their
/// header says are errors of code io that say what was required; sizes are checked before
/// memory is taken.
VMAPC_API Array load(const std::string &path, detail::Loc loc = detail::Loc::current());

/// Reads a tree from a .npz (stored or deflated members, zip64) or .safetensors file. A
/// vector has as many elements as the file has consecutive indices, a map the keys of the
/// file (up to '.' or '[' unless its values are arrays), an optional a value if the file has
/// something for it. Paths that are missing or extra are listed in one error of code io.
template <class T> T load(const std::string &path, detail::Loc loc = detail::Loc::current()) {
  if constexpr (std::is_same_v<T, Array>) {
    if (!path.ends_with(".npz") && !path.ends_with(".safetensors"))
      return load(path, loc);
  }
  static_assert(
      requires { T{}; },
      "vmapc: load<T>(path) starts from T{}: use load(path, like) for this type");
  detail::NamedArrays in(path, loc);
  T blank{};
  T tree = detail::grown(blank, detail::describeTree(blank, ""), in, "");
  in.finish();
  return tree;
}

/// The same with the structure of `like`; an array of another shape or dtype than the one in
/// `like` is listed too. Null arrays stay null.
template <class T>
T load(const std::string &path, const T &like, detail::Loc loc = detail::Loc::current()) {
  detail::NamedArrays in(path, loc);
  std::vector<Array> leaves = tree_leaves(like);
  std::vector<std::string> names = tree_paths(like);
  for (std::size_t k = 0; k < leaves.size(); ++k)
    leaves[k] = in.take(names[k], leaves[k]);
  in.finish();
  detail::LeafReader reader(leaves);
  return detail::rebuild(like, reader);
}

} // namespace v0
} // namespace vmapc

#endif
