// One row per operation: how it is called through the public API, what the
// reference says, on which inputs, and how exact it has to be. Everything that is
// tested of an operation follows from its row.

#ifndef TEST_PROPERTY_ROWS_H
#define TEST_PROPERTY_ROWS_H

#include "test/reference/Ops.h"
#include "test/reference/Transforms.h"

#include "vmapc/vmapc.h"

namespace property {

namespace vm = vmapc;
using vm::Array;
using vm::DType;
using Arrays = std::vector<Array>;
using reference::Tensor;
using reference::Values;

/// One operand: its shape, the interval its elements are drawn from, its dtype unless
/// it follows the row's, and whether a derivative with respect to it makes sense.
struct Input {
  vm::Shape shape;
  double low = -2, high = 2;
  std::optional<DType> dtype = {};
  bool differentiable = true;
};

struct Row {
  /// The operation of the dialect that the row stands for, and what varies among its rows.
  std::string op, variant;
  std::vector<DType> dtypes;
  std::vector<Input> inputs;
  std::function<Arrays(const Arrays &)> run = {};
  std::function<Values(const Values &)> expect = {};
  /// Largest error in units of the result's last place, in f32 and in f64, relative to the
  /// largest magnitude of the terms where results are sums.
  double ulps = 4;
  /// Whether the derivative exists around the inputs; integer results have none.
  bool smooth = true;
  /// Whether an unbatched call may sum in another order than a lane of a batched one.
  bool changesClass = false;
  /// Special values (zeros, infinities, NaN, extremes) are operands too.
  bool special = false;
  /// `op` is a function of the library made of several operations.
  bool composed = false;

  std::string name() const { return variant.empty() ? op : op + "." + variant; }
};

/// Every row, family by family.
std::vector<Row> rows();
void addElementwise(std::vector<Row> &rows);
void addStructure(std::vector<Row> &rows);
void addIndexing(std::vector<Row> &rows);
void addControl(std::vector<Row> &rows);
void addWindowed(std::vector<Row> &rows);
void addOrdered(std::vector<Row> &rows);
void addLinalg(std::vector<Row> &rows);

inline const std::vector<DType> wideFloatTypes = {vm::f32, vm::f64};
inline const std::vector<DType> floatTypes = {vm::f32, vm::f64, vm::f16, vm::bf16};
inline const std::vector<DType> integerTypes = {vm::i32, vm::i64, vm::u32, vm::i8,
                                                vm::i16, vm::u8,  vm::u16, vm::u64};
inline const std::vector<DType> bitTypes = {vm::i32, vm::i64, vm::u32, vm::b1, vm::i8,
                                            vm::i16, vm::u8,  vm::u16, vm::u64};
inline const std::vector<DType> numberTypes = {vm::f32, vm::f64, vm::i32, vm::i64, vm::u32, vm::f16,
                                               vm::bf16, vm::i8, vm::i16, vm::u8, vm::u16, vm::u64};
inline const std::vector<DType> allTypes = {vm::f32, vm::f64, vm::i32, vm::i64, vm::u32,
                                            vm::b1,  vm::f16, vm::bf16, vm::i8, vm::i16,
                                            vm::u8,  vm::u16, vm::u64};
/// Those of 32 and 64 bits and bool: for rows that differ from another in shape alone.
inline std::vector<DType> commonOnes(std::vector<DType> dtypes) {
  std::erase_if(dtypes, [](DType t) { return t == vm::u64 || (t != vm::b1 && vm::sizeOf(t) < 4); });
  return dtypes;
}

} // namespace property

#endif
