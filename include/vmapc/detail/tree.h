// What the templates do with trees: take the arrays out, put others in, describe. One
// function each, dispatching on the kind of type; all else works on the flat lists.

#ifndef VMAPC_DETAIL_TREE_H
#define VMAPC_DETAIL_TREE_H

#include "vmapc/detail/signature.h"

#include <boost/pfr/core.hpp>

#include <array>
#include <bit>
#include <map>
#include <optional>
#include <tuple>

namespace vmapc {
inline namespace v0 {

/// Specialise to make a type a tree; see tree.h.
template <class T> struct tree_traits;

namespace detail {

template <class T, template <class...> class C> struct IsOf : std::false_type {};
template <template <class...> class C, class... A>
struct IsOf<C<A...>, C> : std::true_type {};
template <class T> struct IsStdArray : std::false_type {};
template <class T, std::size_t N> struct IsStdArray<std::array<T, N>> : std::true_type {};
template <class T> struct IsStringMap : std::false_type {};
template <class T> struct IsStringMap<std::map<std::string, T>> : std::true_type {};

template <class T>
concept StaticLeaf = std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                     std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<bool>>;
template <class T>
concept CustomTree = requires(const T &t) { tree_traits<T>::flatten(t); };

template <class T> struct AllReferences : std::false_type {};
template <class... A>
struct AllReferences<std::tuple<A...>>
    : std::bool_constant<(std::is_lvalue_reference_v<A> && ...)> {};

/// Converts to bases of T only.
template <class T> struct AnyBaseOf {
  template <class U>
    requires(std::is_base_of_v<U, T> && !std::is_same_v<U, T>)
  operator U() const;
};
template <class T> constexpr bool hasBase() {
  if constexpr (std::is_aggregate_v<T> && !std::is_array_v<T>)
    return requires { T{AnyBaseOf<T>{}}; };
  else
    return false;
}

enum class TreeKind { array, fixed, list, stdArray, tuple, optional, map, custom, aggregate };

template <class T> constexpr TreeKind treeKind() {
  if constexpr (std::is_same_v<T, Array>)
    return TreeKind::array;
  else if constexpr (StaticLeaf<T>)
    return TreeKind::fixed;
  else if constexpr (CustomTree<T>)
    return TreeKind::custom;
  else if constexpr (IsOf<T, std::vector>::value)
    return TreeKind::list;
  else if constexpr (IsStdArray<T>::value)
    return TreeKind::stdArray;
  else if constexpr (IsOf<T, std::tuple>::value || IsOf<T, std::pair>::value)
    return TreeKind::tuple;
  else if constexpr (IsOf<T, std::optional>::value)
    return TreeKind::optional;
  else if constexpr (IsStringMap<T>::value)
    return TreeKind::map;
  else {
    static_assert(!std::is_pointer_v<T> && !std::is_reference_v<T>,
                  "vmapc: a pointer is not a tree: pass the value, or vm::constant(pointer)");
    static_assert(std::is_aggregate_v<T>,
                  "vmapc: this type is not a tree, because it has a constructor, private "
                  "members or virtual functions; make it an aggregate, or write "
                  "VMAPC_TREE(Type, members...) or specialise vmapc::tree_traits<Type>");
    static_assert(!std::is_aggregate_v<T> || !hasBase<T>(),
                  "vmapc: this type is not a tree, because it has a base class; make the base a "
                  "member, or specialise vmapc::tree_traits<Type>");
    return TreeKind::aggregate;
  }
}

template <class T> using FieldIndices = std::make_index_sequence<boost::pfr::tuple_size_v<T>>;
template <class T> using TupleIndices = std::make_index_sequence<std::tuple_size_v<T>>;

//===-- Flatten: arrays and the words that describe the rest -----------------===//

template <class T> void flatten(const T &t, Signature &s);

template <class T, std::size_t... I>
void flattenFields(const T &t, Signature &s, std::index_sequence<I...>) {
  (flatten(boost::pfr::get<I>(t), s), ...);
}

template <class T> void flatten(const T &t, Signature &s) {
  constexpr TreeKind kind = treeKind<T>();
  if constexpr (kind == TreeKind::array) {
    s.leaf(t);
  } else if constexpr (std::is_same_v<T, std::string>) {
    s.text(t);
  } else if constexpr (std::is_same_v<T, std::vector<bool>>) {
    s.word(t.size());
    for (bool b : t)
      s.word(b);
  } else if constexpr (kind == TreeKind::fixed) {
    if constexpr (std::is_same_v<T, double>)
      s.word(std::bit_cast<std::uint64_t>(t));
    else if constexpr (std::is_same_v<T, float>)
      s.word(std::bit_cast<std::uint32_t>(t));
    else
      s.word(std::uint64_t(t));
  } else if constexpr (kind == TreeKind::list) {
    s.word(t.size());
    for (const auto &e : t)
      flatten(e, s);
  } else if constexpr (kind == TreeKind::map) {
    s.word(t.size());
    for (const auto &[key, value] : t) {
      s.text(key);
      flatten(value, s);
    }
  } else if constexpr (kind == TreeKind::optional) {
    s.word(t.has_value());
    if (t)
      flatten(*t, s);
  } else if constexpr (kind == TreeKind::stdArray || kind == TreeKind::tuple) {
    std::apply([&](const auto &...e) { (flatten(e, s), ...); }, t);
  } else if constexpr (kind == TreeKind::custom) {
    if constexpr (requires { tree_traits<T>::key(t, s); })
      tree_traits<T>::key(t, s);
    auto kids = tree_traits<T>::flatten(t);
    auto each = [&](const auto &...e) { (flatten(e, s), ...); };
    if constexpr (AllReferences<decltype(kids)>::value) {
      std::apply(each, kids);
    } else { // the arrays must stay where they are as long as `s` lives
      auto held = std::make_shared<decltype(kids)>(std::move(kids));
      s.keep(held);
      std::apply(each, *held);
    }
  } else {
    flattenFields(t, s, FieldIndices<T>{});
  }
}

//===-- Rebuild: the same tree with other arrays ------------------------------===//

template <class T> T rebuild(const T &like, LeafReader &in);

template <class T, std::size_t... I>
T rebuildFields(const T &like, LeafReader &in, std::index_sequence<I...>) {
  return T{rebuild(boost::pfr::get<I>(like), in)...};
}
template <class T, std::size_t... I>
T rebuildTuple(const T &like, LeafReader &in, std::index_sequence<I...>) {
  return T{rebuild(std::get<I>(like), in)...};
}

template <class Tuple, std::size_t... I>
auto rebuildDecayed(const Tuple &like, LeafReader &in, std::index_sequence<I...>) {
  return std::tuple<std::decay_t<std::tuple_element_t<I, Tuple>>...>{
      rebuild(std::get<I>(like), in)...};
}

template <class T> T rebuild(const T &like, LeafReader &in) {
  constexpr TreeKind kind = treeKind<T>();
  if constexpr (kind == TreeKind::array) {
    return in.take();
  } else if constexpr (kind == TreeKind::fixed) {
    return like;
  } else if constexpr (kind == TreeKind::list) {
    T result;
    result.reserve(like.size());
    for (const auto &e : like)
      result.push_back(rebuild(e, in));
    return result;
  } else if constexpr (kind == TreeKind::map) {
    T result;
    for (const auto &[key, value] : like)
      result.emplace(key, rebuild(value, in));
    return result;
  } else if constexpr (kind == TreeKind::optional) {
    return like ? T(rebuild(*like, in)) : T();
  } else if constexpr (kind == TreeKind::stdArray || kind == TreeKind::tuple) {
    return rebuildTuple(like, in, TupleIndices<T>{});
  } else if constexpr (kind == TreeKind::custom) {
    auto kids = tree_traits<T>::flatten(like);
    auto fresh = rebuildDecayed(kids, in, TupleIndices<decltype(kids)>{});
    if constexpr (requires { tree_traits<T>::unflatten(like, std::move(fresh)); })
      return tree_traits<T>::unflatten(like, std::move(fresh));
    else
      return tree_traits<T>::unflatten(std::move(fresh));
  } else {
    return rebuildFields(like, in, FieldIndices<T>{});
  }
}

//===-- Describe: structure and names -----------------------------------------===//

template <class T> struct FakeHolder {
  const T value;
};
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
template <class T> extern const FakeHolder<T> fakeObject;
template <class T, std::size_t I> consteval auto fieldAddress() {
  return &boost::pfr::detail::sequence_tuple::get<I>(
      boost::pfr::detail::tie_as_tuple(fakeObject<T>.value));
}
template <auto Address> const char *prettyAddress() { return __PRETTY_FUNCTION__; }
template <class T> const char *prettyType() { return __PRETTY_FUNCTION__; }

template <class T> TreeDef describeTree(const T &t, std::string name);

template <class T, std::size_t... I>
void describeFields(const T &t, TreeDef &def, std::index_sequence<I...>) {
  (def.kids.push_back(describeTree(boost::pfr::get<I>(t),
                                   '.' + lastName(prettyAddress<fieldAddress<T, I>()>()))),
   ...);
}
#ifdef __clang__
#pragma clang diagnostic pop
#endif

template <class T> TreeDef describeTree(const T &t, std::string name) {
  constexpr TreeKind kind = treeKind<T>();
  TreeDef def;
  def.name = std::move(name);
  std::size_t k = 0;
  auto indexed = [&](const auto &e) {
    def.kids.push_back(describeTree(e, '[' + std::to_string(k++) + ']'));
  };
  if constexpr (kind == TreeKind::array) {
    def.kind = TreeDef::array;
  } else if constexpr (kind == TreeKind::fixed) {
    def.kind = TreeDef::fixed;
  } else if constexpr (kind == TreeKind::list) {
    for (const auto &e : t)
      indexed(e);
  } else if constexpr (kind == TreeKind::map) {
    for (const auto &[key, value] : t)
      def.kids.push_back(describeTree(value, '.' + key));
  } else if constexpr (kind == TreeKind::optional) {
    if (t)
      return describeTree(*t, std::move(def.name));
  } else if constexpr (kind == TreeKind::stdArray || kind == TreeKind::tuple) {
    std::apply([&](const auto &...e) { (indexed(e), ...); }, t);
  } else if constexpr (kind == TreeKind::custom) {
    std::apply([&](const auto &...e) { (indexed(e), ...); }, tree_traits<T>::flatten(t));
    if constexpr (requires { tree_traits<T>::names; })
      nameKids(def, tree_traits<T>::names);
  } else {
    describeFields(t, def, FieldIndices<T>{});
  }
  return def;
}

/// All arrays of a tree.
template <class T> std::vector<Array> leavesOf(const T &t) {
  Signature s;
  flatten(t, s);
  std::vector<Array> leaves;
  leaves.reserve(s.leafCount());
  for (const Array *a : s.leaves())
    leaves.push_back(*a);
  return leaves;
}
} // namespace detail
} // namespace v0
} // namespace vmapc
#endif
