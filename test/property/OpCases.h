// Functions of the library as a user calls them, in two lists: the operation cases in
// which MLX was tested, and what other libraries lack a rule for. The value of a case is
// tested elsewhere, against references; here it is its own reference: batches against the loop
// over examples, derivatives against differences.

#ifndef TEST_PROPERTY_OPCASES_H
#define TEST_PROPERTY_OPCASES_H

#include "Properties.h"

namespace property {

/// A row whose reference is the function itself, one example at a time.
Row opCase(std::string name, std::vector<Input> inputs, std::function<Arrays(const Arrays &)> run,
           double ulps = 64);
/// The same with one result.
Row opCase(std::string name, std::vector<Input> inputs, std::function<Array(const Arrays &)> run,
           double ulps = 64);
/// Not to be differentiated: results that are not smooth, or no numbers.
Row constantCase(Row row);

/// 128 cases: elementwise, reductions, shapes, contraction, indexing, order, linear algebra,
/// transforms, random numbers, layers.
std::vector<Row> mlxCases();

/// One entry of the parity table.
struct Parity {
  std::string peer, op; // who lacks a rule for what
  std::string ours;     // how it is written here, or why it is out of scope
  std::optional<Row> row;
};
std::vector<Parity> parityTable();

/// A square matrix away from singular ones, and a symmetric positive definite one.
inline Array regular(const Array &a) { return a + 5 * vm::eye(a.dim(-1), {}, 0, vm::f64); }
inline Array definite(const Array &a) {
  return vm::matmul(a, vm::swapaxes(a, -1, -2)) + vm::eye(a.dim(-1), {}, 0, vm::f64);
}

/// Operands.
inline Input real(vm::Shape shape, double low = -2, double high = 2) {
  return {std::move(shape), low, high, vm::f64, true};
}
inline Input integers(vm::Shape shape, double low, double high) {
  return {std::move(shape), low, high, vm::i32, false};
}
inline Input bools(vm::Shape shape) { return {std::move(shape), 0, 1, vm::b1, false}; }
inline Input seeds() { return integers({}, 0, 1e6); }

} // namespace property

#endif
