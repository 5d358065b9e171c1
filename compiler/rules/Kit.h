// What rules are made of. The rules of an operation are one struct of static
// functions: batch, linearize, transpose, axes, recut, lowering. It takes those
// that its family gives and defines the others; `attach` makes them answer the
// interfaces. Templates here only forward to bodies compiled once, in Kit.cpp.

#ifndef VMAPC_COMPILER_RULES_KIT_H
#define VMAPC_COMPILER_RULES_KIT_H

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/Interfaces.h"
#include "compiler/rules/Scalars.h"

namespace vmapc::ir {

//===----------------------------------------------------------------------===//
// Attaching a struct of rules to its operation
//===----------------------------------------------------------------------===//

template <typename Rule, typename OpT>
struct BatchModel : BatchOpInterface::ExternalModel<BatchModel<Rule, OpT>, OpT> {
  mlir::LogicalResult batch(mlir::Operation *op, Batcher &batcher) const {
    return Rule::batch(mlir::cast<OpT>(op), batcher);
  }
};

template <typename Rule, typename OpT>
struct LinearizeModel : LinearizeOpInterface::ExternalModel<LinearizeModel<Rule, OpT>, OpT> {
  mlir::LogicalResult linearize(mlir::Operation *op, Linearizer &linearizer) const {
    return Rule::linearize(mlir::cast<OpT>(op), linearizer);
  }
};

template <typename Rule, typename OpT>
struct TransposeModel : TransposeOpInterface::ExternalModel<TransposeModel<Rule, OpT>, OpT> {
  mlir::LogicalResult transpose(mlir::Operation *op, Transposer &transposer) const {
    return Rule::transpose(mlir::cast<OpT>(op), transposer);
  }
};

template <typename Rule, typename OpT>
struct AxesModel : AxesOpInterface::ExternalModel<AxesModel<Rule, OpT>, OpT> {
  void axes(mlir::Operation *op, Axes &axes) const { Rule::axes(mlir::cast<OpT>(op), axes); }
  void recut(mlir::Operation *op) const {
    if constexpr (requires(OpT typed) { Rule::recut(typed); })
      Rule::recut(mlir::cast<OpT>(op));
  }
};

template <typename Rule, typename OpT>
struct LowerModel : LowerOpInterface::ExternalModel<LowerModel<Rule, OpT>, OpT> {
  Lowering lowering(mlir::Operation *op) const { return Rule::lowering(mlir::cast<OpT>(op)); }
};

/// Makes OpT answer the interfaces for which Rule has a function. Which ones an
/// operation must answer is checked by test/unit/rules/RuleCoverageTest.cpp.
template <typename Rule, typename OpT = typename Rule::Target>
void attach(mlir::MLIRContext &context) {
  OpT::template attachInterface<BatchModel<Rule, OpT>, AxesModel<Rule, OpT>, LowerModel<Rule, OpT>,
                                LinearizeModel<Rule, OpT>>(context);
  if constexpr (requires(OpT op, Transposer &t) { Rule::transpose(op, t); })
    OpT::template attachInterface<TransposeModel<Rule, OpT>>(context);
}

//===----------------------------------------------------------------------===//
// Building formulas on arrays
//===----------------------------------------------------------------------===//

/// Builds elementwise operations of one type; what partials are written in.
struct Formula {
  mlir::OpBuilder &b;
  mlir::Location loc;

  template <typename OpT> mlir::Value unary(mlir::Value x) const {
    return OpT::create(b, loc, x.getType(), x);
  }
  template <typename OpT> mlir::Value binary(mlir::Value x, mlir::Value y) const {
    return OpT::create(b, loc, x.getType(), x, y);
  }
  mlir::Value constant(mlir::Value like, double value) const {
    return splat(b, loc, like.getType(), value);
  }
  mlir::Value neg(mlir::Value x) const { return unary<NegOp>(x); }
  mlir::Value add(mlir::Value x, mlir::Value y) const { return binary<AddOp>(x, y); }
  mlir::Value sub(mlir::Value x, mlir::Value y) const { return binary<SubOp>(x, y); }
  mlir::Value mul(mlir::Value x, mlir::Value y) const { return binary<MulOp>(x, y); }
  mlir::Value div(mlir::Value x, mlir::Value y) const { return binary<DivOp>(x, y); }
  mlir::Value compare(CompareDirection direction, mlir::Value x, mlir::Value y) const;
  mlir::Value equal(mlir::Value x, mlir::Value y) const {
    return compare(CompareDirection::eq, x, y);
  }
  mlir::Value select(mlir::Value pred, mlir::Value x, mlir::Value y) const;
};

/// The factor of one operand's tangent in the tangent of the result.
class Partial {
public:
  /// A primal value of the result's type to multiply with.
  Partial(mlir::Value factor) : kind(Kind::factor), value(factor) {}
  static Partial one() { return Kind::one; }
  static Partial minusOne() { return Kind::minusOne; }
  /// The tangent where the bool array `mask` holds, else exactly zero.
  static Partial where(mlir::Value mask) { return {Kind::mask, mask}; }

