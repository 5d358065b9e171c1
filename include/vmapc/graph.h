// Traced functions as values: look at them, save and load them, call them.

#ifndef VMAPC_GRAPH_H
#define VMAPC_GRAPH_H

#include "vmapc/function.h"

namespace vmapc {
inline namespace v0 {

/// Stages of compilation, in order.
using detail::Stage;
/// "traced", "expanded", "simplified", "grouped", "planned", "vector", "llvm", "asm".
VMAPC_API std::string_view nameOf(Stage stage);

/// An input or result of a graph.
struct Port {
  std::string name;
  DType dtype;
  Shape shape;
};

struct TraceOptions {
  /// What the IR calls the function.
  std::string name = "main";
  /// Names of the arguments; those of their types or arg0, arg1, ... where missing.
  std::vector<std::string> arguments = {};
};

/// A traced function. Copies share it.
class VMAPC_API Graph {
public:
  Graph() = default;
  /// A file that `save` or `vmapc compile --emit=traced` wrote. A file that cannot be read, is
  /// malformed or of a newer version is an error with its line and column.
  static Graph load(const std::string &path, detail::Loc loc = detail::Loc::current());
  /// The same from text; `name` stands for the file in errors.
  static Graph parse(std::string_view text, const std::string &name = "graph",
                     detail::Loc loc = detail::Loc::current());

  bool defined() const { return program_ != nullptr; }
  /// Arrays of more than 64 bytes that the function captured are the last inputs; calls
  /// through this object, or a copy of it, need not give them.
  std::vector<Port> inputs(detail::Loc loc = detail::Loc::current()) const;
  std::vector<Port> outputs(detail::Loc loc = detail::Loc::current()) const;
  std::vector<Stage> stages() const;
  /// The text of a stage.
  std::string print(Stage stage = Stage::traced,
                    detail::Loc loc = detail::Loc::current()) const;
  void save(const std::string &path, detail::Loc loc = detail::Loc::current()) const;
  /// Writes every stage to a file of its own in `folder`, which is created.
  void dump(const std::string &folder, detail::Loc loc = detail::Loc::current()) const;

  /// The results for arrays in order of inputs().
  std::vector<Array> operator()(const std::vector<Array> &inputs,
                                detail::Loc loc = detail::Loc::current()) const;
  /// As a typed function, which can be transformed like any other. The arrays of the
  /// arguments are the inputs in order, the result is built of the outputs; it may be an
  /// Array, or tuples and aggregates of Arrays.
  template <class Signature> Function<Signature> function() const;

  std::shared_ptr<const detail::Program> program() const { return program_; }

private:
  std::shared_ptr<detail::Program> program_;
  std::vector<Array> hidden_;
  detail::SitePtr site_;

public:
  Graph(std::shared_ptr<detail::Program> program, std::vector<Array> hidden);
  /// In a trace: a call of the graph.
  std::vector<Array> record(std::span<const Array> inputs, const detail::Loc &loc) const;
  const detail::SitePtr &site() const { return site_; }
};

namespace detail {

/// A tree of fixed structure from its arrays.
template <class T> T construct(LeafReader &in);
template <class T, std::size_t... I>
T constructFields(LeafReader &in, std::index_sequence<I...>) {
  return T{construct<std::decay_t<decltype(boost::pfr::get<I>(std::declval<const T &>()))>>(in)...};
}
template <class T, std::size_t... I>
T constructTuple(LeafReader &in, std::index_sequence<I...>) {
  return T{construct<std::tuple_element_t<I, T>>(in)...};
}
template <class T> T construct(LeafReader &in) {
  constexpr TreeKind kind = treeKind<T>();
  static_assert(kind == TreeKind::array || kind == TreeKind::tuple ||
                    kind == TreeKind::stdArray || kind == TreeKind::aggregate,
                "vmapc: the result of a graph's function is made of Arrays, tuples, arrays and "
                "aggregates; call the graph with a vector for anything else");
  if constexpr (kind == TreeKind::array)
    return in.take();
  else if constexpr (kind == TreeKind::aggregate)
    return constructFields<T>(in, FieldIndices<T>{});
  else
    return constructTuple<T>(in, TupleIndices<T>{});
}
template <class T> std::size_t fixedCount() {
  struct Counter {
    static std::size_t of(const T &t) {
      Signature s;
      flatten(t, s);
      return s.leafCount();
    }
  };
  std::vector<Array> nulls(256);
  LeafReader in(nulls);
  return Counter::of(construct<T>(in));
}
VMAPC_API void requireOutputs(const Graph &graph, std::size_t count, const Loc &loc);

template <class Sig> class GraphFunction;
template <class R, class... P> class GraphFunction<R(P...)> {
public:
  using TransformedTag = void;
  explicit GraphFunction(Graph graph) : graph_(std::move(graph)) {}
  template <class... A> static constexpr bool accepts() {
    return sizeof...(A) == sizeof...(P);
  }
  R inTrace(const Loc &loc, const std::decay_t<P> &...args) const {
    requireOutputs(graph_, fixedCount<R>(), loc);
    std::vector<Array> results = graph_.record(leavesOf(std::tie(args...)), loc);
    LeafReader in(results);
    return construct<R>(in);
  }
  R operator()(const std::decay_t<P> &...args, const Loc &loc) const {
    return tracing() ? inTrace(loc, args...)
                     : callCompiled(*this, *graph_.site(), name_, loc, args...);
  }
  const SitePtr &site() const { return graph_.site(); }

private:
  Graph graph_;
  std::string name_ = "graph";
};

template <class To, class From> decltype(auto) liftForGraph(const From &a) {
  if constexpr (std::is_same_v<To, Array> && std::is_floating_point_v<From>)
    return shapeOf(f32, {}); // what a number settles to
  else
    return lift<To>(a);
}

template <class F, class... A, std::size_t... K>
Graph traceGraph(const F &f, const TraceOptions &options, const Loc &loc,
                 std::index_sequence<K...>, const A &...args) {
  return [&](const auto &...lifted) {
    TracedCall<F, std::decay_t<decltype(lifted)>...> body(f, loc, options.name, lifted...);
    body.renameArguments(options.arguments);
    Signature s;
    (flatten(lifted, s), ...);
    std::vector<Array> hidden;
    std::shared_ptr<Program> program = traceProgram(s, body, loc, hidden);
    return Graph(std::move(program), std::move(hidden));
  }(static_cast<const typename decltype(liftedType<F, K, Plain<A>...>())::type &>(
             liftForGraph<typename decltype(liftedType<F, K, Plain<A>...>())::type>(args))...);
}

template <class F, class... A, std::size_t... K>
auto evalShape(const F &f, const Loc &loc, std::index_sequence<K...>, const A &...args) {
  return [&](const auto &...lifted) {
    std::string name("eval_shape");
    TracedCall<F, std::decay_t<decltype(lifted)>...> body(f, loc, name, lifted...);
    Signature s;
    (flatten(lifted, s), ...);
    Results results;
    traceShapes(s, body, loc, results);
    return resultFrom<InnerResult<F, std::decay_t<decltype(lifted)>...>>(results);
  }(static_cast<const typename decltype(liftedType<F, K, Plain<A>...>())::type &>(
             lift<typename decltype(liftedType<F, K, Plain<A>...>())::type>(args))...);
}
} // namespace detail

template <class Signature> Function<Signature> Graph::function() const {
  return detail::GraphFunction<Signature>(*this);
}

/// The graph of f for arguments like these, which may be vm::Spec; nothing is compiled.
template <class F>
Graph trace(const F &f, TraceOptions options = {}, detail::Loc loc = detail::Loc::current()) {
  return detail::traceGraph(f, options, loc, std::index_sequence<>{});
}
template <class F, class A>
  requires(!std::is_same_v<A, TraceOptions>)
Graph trace(const F &f, const A &a, TraceOptions options = {},
            detail::Loc loc = detail::Loc::current()) {
  return detail::traceGraph(f, options, loc, std::make_index_sequence<1>{}, a);
}
template <class F, class A, class B>
  requires(!std::is_same_v<B, TraceOptions>)
Graph trace(const F &f, const A &a, const B &b, TraceOptions options = {},
            detail::Loc loc = detail::Loc::current()) {
  return detail::traceGraph(f, options, loc, std::make_index_sequence<2>{}, a, b);
}
template <class F, class A, class B, class C>
  requires(!std::is_same_v<C, TraceOptions>)
Graph trace(const F &f, const A &a, const B &b, const C &c, TraceOptions options = {},
            detail::Loc loc = detail::Loc::current()) {
  return detail::traceGraph(f, options, loc, std::make_index_sequence<3>{}, a, b, c);
}
template <class F, class A, class B, class C, class D>
  requires(!std::is_same_v<D, TraceOptions>)
Graph trace(const F &f, const A &a, const B &b, const C &c, const D &d,
            TraceOptions options = {}, detail::Loc loc = detail::Loc::current()) {
  return detail::traceGraph(f, options, loc, std::make_index_sequence<4>{}, a, b, c, d);
}

/// The result of f with arrays that have shapes and dtypes only.
template <class F, class A>
auto eval_shape(const F &f, const A &a, detail::Loc loc = detail::Loc::current()) {
  return detail::evalShape(f, loc, std::make_index_sequence<1>{}, a);
}
template <class F, class A, class B>
auto eval_shape(const F &f, const A &a, const B &b,
                detail::Loc loc = detail::Loc::current()) {
  return detail::evalShape(f, loc, std::make_index_sequence<2>{}, a, b);
}
template <class F, class A, class B, class C>
auto eval_shape(const F &f, const A &a, const B &b, const C &c,
                detail::Loc loc = detail::Loc::current()) {
  return detail::evalShape(f, loc, std::make_index_sequence<3>{}, a, b, c);
}
template <class F, class A, class B, class C, class D>
auto eval_shape(const F &f, const A &a, const B &b, const C &c, const D &d,
                detail::Loc loc = detail::Loc::current()) {
  return detail::evalShape(f, loc, std::make_index_sequence<4>{}, a, b, c, d);
}

} // namespace v0
} // namespace vmapc

#endif
