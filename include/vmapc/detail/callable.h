// The base of everything that a transformation returns: the call operator by arity,
// so that each call knows its line, and the choice between recording into an open trace
// and running compiled code.

#ifndef VMAPC_DETAIL_CALLABLE_H
#define VMAPC_DETAIL_CALLABLE_H

#include "vmapc/detail/call.h"

namespace vmapc {
inline namespace v0 {

/// A value that is part of the program whatever its type, for arguments: any type with ==.
template <class T> struct Constant {
  T value;
};
template <class T> Constant<T> constant(T value) { return {std::move(value)}; }

/// Stands for an array of this shape and dtype where only those matter.
struct Spec {
  Shape shape;
  DType dtype = f32;
};

namespace detail {

//===-- Arguments ---------------------------------------------------------------===//

template <class T> const T &unwrap(const T &t) { return t; }
template <class T> const T &unwrap(const Constant<T> &t) { return t.value; }
template <class T>
using Unwrapped = std::decay_t<decltype(unwrap(std::declval<const T &>()))>;

/// Whether F can be called with const references to these types.
template <class F, class... A> constexpr bool accepts() {
  if constexpr (isTransformed<F>)
    return F::template accepts<A...>();
  else
    return std::is_invocable_v<const F &, const Unwrapped<A> &...>;
}

/// A type as an argument sees it before it is known what the function takes.
template <class T> struct PlainArgument {
  using type = T;
};
template <> struct PlainArgument<const char *> {
  using type = std::string;
};
template <> struct PlainArgument<char *> {
  using type = std::string;
};
template <> struct PlainArgument<Spec> {
  using type = Array;
};
template <> struct PlainArgument<Operand> {
  using type = Array;
};
template <class T> using Plain = typename PlainArgument<std::decay_t<T>>::type;
template <class T>
using AsArray = std::conditional_t<std::is_floating_point_v<T>, Array, T>;

template <class F, std::size_t K, class... A, std::size_t... I>
constexpr bool acceptsArrayAt(std::index_sequence<I...>) {
  return accepts<F, std::conditional_t<I == K, Array, A>...>();
}

/// What argument K becomes: a float or double is an Array where F takes one.
template <class F, std::size_t K, class... A> constexpr auto liftedType() {
  using T = std::tuple_element_t<K, std::tuple<A...>>;
  if constexpr (!std::is_floating_point_v<T>)
    return std::type_identity<T>();
  else if constexpr (accepts<F, AsArray<A>...>())
    return std::type_identity<Array>();
  else if constexpr (acceptsArrayAt<F, K, A...>(std::index_sequence_for<A...>{}))
    return std::type_identity<Array>();
  else
    return std::type_identity<T>();
}

/// `a` as To: a reference where the types agree.
template <class To, class From> decltype(auto) lift(const From &a) {
  if constexpr (std::is_same_v<To, From>)
    return static_cast<const To &>(a);
  else if constexpr (std::is_same_v<From, Spec>)
    return shapeOf(a.dtype, a.shape);
  else if constexpr (std::is_same_v<From, Operand>)
    return static_cast<const Array &>(a.array);
  else
    return To(a);
}

/// A function of our own is recorded directly; the user's is called.
template <class F, class... A>
decltype(auto) callInner(const F &f, const Loc &loc, const A &...args) {
  if constexpr (isTransformed<F>)
    return f.inTrace(loc, args...);
  else
    return std::invoke(f, unwrap(args)...);
}
template <class F, class... A>
using InnerResult = std::decay_t<decltype(callInner(
    std::declval<const F &>(), std::declval<const Loc &>(), std::declval<const A &>()...))>;

template <class T> TreeDef describeArgument(const T &t) { return describeTree(t, ""); }
template <class T> TreeDef describeArgument(const Constant<T> &) {
  TreeDef def;
  def.kind = TreeDef::fixed;
  return def;
}
VMAPC_API std::uint64_t
internValue(const void *tag, FunctionRef<bool(const void *)> equals,
            FunctionRef<std::shared_ptr<const void>()> copy);
template <class T> void flatten(const Constant<T> &t, Signature &s) {
  s.word(internValue(
      &typeTag<T>, [&](const void *p) { return *static_cast<const T *>(p) == t.value; },
      [&]() -> std::shared_ptr<const void> { return std::make_shared<const T>(t.value); }));
}
template <class T> const Constant<T> &rebuild(const Constant<T> &like, LeafReader &) {
  return like;
}
template <class T> const char *typeName() {
  if constexpr (std::is_class_v<T> && !std::is_same_v<T, Array>) {
    if constexpr (treeKind<T>() == TreeKind::aggregate || treeKind<T>() == TreeKind::custom)
      return prettyType<T>();
  }
  return nullptr;
}
template <class T> const char *argumentTypeName(const T *) { return typeName<T>(); }
template <class T> const char *argumentTypeName(const Constant<T> *) { return nullptr; }

//===-- Erased bodies --------------------------------------------------------------===//

/// f(args...) as a function of the arrays in args; keeps the result.
template <class F, class... A> class Bound {
public:
  using Result = InnerResult<F, A...>;
  Bound(const F &f, const Loc &loc, const A &...args) : f_(f), loc_(loc), args_(args...) {}

  std::vector<Array> operator()(std::span<const Array> leaves) {
    LeafReader in(leaves);
    std::apply(
        [&](const A &...like) {
          std::tuple<A...> fresh{rebuild(like, in)...};
          std::apply([&](const A &...a) { result_.emplace(callInner(f_, loc_, a...)); },
                     fresh);
        },
        args_);
    return leavesOf(*result_);
  }
  const Result &result() const { return *result_; }
  /// The result with other arrays.
  Result with(std::span<const Array> leaves) const {
    LeafReader in(leaves);
    return rebuild(*result_, in);
  }

private:
  const F &f_;
  const Loc &loc_;
  std::tuple<const A &...> args_;
  std::optional<Result> result_;
};

/// The arrays of some arguments, and where each argument's begin.
template <class... A> struct ArgumentLeaves {
  explicit ArgumentLeaves(const A &...args)
      : defs{describeArgument(args)..., TreeDef()},
        types{argumentTypeName(&args)..., nullptr} {
    std::size_t k = 0;
    ((offsets[k++] = signature.leafCount(), flatten(args, signature)), ...);
    offsets[k] = signature.leafCount();
    for (const Array *leaf : signature.leaves())
      leaves.push_back(*leaf);
  }
  std::span<const TreeDef> definitions() const { return {defs, sizeof...(A)}; }
  std::span<const char *const> typeNames() const { return {types, sizeof...(A)}; }

  Signature signature;
  std::vector<Array> leaves;
  std::size_t offsets[sizeof...(A) + 1];
  TreeDef defs[sizeof...(A) + 1];
  const char *types[sizeof...(A) + 1];
};

/// The body that the runtime traces on a miss.
template <class F, class... A> class TracedCall final : public CallBody {
public:
  TracedCall(const F &f, const Loc &loc, const std::string &name, const A &...args)
      : f_(f), loc_(loc), name_(name), args_(args...) {}
  std::vector<std::string> inputNames() const override {
    return std::apply(
        [this](const A &...a) {
          const TreeDef defs[] = {describeArgument(a)..., TreeDef()};
          const char *types[] = {argumentTypeName(&a)..., nullptr};
          return namesOfArguments({defs, sizeof...(A)}, {types, sizeof...(A)}, given_);
        },
        args_);
  }
  /// Names for the arguments, as far as they go.
  void renameArguments(std::span<const std::string> names) { given_ = names; }
  TracedResult trace(std::span<const Array> leaves) const override {
    return std::apply(
        [&](const A &...a) {
          using R = InnerResult<F, A...>;
          static_assert(!std::is_void_v<R>, "vmapc: the function must return a value");
          Bound<F, A...> bound(f_, loc_, a...);
          TracedResult r;
          r.leaves = bound(leaves);
          r.names = namesOfResult(describeTree(bound.result(), ""));
          r.skeleton = std::make_shared<const R>(
              bound.with(std::vector<Array>(r.leaves.size())));
          return r;
        },
        args_);
  }
  std::string name() const override { return name_; }

private:
  const F &f_;
  const Loc &loc_;
  const std::string &name_;
  std::tuple<const A &...> args_;
  std::span<const std::string> given_;
};

template <class R> R resultFrom(Results &results) {
  if constexpr (std::is_same_v<R, Array>) {
    return std::move(results[0]);
  } else {
    LeafReader in(results.span());
    return rebuild(*static_cast<const R *>(results.skeleton.get()), in);
  }
}

template <class... A> void startSignature(Signature &s, const Site &site, const A &...args) {
  s.word(idOf(site));
  s.word(reinterpret_cast<std::uintptr_t>(&typeTag<std::tuple<A...>>));
  (flatten(args, s), ...);
}

/// Outside a trace: compiled code for the whole of f.inTrace(args...).
template <class F, class... A>
auto callCompiled(const F &f, const Site &site, const std::string &name, const Loc &loc,
                  const A &...args) {
  TracedCall<F, A...> body(f, loc, name, args...);
  Signature s;
  startSignature(s, site, args...);
  Results results;
  runCompiled(site, s, body, loc, results);
  return resultFrom<InnerResult<F, A...>>(results);
}

/// After a call: arrays that were passed by std::move are let go.
template <class T> void donate(std::remove_reference_t<T> &t) {
  using U = std::remove_reference_t<T>;
  if constexpr (!std::is_reference_v<T> && !std::is_const_v<U> &&
                std::is_move_assignable_v<U>) {
    if constexpr (std::is_same_v<U, Array>) {
      t = Array();
    } else if constexpr (std::is_class_v<U> && !CustomTree<U> &&
                         !std::is_same_v<U, Spec> && !std::is_same_v<U, Operand> &&
                         !IsOf<U, Constant>::value) {
      Signature s;
      flatten(t, s);
      for (const Array *leaf : s.leaves())
        *const_cast<Array *>(leaf) = Array();
    }
  }
}

template <class C> class Callable {
public:
  using TransformedTag = void;

// One call operator per number of arguments: a pack followed by the defaulted line of
  // the call would not deduce.
  auto operator()(Loc loc = Loc::current()) const { return enter<>(loc); }
  template <class A> auto operator()(A &&a, Loc loc = Loc::current()) const {
    return enter<A>(loc, a);
  }
  template <class A, class B>
  auto operator()(A &&a, B &&b, Loc loc = Loc::current()) const {
    return enter<A, B>(loc, a, b);
  }
  template <class A, class B, class D>
  auto operator()(A &&a, B &&b, D &&d, Loc loc = Loc::current()) const {
    return enter<A, B, D>(loc, a, b, d);
  }
  template <class A, class B, class D, class E>
  auto operator()(A &&a, B &&b, D &&d, E &&e, Loc loc = Loc::current()) const {
    return enter<A, B, D, E>(loc, a, b, d, e);
  }
  template <class A, class B, class D, class E, class G>
  auto operator()(A &&a, B &&b, D &&d, E &&e, G &&g, Loc loc = Loc::current()) const {
    return enter<A, B, D, E, G>(loc, a, b, d, e, g);
  }
  template <class A, class B, class D, class E, class G, class H>
  auto operator()(A &&a, B &&b, D &&d, E &&e, G &&g, H &&h,
                  Loc loc = Loc::current()) const {
    return enter<A, B, D, E, G, H>(loc, a, b, d, e, g, h);
  }
  template <class A, class B, class D, class E, class G, class H, class I>
  auto operator()(A &&a, B &&b, D &&d, E &&e, G &&g, H &&h, I &&i,
                  Loc loc = Loc::current()) const {
    return enter<A, B, D, E, G, H, I>(loc, a, b, d, e, g, h, i);
  }
  template <class A, class B, class D, class E, class G, class H, class I, class J>
  auto operator()(A &&a, B &&b, D &&d, E &&e, G &&g, H &&h, I &&i, J &&j,
                  Loc loc = Loc::current()) const {
    return enter<A, B, D, E, G, H, I, J>(loc, a, b, d, e, g, h, i, j);
  }

  /// The call outside a trace.
  template <class... A> auto outside(const Loc &loc, const A &...args) const {
    return callCompiled(self(), *self().site(), self().name(), loc, args...);
  }

protected:
  const C &self() const { return static_cast<const C &>(*this); }

  /// Calls next(lifted arguments...).
  template <class... A, class Next>
  static auto withLifted(const Next &next, const std::remove_reference_t<A> &...args) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return next(static_cast<const typename decltype(liftedType<C, K, Plain<A>...>())::type &>(
          lift<typename decltype(liftedType<C, K, Plain<A>...>())::type>(args))...);
    }(std::index_sequence_for<A...>{});
  }

private:
  template <class... A>
  auto enter(const Loc &loc, std::remove_reference_t<A> &...args) const {
    static_assert(acceptsLifted<A...>(),
                  "vmapc: the function cannot be called with (const references to) these "
                  "arguments; it must not be mutable nor take T&");
    auto run = [&](const auto &...lifted) {
      if (tracing())
        return self().inTrace(loc, lifted...);
      return self().outside(loc, lifted...);
    };
    auto result = withLifted<A...>(run, args...);
    (donate<A>(args), ...);
    return result;
  }
  template <class... A> static constexpr bool acceptsLifted() {
    return []<std::size_t... K>(std::index_sequence<K...>) {
      return C::template accepts<
          typename decltype(liftedType<C, K, Plain<A>...>())::type...>();
    }(std::index_sequence_for<A...>{});
  }
};

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