  /// Partial times tangent, in linear().
  mlir::Value times(mlir::Value tangent, mlir::Location loc, Linearizer &linearizer) const;

private:
  enum class Kind { one, minusOne, factor, mask };
  Partial(Kind kind, mlir::Value value = {}) : kind(kind), value(value) {}
  Kind kind;
  mlir::Value value;
};

//===----------------------------------------------------------------------===//
// Bodies shared by families
//===----------------------------------------------------------------------===//

/// Clones `op` with every operand mapped and a leading dimension on each result.
mlir::LogicalResult batchSameOp(mlir::Operation *op, Batcher &batcher);
/// Every dimension of every operand and result walks with the others.
void axesAllSame(mlir::Operation *op, Axes &axes);
/// The primal alone: the derivative is zero.
mlir::LogicalResult linearizeToZero(mlir::Operation *op, Linearizer &linearizer);
/// The tangent of result 0 is the sum of partial * tangent; `partial` sees the
/// operation as cloned into primal().
mlir::LogicalResult
linearizeByPartials(mlir::Operation *op, Linearizer &linearizer,
                    llvm::function_ref<Partial(Formula, mlir::Operation *, unsigned)> partial);
/// The operation is linear in `data`, its operand numbers, all at once: the
/// tangent is the same operation on tangents (zeros where one has none).
mlir::LogicalResult linearizeAsItself(mlir::Operation *op, llvm::ArrayRef<unsigned> data,
                                      Linearizer &linearizer);
/// Fails with a diagnostic when `op` multiplies two linear values.
mlir::LogicalResult checkOneLinear(mlir::Operation *op, Transposer &transposer);
/// What `values`, none of them linear, are in the transpose.
llvm::SmallVector<mlir::Value> valuesOf(mlir::ValueRange values, Transposer &transposer);
static inline llvm::ArrayRef<int64_t> extentsOf(mlir::Value value) {
  return tensorType(value).getShape();
}
/// The dimensions 0, 1, ..., n - 1.
llvm::SmallVector<int64_t> upTo(int64_t n);
/// `dims` each one further, behind a new leading entry when `leading` is given.
llvm::SmallVector<int64_t> shifted(llvm::ArrayRef<int64_t> dims,
                                   std::optional<int64_t> leading = std::nullopt);
/// `values` behind a new first entry.
llvm::SmallVector<int64_t> prepended(int64_t first, llvm::ArrayRef<int64_t> values);

//===----------------------------------------------------------------------===//
// Families
//===----------------------------------------------------------------------===//

/// Result element i depends on operand elements i. The rule defines
///   static Value scalar(const Scalars &s, ValueRange x)   its value, on elements
///   static Partial partial(Formula f, OpT op, unsigned k) d result / d operand k
/// and may define `cost`, its rough price in vector instructions.
template <typename Rule, typename OpT> struct Elementwise {
  using Target = OpT;
  static constexpr unsigned cost = 1;

  static mlir::LogicalResult batch(OpT op, Batcher &batcher) { return batchSameOp(op, batcher); }
  static mlir::LogicalResult linearize(OpT op, Linearizer &linearizer) {
    return linearizeByPartials(op, linearizer, [](Formula f, mlir::Operation *primal, unsigned k) {
      return Rule::partial(f, mlir::cast<OpT>(primal), k);
    });
  }
  static void axes(OpT op, Axes &axes) { axesAllSame(op, axes); }
  static Lowering lowering(OpT op) {
    return elementwiseForm(op, Rule::cost, [](const Scalars &s, mlir::ValueRange x) {
      return llvm::SmallVector<mlir::Value>{Rule::scalar(s, x)};
    });
  }
};

/// Elementwise, with a derivative that is zero wherever there is one. The rule
/// defines `scalar`.
template <typename Rule, typename OpT> struct Flat : Elementwise<Rule, OpT> {
  static mlir::LogicalResult linearize(OpT op, Linearizer &linearizer) {
    return linearizeToZero(op, linearizer);
  }
};

/// Linear in operand 0 alone. The rule defines the rest.
template <typename Rule, typename OpT> struct Linear {
  using Target = OpT;
  static mlir::LogicalResult linearize(OpT op, Linearizer &linearizer) {
    return linearizeAsItself(op, 0u, linearizer);
  }
};

} // namespace vmapc::ir

#endif
