// Trees: the values that transformations take and give. A tree is an Array; a static
// leaf (number, bool, enum, std::string, DType), which is part of the program; a
// vector, array, tuple, pair, optional or map<string, T> of trees; or an aggregate whose
// members are trees, const members and recursion through vector included.
//
// Not trees: classes with constructors, private members, bases or C arrays. For those:
//
//   VMAPC_TREE(Model, w, b)           at global scope: public members, default-constructible
//   template <> struct vmapc::tree_traits<Model> {
//     static auto flatten(const Model &m) { return std::tuple(m.w(), m.b()); }
//     static Model unflatten(std::tuple<Array, Array> t) { ... }
//   };

#ifndef VMAPC_TREE_H
#define VMAPC_TREE_H

#include "vmapc/detail/tree.h"

namespace vmapc {
inline namespace v0 {

/// The arrays of a tree, in order.
template <class T> std::vector<Array> tree_leaves(const T &tree) {
  return detail::leavesOf(tree);
}
/// Their paths: "layers[1].w"; the path of a lone Array is empty.
template <class T> std::vector<std::string> tree_paths(const T &tree) {
  return detail::paths(detail::describeTree(tree, ""), "");
}

/// A tree like `tree` whose arrays are f(a, r...), with a and r... the arrays in the same
/// place of `tree` and `rest...`, which must have its structure. Null arrays stay null.
template <class F, class T, class... R>
T tree_map(const F &f, const T &tree, const R &...rest) {
  static_assert((std::is_same_v<T, R> && ...),
                "vmapc: the trees of tree_map must have one type");
  std::vector<Array> leaves = detail::leavesOf(tree);
  std::array<std::vector<Array>, sizeof...(R)> others{detail::leavesOf(rest)...};
  for (const std::vector<Array> &other : others)
    detail::requireSameCount("tree_map", leaves.size(), other.size());
  for (std::size_t k = 0; k < leaves.size(); ++k)
    if (leaves[k].defined())
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        leaves[k] = f(leaves[k], others[I][k]...);
      }(std::make_index_sequence<sizeof...(R)>{});
  detail::LeafReader reader(leaves);
  return detail::rebuild(tree, reader);
}

/// What `ravel` gives back to undo it: a vector of all elements to the tree.
template <class T> class Unravel {
public:
  Unravel(const T &like, std::vector<Array> shapes)
      : like_(like), shapes_(std::move(shapes)) {}
  T operator()(const Array &flat, detail::Loc loc = detail::Loc::current()) const {
    std::vector<Array> leaves = detail::unravelLeaves(flat, shapes_, loc);
    detail::LeafReader reader(leaves);
    return detail::rebuild(like_, reader);
  }

private:
  T like_; // without data
  std::vector<Array> shapes_;
};
template <class T> struct Raveled {
  Array flat;
  Unravel<T> unravel;
};
/// All elements of a tree's float arrays as one vector of the widest of their dtypes, and
/// the way back. Integer arrays are an error.
template <class T> Raveled<T> ravel(const T &tree, detail::Loc loc = detail::Loc::current()) {
  std::vector<Array> leaves = detail::leavesOf(tree);
  std::vector<Array> shapes = detail::shapesOf(leaves);
  Array flat = detail::ravelLeaves(leaves, loc);
  detail::LeafReader reader(shapes);
  return {flat, Unravel<T>(detail::rebuild(tree, reader), shapes)};
}

/// Arrays of the same shapes and dtypes, all zero or all one.
template <class T> T zeros_like(const T &tree) {
  std::vector<Array> leaves = detail::filledLike(detail::leavesOf(tree), 0);
  detail::LeafReader reader(leaves);
  return detail::rebuild(tree, reader);
}
template <class T> T ones_like(const T &tree) {
  std::vector<Array> leaves = detail::filledLike(detail::leavesOf(tree), 1);
  detail::LeafReader reader(leaves);
  return detail::rebuild(tree, reader);
}

/// "path: f32[2,3] ..." per array.
template <class T>
  requires(!std::is_same_v<T, Array>)
std::string to_string(const T &tree) {
  return detail::treeText(detail::leavesOf(tree), tree_paths(tree));
}

} // namespace v0
} // namespace vmapc

#define VMAPC_DETAIL_PARENS ()
#define VMAPC_DETAIL_EXPAND(...)                                                         \
  VMAPC_DETAIL_EXPAND2(VMAPC_DETAIL_EXPAND2(VMAPC_DETAIL_EXPAND2(__VA_ARGS__)))
#define VMAPC_DETAIL_EXPAND2(...)                                                        \
  VMAPC_DETAIL_EXPAND3(VMAPC_DETAIL_EXPAND3(VMAPC_DETAIL_EXPAND3(__VA_ARGS__)))
#define VMAPC_DETAIL_EXPAND3(...) __VA_ARGS__
#define VMAPC_DETAIL_EACH(object, ...)                                                   \
  __VA_OPT__(VMAPC_DETAIL_EXPAND(VMAPC_DETAIL_EACH_(object, __VA_ARGS__)))
#define VMAPC_DETAIL_EACH_(object, member, ...)                                          \
  object.member __VA_OPT__(, VMAPC_DETAIL_AGAIN VMAPC_DETAIL_PARENS(object, __VA_ARGS__))
#define VMAPC_DETAIL_AGAIN() VMAPC_DETAIL_EACH_

/// Makes a class with a default constructor a tree of the public members listed (up
/// to 9). At global scope.
#define VMAPC_TREE(Type, ...)                                                            \
  template <> struct vmapc::tree_traits<Type> {                                          \
    static constexpr const char *names = #__VA_ARGS__;                                   \
    static auto flatten(const Type &object) {                                            \
      return std::tie(VMAPC_DETAIL_EACH(object, __VA_ARGS__));                           \
    }                                                                                    \
    template <class Children> static Type unflatten(Children &&children) {               \
      Type object;                                                                       \
      std::tie(VMAPC_DETAIL_EACH(object, __VA_ARGS__)) = std::move(children);            \
      return object;                                                                     \
    }                                                                                    \
  }

#endif
