// matmul, dot, outer and einsum against loops.

#include "Check.h"

#include <map>

using namespace vmapc;

namespace {

/// einsum by loops over all letters, in double. No "...".
std::vector<double> loops(const std::string &spec, const std::vector<Array> &xs) {
  std::size_t arrow = spec.find("->");
  std::string output = spec.substr(arrow + 2);
  std::vector<std::string> terms(1);
  for (char c : spec.substr(0, arrow))
    c == ',' ? terms.emplace_back() : terms.back() += c, void();
  std::map<char, std::int64_t> extent;
  std::string letters = output;
  for (std::size_t n = 0; n < xs.size(); ++n)
    for (std::size_t k = 0; k < terms[n].size(); ++k) {
      extent[terms[n][k]] = xs[n].dim(std::int64_t(k));
      if (letters.find(terms[n][k]) == letters.npos)
        letters += terms[n][k];
    }
  std::int64_t total = 1, results = 1;
  for (char l : letters)
    total *= extent[l];
  for (char l : output)
    results *= extent[l];
  std::vector<std::vector<double>> values;
  for (const Array &x : xs)
    values.push_back(x.to_vector<double>());
  std::vector<double> result(std::size_t(results), 0.);
  for (std::int64_t i = 0; i < total; ++i) {
    std::map<char, std::int64_t> at;
    std::int64_t rest = i;
    for (auto l = letters.rbegin(); l != letters.rend(); ++l)
      at[*l] = rest % extent[*l], rest /= extent[*l];
    double product = 1;
    for (std::size_t n = 0; n < xs.size(); ++n) {
      std::int64_t place = 0;
      for (char l : terms[n])
        place = place * extent[l] + at[l];
      product *= values[n][std::size_t(place)];
    }
    std::int64_t place = 0;
    for (char l : output)
      place = place * extent[l] + at[l];
    result[std::size_t(place)] += product;
  }
  return result;
}

TEST(Contract, EinsumEqualsLoops) {
  Array a = counting({2, 3}), b = counting({3, 4}) - 5, c = counting({4, 2}),
        t = counting({2, 2, 3});
  Array square = counting({3, 3});
  struct Case {
    const char *spec;
    std::vector<Array> xs;
    Shape shape;
  };
  for (const Case &k : std::initializer_list<Case>{
           {"ij,jk->ik", {a, b}, {2, 4}},
           {"ij,jk->ki", {a, b}, {4, 2}},
           {"ij,jk->", {a, b}, {}},
           {"ij,jk->ijk", {a, b}, {2, 3, 4}},
           {"ij,jk->k", {a, b}, {4}},
           {"ij,jk,ki->i", {a, b, c}, {2}},
           {"ij,jk,kl->il", {a, b, c}, {2, 2}},
           {"bij,jk->bik", {t, b}, {2, 2, 4}},
           {"bij,bij->b", {t, t}, {2}},
           {"bij->jb", {t}, {3, 2}},
           {"bij->i", {t}, {2}},
           {"ii->i", {square}, {3}},
           {"ii->", {square}, {}},
           {"bbj,jk->bk", {t, b}, {2, 4}},
       }) {
    SCOPED_TRACE(k.spec);
    std::vector<Operand> operands(k.xs.begin(), k.xs.end());
    expectArray(einsum(k.spec, operands), f32, k.shape, loops(k.spec, k.xs));
  }
}

TEST(Contract, EinsumShorthands) {
  Array a = counting({2, 3}), b = counting({3, 4}), batch = counting({5, 2, 3});
  EXPECT_EQ(einsum("ij,jk", a, b).shape(), (Shape{2, 4}));
  EXPECT_EQ(einsum("ba", a).shape(), (Shape{3, 2}));
  EXPECT_EQ(einsum("...ij,jk->...ik", batch, b).shape(), (Shape{5, 2, 4}));
  EXPECT_EQ(einsum("...ij,...jk", batch, vm::ones({1, 3, 4})).shape(), (Shape{5, 2, 4}));
  expectArray(einsum("...,...->...", vm::ones({2, 1}), vm::ones({3})), f32, {2, 3},
              {1, 1, 1, 1, 1, 1});
}

TEST(Contract, EinsumErrors) {
  Array a = counting({2, 3});
  EXPECT_VM_ERROR(einsum("ij,jk->ik", a, a), "einsum", "'j'", "f32[2,3]");
  EXPECT_VM_ERROR(einsum("ijk->i", a), "einsum", "rank exactly 3", "f32[2,3]");
  EXPECT_VM_ERROR(einsum("ij->ik", a), "einsum", "ij->ik");
  EXPECT_VM_ERROR(einsum("ij,jk", a), "einsum", "2 operands");
  EXPECT_VM_ERROR(einsum("i?", a), "einsum", "character 1");
}

TEST(Contract, MatmulShapes) {
  auto shape = [](Shape a, Shape b) { return vm::matmul(vm::ones(a), vm::ones(b)).shape(); };
  EXPECT_EQ(shape({2, 3}, {3, 4}), (Shape{2, 4}));
  EXPECT_EQ(shape({3}, {3}), (Shape{}));
  EXPECT_EQ(shape({3}, {3, 4}), (Shape{4}));
  EXPECT_EQ(shape({2, 3}, {3}), (Shape{2}));
  EXPECT_EQ(shape({5, 2, 3}, {3, 4}), (Shape{5, 2, 4}));
  EXPECT_EQ(shape({5, 2, 3}, {1, 3, 4}), (Shape{5, 2, 4}));
  EXPECT_EQ(shape({6, 1, 2, 3}, {5, 3, 4}), (Shape{6, 5, 2, 4}));
  EXPECT_EQ(shape({5, 2, 3}, {3}), (Shape{5, 2}));
  EXPECT_VM_ERROR(vm::matmul(vm::ones({2, 3}), vm::ones({2, 3})), "matmul", "axis 1", "axis 0");
  EXPECT_VM_ERROR(vm::matmul(vm::ones({2, 2, 3}), vm::ones({3, 3, 1})), "matmul", "f32[2,2,3]");
  EXPECT_VM_ERROR(vm::matmul(2, vm::ones({3})), "matmul", "rank 1 or more");
}

TEST(Contract, MatmulDotOuterValues) {
  Array a = counting({2, 3}), b = counting({3, 2});
  expectArray(vm::matmul(a, b), f32, {2, 2}, {10, 13, 28, 40});
  expectArray(vm::dot(Array{1, 2, 3}, Array{4, 5, 6}), i32, {}, {32});
  expectArray(vm::dot(a, Array{1, 1, 1}), f32, {2}, {3, 12});
  EXPECT_EQ(vm::dot(counting({2, 3}), counting({5, 3, 4})).shape(), (Shape{2, 5, 4}));
  expectArray(vm::dot(2, Array{1, 2}), i32, {2}, {2, 4});
  expectArray(vm::outer(Array{1, 2}, Array{3, 4}), i32, {2, 2}, {3, 4, 6, 8});
  EXPECT_VM_ERROR(vm::dot(Array{1, 2}, Array{1, 2, 3}), "dot", "i32[2]", "i32[3]");
  EXPECT_EQ(vm::matmul(vm::ones({2, 2}, b1), vm::ones({2, 2}, b1)).dtype(), i32);
}

} // namespace
