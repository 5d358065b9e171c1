// Wrong calls of operations: null arrays, shapes, dtypes, axes, indices, sizes.

#include "WrongUse.h"

namespace {

constexpr const char *shapes = "shapes", *dtypes = "dtypes", *axes = "axes", *indices = "indices",
                     *sizes = "sizes", *null = "null arrays";

const Array x{1.f, 2.f}, y{1.f, 2.f, 3.f}, m = vm::ones({2, 3});
const Array flags{true, false}, counts{1, 2};

TEST(WrongUses, NullArrays) {
  Array none;
  WRONG(null, WORDS("add", "null array"), none + 1.0);
  WRONG(null, WORDS("sum", "null array"), vm::sum(none));
  WRONG(null, WORDS("add", "null array"), vm::jit([](Array a) { return a + 1.0; })(none));
  WRONG(null, WORDS("dtype", "null array"), none.dtype());
  WRONG(null, WORDS("shape", "null array"), none.shape());
  Array moved = x, taken = std::move(moved);
  WRONG(null, WORDS("exp", "moved from"), vm::exp(moved));
}

TEST(WrongUses, Shapes) {
  WRONG(shapes, WORDS("add", "f32[2]", "f32[3]", "2 and 3 at axis -1"), x + y);
  WRONG(shapes, WORDS("mul", "[2]", "[3]"), vm::jit([](Array a, Array b) { return a * b; })(x, y));
  WRONG(shapes, WORDS("where", "b1[2]", "f32[3]"), vm::where(flags, x, y));
  WRONG(shapes, WORDS("dot", "f32[2]", "f32[3]"), vm::dot(x, y));
  WRONG(shapes, WORDS("matmul", "axis 1", "axis 0"), vm::matmul(m, m));
  WRONG(shapes, WORDS("einsum", "'j'"), vm::einsum("ij,jk->ik", m, m));
  WRONG(shapes, WORDS("einsum", "rank"), vm::einsum("ijk->i", m));
  WRONG(shapes, WORDS("einsum", "ij->ik"), vm::einsum("ij->ik", m));
  WRONG(shapes, WORDS("reshape", "[4]", "f32[2,3]"), vm::reshape(m, {4}));
  WRONG(shapes, WORDS("reshape", "[-1,-1]"), vm::reshape(m, {-1, -1}));
  WRONG(shapes, WORDS("broadcast_to", "[3]", "f32[2]"), vm::broadcast_to(x, {3}));
  WRONG(shapes, WORDS("concatenate", "f32[2,3]", "f32[3,1]"),
        vm::concatenate({m, vm::zeros({3, 1})}, 1));
  WRONG(shapes, WORDS("stack", "f32[2]", "f32[3]"), vm::stack({x, y}));
  WRONG(shapes, WORDS("stack", "at least one"), vm::stack({}));
  WRONG(shapes, WORDS("split", "2", "3"), vm::split(x, 3));
  WRONG(shapes, WORDS("pad", "axis 0"), vm::pad(x, {-4}, {0}));
  WRONG(shapes, WORDS("cross_entropy", "[2]", "i32[3]"),
        vm::cross_entropy(vm::ones({2, 3}), Array{1, 2, 0}));
  WRONG(shapes, WORDS("allclose", "f32[2]", "f32[3]"), vm::allclose(x, y));
  WRONG(shapes, WORDS("item", "one element", "f32[2]"), x.item<float>());
  WRONG(shapes, WORDS("2 elements", "3 elements"), Array::from(std::vector<float>(3), {2}));
}

TEST(WrongUses, Dtypes) {
  WRONG(dtypes, WORDS("not", "integers or bools", "f32"), ~x);
  WRONG(dtypes, WORDS("and", "integers or bools", "f32"), x & counts);
  WRONG(dtypes, WORDS("shl", "integers or bools"), counts << 1.5);
  WRONG(dtypes, WORDS("bitcast", "a last axis of extent 2", "f32[3]"), vm::bitcast(y, vm::f64));
  WRONG(dtypes, WORDS("one_hot", "integers", "f32[2]"), vm::one_hot(x, 2));
  WRONG(dtypes, WORDS("span", "f32[2]", "f64"), x.span<double>());
  WRONG(dtypes, WORDS("set", "i32"), counts.at(0).set(2.5));
  WRONG(dtypes, WORDS("add", "numbers"), flags.at(0).add(true));
  WRONG(dtypes, WORDS("random::split", "u32[2]", "f32[2]"), vm::random::split(x));
  WRONG(dtypes, WORDS("random::uniform", "f32 or f64", "i32"),
        vm::random::uniform(vm::random::key(1), {2}, vm::i32));
  vm::StrictDtypes strict;
  WRONG(dtypes, WORDS("add", "f32[2]", "i32[2]", "StrictDtypes"), x + counts);
}

TEST(WrongUses, Axes) {
  WRONG(axes, WORDS("sum", "-2..1", "2"), vm::sum(m, 2));
  WRONG(axes, WORDS("sum", "different", "[0,-2]"), vm::sum(m, {0, -2}));
  WRONG(axes, WORDS("transpose", "[0,0]"), vm::transpose(m, {0, 0}));
  WRONG(axes, WORDS("transpose", "[0]"), vm::transpose(m, {0}));
  WRONG(axes, WORDS("squeeze", "axis 0", "f32[2,3]"), vm::squeeze(m, 0));
  WRONG(axes, WORDS("concatenate", "2"), vm::concatenate({m, m}, 2));
  WRONG(axes, WORDS("argmax", "2"), vm::argmax(m, 2));
  WRONG(axes, WORDS("softmax", "-3"), vm::softmax(m, -3));
  WRONG(axes, WORDS("dim", "2"), m.dim(2));
}

TEST(WrongUses, Indices) {
  WRONG(indices, WORDS("index", "5", "axis 0"), m[5]);
  WRONG(indices, WORDS("index", "at most 2", "f32[2,3]"), m(0, 0, 0));
  WRONG(indices, WORDS("index", "-4", "axis 1"), m(0, -4));
  WRONG(indices, WORDS("vm::where", "b1[2]"), m[flags]);
  WRONG(indices, WORDS("index", "integers", "f32[2]"), m[x]);
  WRONG(indices, WORDS("index", "f32[]"), x[0][0]);
  WRONG(indices, WORDS("index", "ellipsis"), m(vm::ellipsis, vm::ellipsis));
  WRONG(indices, WORDS("slice", "not 0"), m(vm::slice(0, 1, 0)));
  WRONG(indices, WORDS("index", "i32[2]", "i32[3]"), m(Array{0, 1}, Array{0, 1, 2}));
  WRONG(indices, WORDS("set", "[3]", "f32[2]"), m.at(0).set(x));
  WRONG(indices, WORDS("index", "extent 0"), vm::zeros({0})[0]);
}

TEST(WrongUses, Sizes) {
  constexpr std::int64_t huge = std::int64_t(1) << 45;
  WRONG(sizes, WORDS("memory"), vm::zeros({huge}));
  WRONG(sizes, WORDS("zeros", "2^63"), vm::zeros({huge, huge}));
  WRONG(sizes, WORDS("zeros", "[-1]"), vm::zeros({-1}));
  WRONG(sizes, WORDS("zeros", "[3,-7]"), vm::zeros({3, -7}));
  WRONG(sizes, WORDS("memory"), vm::arange(0, 1e15));
  WRONG(sizes, WORDS("arange", "by 0"), vm::arange(0, 1, 0));
  WRONG(sizes, WORDS("eye"), vm::eye(huge));
  WRONG(sizes, WORDS("1 TB"), vm::broadcast_to(x, {huge, 2}));
  WRONG(sizes, WORDS("1 TB"), vm::random::normal(vm::random::key(0), {huge}));
  WRONG(sizes, WORDS("random::uniform", "[-2]"), vm::random::uniform(vm::random::key(0), {-2}));
  WRONG(sizes, WORDS("1 TB"), vm::jit([](Array a) {
          return vm::sum(vm::broadcast_to(a, {huge, 2}) *
                         vm::random::normal(vm::random::key(0), {huge, 2}));
        })(x));
  WRONG(sizes, WORDS("1 TB"), vm::jit([](Array a) { return vm::broadcast_to(a, {huge, 2}); })(x));
}

} // namespace
