// Wrong uses of transformations and traces: axes of vmap, what cannot be
// differentiated, trees that do not fit, loops, escaping tracers, stale captures.

#include "WrongUse.h"

#include <thread>

namespace {

constexpr const char *axes = "axes", *trees = "trees", *grads = "derivatives",
                     *loops = "loops and branches", *tracers = "tracers", *sizes = "sizes",
                     *captures = "captures";

struct Pair {
  Array a, b;
};

const Array x{1.f, 2.f}, y{1.f, 2.f, 3.f}, m = vm::ones({2, 3}), counts{1, 2};
Array identity(Array a) { return a; }
Array squares(Array a) { return a * a; }
Array total(Array a) { return vm::sum(a); }

TEST(WrongUses, AxesOfVmap) {
  auto both = [](Array a, Array b) { return vm::sum(a) + vm::sum(b); };
  WRONG(axes, WORDS("vmap", "one size", "arg0 f32[2,3] axis 0 of size 2", "arg1 f32[3]"),
        vm::vmap(both)(m, y));
  WRONG(axes, WORDS("an axis of arg0", "f32[2,3]", "2"), vm::vmap(both, {.in_axes = {2, 0}})(m, x));
  WRONG(axes, WORDS("one entry per argument (2)", "a list of 1"),
        vm::vmap(both, {.in_axes = {0}})(m, x));
  WRONG(axes, WORDS("axis_size", "neither"), vm::vmap(both, {.in_axes = vm::none})(m, x));
  WRONG(axes, WORDS("axis_size = 4", "of size 2"),
        vm::vmap(both, {.in_axes = {0, vm::none}, .axis_size = 4})(m, x));
  WRONG(axes, WORDS("none for arg1", "static"),
        vm::vmap([](Array a, int) { return a; }, {.in_axes = {0, 1}})(x, 3));
  WRONG(axes, WORDS("an axis of arg0", "f32[]"), vm::vmap(identity)(x[0]));
  WRONG(axes, WORDS("out_axes", "3"), vm::vmap(identity, {.out_axes = 3})(x));
  WRONG(axes, WORDS("out_axes", "none"), vm::vmap(identity, {.out_axes = vm::none})(x));
  WRONG(sizes, WORDS("axis_size", "-1"),
        vm::vmap(identity, {.in_axes = vm::none, .axis_size = -1})(x));
  WRONG(sizes, WORDS("chunk_size", "-1"), vm::vmap(identity, {.chunk_size = -1})(x));
}

TEST(WrongUses, Trees) {
  auto first = [](const Pair &p) { return p.a; };
  WRONG(axes, WORDS("in_axes for", "list of 2", "list of 3"),
        vm::vmap(first, {.in_axes = {{0, 0, 0}}})(Pair{x, x}));
  WRONG(trees, WORDS("a, b", "c"),
        vm::vmap(first, {.in_axes = {vm::Axes::map({{"c", 0}})}})(Pair{x, x}));
  WRONG(trees, WORDS("vmap", ".a f32[2]", ".b f32[3]"), vm::vmap(first)(Pair{x, y}));
  WRONG(trees, WORDS("ravel", "i32[2]"), vm::ravel(Pair{x, counts}));
  WRONG(trees, WORDS("unravel", "[4]", "f32[2]"), vm::ravel(Pair{x, x}).unravel(x));
  WRONG(trees, WORDS("1 arrays", "0"), vm::trace(total, x)({}));
  WRONG(trees, WORDS("f32[2]", "arg0", "f32[3]"), vm::trace(total, x)({y}));
  WRONG(trees, WORDS("1 arrays", "2"), vm::trace(total, x).function<Pair(Array)>()(x));
  WRONG(trees, WORDS("Function", "an empty one"), vm::Function<Array(Array)>()(x));
}

TEST(WrongUses, Derivatives) {
  auto integer = [](Array a) { return vm::sum(vm::astype(a, vm::i32)); };
  WRONG(grads, WORDS("grad", "float scalar", "f32[2]"), vm::grad(squares)(x));
  WRONG(grads, WORDS("grad", "float scalar", "f32[2]"), vm::value_and_grad(squares)(x));
  WRONG(grads, WORDS("grad", "float scalar", "i32[]"), vm::grad(integer)(x));
  WRONG(grads, WORDS("a float array in argument 0", "i32[2]"), vm::grad(total)(counts));
  WRONG(grads, WORDS("argument 1"), vm::grad<1>([](Array a, int) { return vm::sum(a); })(x, 3));
  WRONG(grads, WORDS("grad", "float scalar"), vm::hessian(identity)(x));
  WRONG(grads, WORDS("vjp", "a float result"), vm::vjp([](Array a) { return a > 0.0; }, x));
  WRONG(grads, WORDS("vjp", "a float array", "i32[2]"), vm::vjp(identity, counts));
  WRONG(grads, WORDS("pullback", "f32[2]", "cotangent 0", "f32[3]"),
        vm::vjp(identity, x).pullback(y));
  WRONG(grads, WORDS("default-constructed"), vm::Pullback<Array(Array)>()(x));
  WRONG(grads, WORDS("jvp", "f32[2]", "tangent 0", "f32[3]"),
        vm::jvp(identity, std::tuple{x}, std::tuple{y}));
}

TEST(WrongUses, LoopsAndBranches) {
  WRONG(loops, WORDS("cond", "b1[]"), vm::cond(1.0, identity, identity, x));
  WRONG(loops, WORDS("cond", "b1[2]"), vm::cond(x > 0.0, identity, identity, x));
  WRONG(loops, WORDS("cond", "f32[2]", "f32[]"),
        vm::cond(vm::sum(x) > 0.0, identity, [](Array a) { return a[0]; }, x));
  WRONG(loops, WORDS("while_loop", "b1[]"),
        vm::while_loop(x, [](Array a) { return a < 1.0; }, identity));
  WRONG(loops, WORDS("fori_loop", "integer"),
        vm::fori_loop(0.5, 3, x, [](Array, Array a) { return a; }));
  WRONG(loops, WORDS("fori_loop", "rank 0", "f32[2]"),
        vm::fori_loop(0, x, x, [](Array, Array a) { return a; }));
  WRONG(loops, WORDS("carry", "i32[2]", "f32[2]"),
        vm::fori_loop(0, 2, counts, [](Array, Array a) { return a * x; }));
  WRONG(loops, WORDS("carry", "f32[2]", "f32[1]"),
        vm::fori_loop(0, 2, x, [](Array, Array a) { return a(vm::slice(0, 1)); }));
  WRONG(loops, WORDS("scan", "an axis", "f32[]"),
        vm::scan(x, x[0], [](Array c, Array) { return std::pair{c, c}; }));
  WRONG(loops, WORDS("scan", "3 slices", "f32[2]"),
        vm::scan(x, x, [](Array c, Array) { return std::pair{c, c}; }, {.length = 3}));
  std::vector<vm::Function<Array(Array)>> none;
  WRONG(loops, WORDS("switch_", "at least one"), vm::switch_(0, none, x));
}

TEST(WrongUses, Tracers) {
  WRONG(tracers, WORDS("vm::cond", "vm::where", "b1[] traced at"), vm::jit([](Array a) {
          if (vm::sum(a) > 0.0)
            return a;
          return -a;
        })(x));
  WRONG(tracers, WORDS("item", "traced at"),
        vm::jit([](Array a) { return a * a.item<float>(); })(x));
  WRONG(tracers, WORDS("traced at"),
        vm::vmap([](Array a) { return a * a.to_vector<float>()[0]; })(m));
  WRONG(tracers, WORDS("save", "trace"), vm::jit([](Array a) {
          vm::save("/tmp/never.npy", a);
          return a;
        })(x));
  Array kept;
  vm::jit([&](Array a) { return kept = a; })(x);
  WRONG(tracers, WORDS("traced at", "has ended"), kept + 1.0);
  WRONG(tracers, WORDS("traced at", "has ended"), vm::jit([&](Array a) { return a + kept; })(x));
  WRONG(tracers, WORDS("traced at"), vm::jit(identity)(kept));
  WRONG(tracers, WORDS("has ended"), vm::to_string(vm::sum(kept)));
  WRONG(tracers, WORDS("another thread"), vm::jit([](Array a) {
          std::exception_ptr thrown;
          std::thread([&] {
            try {
              a + 1.0;
            } catch (...) {
              thrown = std::current_exception();
            }
          }).join();
          std::rethrow_exception(thrown);
          return a;
        })(x));
  vm::Ref<Array> ref(x);
  WRONG(tracers, WORDS("Ref"), vm::jit([&](Array a) {
          ref.set(a);
          return a;
        })(x));
  WRONG(tracers, WORDS("f32[2] without data"), vm::eval_shape(identity, x).item<float>());
}

TEST(WrongUses, Captures) {
  double scale = 2;
  auto f = vm::jit([&](Array a) { return a * scale; });
  f(x);
  scale = 3;
  WRONG(captures, WORDS("captured values that have not changed", "3.0", "2.0", "vm::Ref"), f(x));
  Array w = vm::ones({100}), v = vm::ones({100});
  auto g = vm::jit([&](Array a) { return a * w; });
  g(v);
  w = w * 2.0;
  WRONG(captures, WORDS("captured values that have not changed", "another f32[100]"), g(v));
  auto h = vm::jit(squares);
  h(x);
  vm::NoCompile no;
  WRONG(captures, WORDS("NoCompile", "arg0 is f32[3], was f32[2]"), h(y));
}

} // namespace
