// Wrong uses that the other files do not have: each gives one clear error with what was
// required, what it got and the user's line, and leaves no trace open.

#include "test/unit/api/Expect.h"

#include <limits>

namespace {

struct Pair {
  Array a, b;
};

const Array x{1.f, 2.f};

TEST(WrongUses, NullArrays) {
  Array null;
  expectError(VMAPC_ERROR_OF(null + 1.0), {"add", "null array"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::sum(null)), {"sum", "null array"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::jit([](Array a) { return a + 1.0; })(null)),
              {"add", "null array"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(null.dtype()), {"dtype", "null array"}, __LINE__);
  Array moved = x, taken = std::move(moved);
  expectError(VMAPC_ERROR_OF(vm::exp(moved)), {"exp", "moved from"}, __LINE__);
}

TEST(WrongUses, ShapesAndDtypes) {
  Array y{1.f, 2.f, 3.f}, m = vm::ones({2, 3});
  expectError(VMAPC_ERROR_OF(x + y), {"add", "f32[2]", "f32[3]"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::jit([](Array a, Array b) { return a * b; })(x, y)),
              {"mul", "[2]", "[3]"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::dot(x, y)), {"dot", "2", "3"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::matmul(m, m)), {"matmul", "3", "2"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::reshape(m, {4})), {"reshape", "[4]", "[2,3]"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::sum(m, 2)), {"sum", "2"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::transpose(m, {0, 0})), {"transpose"}, __LINE__);
}

TEST(WrongUses, Indices) {
  Array m = vm::ones({2, 3});
  expectError(VMAPC_ERROR_OF(m[5]), {"5"}, __LINE__);
  expectError(VMAPC_ERROR_OF(m(0, 0, 0)), {"3"}, __LINE__);
  expectError(VMAPC_ERROR_OF(m(0, -4)), {"-4"}, __LINE__);
  expectError(VMAPC_ERROR_OF(m[Array{true, false}]), {"vm::where", "b1[2]"}, __LINE__);
  expectError(VMAPC_ERROR_OF(m[x]), {"f32[2]"}, __LINE__);
  expectError(VMAPC_ERROR_OF(x[0][0]), {"f32[]"}, __LINE__);
}

TEST(WrongUses, Sizes) {
  constexpr std::int64_t huge = std::int64_t(1) << 45;
  for (Shape shape : {Shape{huge}, Shape{huge, huge}, Shape{-1}, Shape{3, -7}})
    VMAPC_ERROR_OF(vm::zeros(shape));
  EXPECT_EQ(VMAPC_ERROR_OF(vm::zeros({std::int64_t(1) << 46})).code(),
            vm::ErrorCode::out_of_memory);
  auto f = [](Array a) { return a + 1.0; };
  VMAPC_ERROR_OF(vm::vmap(f, {.in_axes = vm::none, .axis_size = -1})(x));
  VMAPC_ERROR_OF(vm::vmap(f, {.chunk_size = -1})(x));
}

TEST(WrongUses, TransformationsOfTheWrongThing) {
  auto integer = [](Array a) { return vm::sum(vm::astype(a, vm::i32)); };
  expectError(VMAPC_ERROR_OF(vm::grad(integer)(x)), {"grad", "float scalar", "i32[]"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::vjp([](Array a) { return a > 0.0; }, x)),
              {"vjp", "a float result"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::vjp([](Array a) { return a; }, Array{1, 2})),
              {"vjp", "a float array", "i32[2]"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::hessian([](Array a) { return a; })(x)),
              {"grad", "float scalar"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::ravel(Pair{x, Array{1, 2}})), {"ravel", "i32[2]"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::vmap([](Array a) { return a; })(Array{1.f}[0])),
              {"an axis of arg0", "f32[]"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::vmap([](Array a, Array) { return a; },
                                      {.out_axes = vm::none})(x, x)),
              {"out"}, __LINE__ - 2);
}

TEST(WrongUses, LoopsAndBranches) {
  auto id = [](Array a) { return a; };
  expectError(VMAPC_ERROR_OF(vm::cond(1.0, id, id, x)), {"cond", "b1[]"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::fori_loop(0.5, 3, x, [](Array, Array a) { return a; })),
              {"fori_loop", "integer"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::fori_loop(0, x, x, [](Array, Array a) { return a; })),
              {"fori_loop", "rank 0", "f32[2]"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::fori_loop(0, 2, Array{1, 2},
                                           [](Array, Array a) { return a * x; })),
              {"carry", "i32[2]", "f32[2]"}, __LINE__ - 2);
  expectError(VMAPC_ERROR_OF(vm::scan(x, Array{1.f}[0],
                                      [](Array c, Array) { return std::pair{c, c}; })),
              {"scan", "an axis", "f32[]"}, __LINE__ - 2);
  expectError(VMAPC_ERROR_OF(vm::scan(x, x, [](Array c, Array) { return std::pair{c, c}; },
                                      {.length = 3})),
              {"scan", "3 slices", "f32[2]"}, __LINE__ - 2);
  std::vector<vm::Function<Array(Array)>> none;
  expectError(VMAPC_ERROR_OF(vm::switch_(0, none, x)), {"switch_", "at least one"}, __LINE__);
}

} // namespace
