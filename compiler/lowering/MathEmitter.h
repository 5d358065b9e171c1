// Arithmetic notation for the math expansion: a Real is an SSA value of type
// f32, f64 or a vector of these, a Bits an integer of the same width and
// length, a Mask the result of a comparison. Operators emit arith and math
// operations without fast-math flags, so that a formula in C++ reads like the
// formula in its comment.

#ifndef VMAPC_COMPILER_LOWERING_MATHEMITTER_H
#define VMAPC_COMPILER_LOWERING_MATHEMITTER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"

namespace vmapc::ir {

/// The constants of a function: each is created once, at the start of the
/// nearest region that is isolated from above.
class ConstantPool {
public:
  mlir::Value get(mlir::OpBuilder &builder, mlir::Location loc, mlir::TypedAttr value);

private:
  llvm::DenseMap<std::pair<mlir::Block *, mlir::Attribute>, mlir::Value> values;
};

struct Real;
struct Bits;

/// Where and in which type the operations are emitted.
struct MathEmitter {
  MathEmitter(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type, ConstantPool &pool);

  Real real(double value);
  Bits bits(int64_t value);
  bool isF32() const { return element.isF32(); }
  /// Explicit mantissa bits: 23 or 52.
  unsigned mantissa() const { return isF32() ? 23 : 52; }
  int64_t exponentBias() const { return isF32() ? 127 : 1023; }
  double minNormal() const { return isF32() ? 0x1p-126 : 0x1p-1022; }
  /// `type` with other elements.
  mlir::Type like(mlir::Type elementType) const;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::Type type;    // of a Real
  mlir::Type element; // f32 or f64
  mlir::Type intType; // of a Bits
  ConstantPool &pool;
};

struct Mask {
  MathEmitter *e;
  mlir::Value value;
};

struct Real {
  MathEmitter *e;
  mlir::Value value;
};

struct Bits {
  MathEmitter *e;
  mlir::Value value;
};

Real operator+(Real a, Real b);
Real operator-(Real a, Real b);
Real operator*(Real a, Real b);
Real operator/(Real a, Real b);
Real operator-(Real a);
Real operator+(Real a, double b);
Real operator-(Real a, double b);
Real operator*(Real a, double b);
/// a * b + c with one rounding.
Real fma(Real a, Real b, Real c);
Real fma(Real a, double b, Real c);
Real fma(Real a, Real b, double c);
Real fma(Real a, double b, double c);

Real abs(Real x);
Real floor(Real x);
/// To the nearest integer, ties to even.
Real roundEven(Real x);
Real trunc(Real x);
/// Correctly rounded; NaN below 0.
Real sqrt(Real x);
/// |magnitude| with the sign of `sign`.
Real copysign(Real magnitude, Real sign);

/// All comparisons are false where an operand is NaN, except `isNaN`.
Mask operator<(Real a, double b);
Mask operator<(Real a, Real b);
Mask operator>(Real a, double b);
Mask operator>=(Real a, double b);
Mask operator==(Real a, double b);
Mask operator==(Real a, Real b);
Mask isNaN(Real a);
Mask operator==(Bits a, int64_t b);
Mask operator&(Mask a, Mask b);
Mask operator|(Mask a, Mask b);
Mask operator^(Mask a, Mask b);
Mask operator!(Mask a);
Real select(Mask condition, Real a, Real b);
Real select(Mask condition, double a, Real b);
Real select(Mask condition, Real a, double b);
Real select(Mask condition, double a, double b);
Bits select(Mask condition, Bits a, Bits b);
/// Whether any lane is set: a scalar i1.
mlir::Value any(Mask mask);
/// rare() where `mask` holds, else `usual`; the code of rare() is skipped when no
/// lane needs it.
Real whereRare(Mask mask, llvm::function_ref<Real()> rare, Real usual);
/// Whether the sign bit is set, of zeros and NaN too.
Mask isNegative(Real x);

/// x limited to [low, high]; NaN stays NaN. Written as comparisons whose
/// second choice is x, which is one minps/maxps each on x86.
Real atMost(Real x, double high);
Real atLeast(Real x, double low);

/// f(x) computed in f64, rounded once.
Real inDouble(Real x, llvm::function_ref<Real(Real)> f);

Bits bits(Real x);
Real real(Bits x);
Bits operator+(Bits a, Bits b);
Bits operator-(Bits a, Bits b);
Bits operator&(Bits a, Bits b);
Bits operator|(Bits a, Bits b);
Bits operator^(Bits a, Bits b);
Bits operator+(Bits a, int64_t b);
Bits operator&(Bits a, int64_t b);
/// The larger of a, as a signed number, and 0.
Bits atLeastZero(Bits a);
Bits operator<<(Bits a, int64_t b);
/// Zeros come in.
Bits operator>>(Bits a, int64_t b);

/// c[0] + c[1] x + c[2] x^2 + ...: even and odd powers in two Horner chains
/// from five coefficients on, which halves the latency for one more operation.
Real polynomial(Real x, llvm::ArrayRef<double> c);
/// The same as one Horner chain.
Real horner(Real x, llvm::ArrayRef<double> c);

} // namespace vmapc::ir

#endif
