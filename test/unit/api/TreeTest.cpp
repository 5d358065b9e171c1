// Trees: which types they are, paths, mapping, raveling.

#include "test/unit/api/Expect.h"

namespace {

struct Layer {
  Array w, b;
};
struct Params {
  std::vector<Layer> layers;
  Array scale;
  std::optional<Array> bias;
};
struct Node {
  Array w;
  std::vector<Node> kids;
};
template <class T> struct Two {
  T w;
  T b;
  Two scaled() const { return *this; }
};
struct Defaults {
  Array w = Array(1.0);
  double lr = 0.1;
  bool train = true;
};
struct Mixed {
  const Array w;
  std::optional<Two<Array>> q;
  std::map<std::string, Node> m;
};

} // namespace

class Model {
public:
  Model() : secret(7) {}
  Array w, b;
  int secret;
};
VMAPC_TREE(Model, w, b);

class Handle {
public:
  explicit Handle(Array a) : a_(std::move(a)) {}
  const Array &get() const { return a_; }

private:
  Array a_;
};
template <> struct vmapc::tree_traits<Handle> {
  static auto flatten(const Handle &h) { return std::tuple(h.get()); }
  static Handle unflatten(std::tuple<Array> t) { return Handle(std::get<0>(t)); }
};

namespace {

TEST(Tree, Paths) {
  using Paths = std::vector<std::string>;
  Params p{{{1, 2}, {3, 4}}, 5, Array(6)};
  EXPECT_EQ(vm::tree_paths(p), (Paths{"layers[0].w", "layers[0].b", "layers[1].w",
                                      "layers[1].b", "scale", "bias"}));
  EXPECT_EQ(vm::tree_paths(Mixed{1, Two<Array>{2, 3}, {{"k", Node{4, {Node{5, {}}}}}}}),
            (Paths{"w", "q.w", "q.b", "m.k.w", "m.k.kids[0].w"}));
  EXPECT_EQ(vm::tree_paths(Model()), (Paths{"w", "b"}));
  EXPECT_EQ(vm::tree_paths(std::tuple{Array(1), std::pair{Array(2), 3}}),
            (Paths{"[0]", "[1][0]"}));
  EXPECT_EQ(vm::tree_leaves(Defaults{}).size(), 1u);
}

TEST(Tree, Map) {
  Params p{{{1.0, 2.0}, {3.0, 4.0}}, 5.0, std::nullopt};
  Params q = vm::tree_map([](Array a, Array b) { return a - 0.5 * b; }, p, p);
  EXPECT_EQ(q.layers[1].b.item<float>(), 2);
  EXPECT_FALSE(q.bias);
  Mixed m = vm::tree_map([](Array a) { return -a; }, Mixed{1.0, std::nullopt, {}});
  EXPECT_EQ(m.w.item<float>(), -1);
  Defaults d = vm::tree_map([](Array a) { return a; }, Defaults{Array(2.0), 0.5, false});
  EXPECT_EQ(d.lr, 0.5);
  EXPECT_FALSE(d.train);
  EXPECT_EQ(vm::tree_map([](Array a) { return -a; }, Handle(1.0)).get().item<float>(), -1);
  Params shorter{{{1.0, 2.0}}, 5.0, std::nullopt};
  expectError(VMAPC_ERROR_OF(vm::tree_map([](Array a, Array) { return a; }, p, shorter)),
              {"tree_map", "5 arrays", "3"}, 0);
}

TEST(Tree, RavelAndBack) {
  Params p{{{Array{1.f, 2.f}, Array{{3.f}, {4.f}}}}, 5.0, std::nullopt};
  auto [flat, unravel] = vm::ravel(p);
  expectArray(flat, {5}, {1, 2, 3, 4, 5});
  Params q = unravel(flat * 2.0);
  expectArray(q.layers[0].b, {2, 1}, {6, 8});
  expectArray(q.scale, {}, {10});
  expectError(VMAPC_ERROR_OF(unravel(Array{1.f})), {"unravel", "[5]", "f32[1]"}, __LINE__);
  auto norm = [&](Array v) { return vm::sum(unravel(v).layers[0].b); };
  expectArray(vm::grad(norm)(flat), {5}, {0, 0, 1, 1, 0});
}

TEST(Tree, ZerosAndOnes) {
  Model m;
  m.w = Array{1.f, 2.f};
  m.b = Array{3, 4};
  Model z = vm::zeros_like(m), o = vm::ones_like(m);
  expectArray(z.w, {2}, {0, 0});
  expectArray(o.b, {2}, {1, 1});
  EXPECT_EQ(o.b.dtype(), vm::i32);
}

TEST(Tree, CustomTreesThroughTransformations) {
  Model m;
  m.w = Array{2.f};
  m.b = Array{1.f};
  auto loss = [](const Model &k, Array x) { return vm::sum(k.w * k.w * x + k.b); };
  Model g = vm::jit(vm::grad(loss))(m, Array{3.f});
  expectArray(g.w, {1}, {12});
  expectArray(g.b, {1}, {1});
}

} // namespace
