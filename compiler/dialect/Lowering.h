// The forms in which code generation knows an operation. A rule says what the
// operation is; compiler/lowering decides how it is emitted (fused into a loop
// over rows, unrolled over SIMD lanes, tiled).

#ifndef VMAPC_COMPILER_DIALECT_LOWERING_H
#define VMAPC_COMPILER_DIALECT_LOWERING_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Value.h"

#include <functional>
#include <optional>
#include <variant>

namespace vmapc::ir {

/// A position along one dimension during emission: a constant, a scalar of
/// index type plus `stride` per SIMD lane, or one position per SIMD lane.
struct Index {
  std::optional<int64_t> constant; // when set and stride == 0: known now
  mlir::Value base;                // scalar `index`; null when constant is set
  int64_t stride = 0;              // step from one SIMD lane to the next
  mlir::Value vector;              // vector<W x index>; then the rest is unused

  static Index of(int64_t value) {
    Index index;
    index.constant = value;
    return index;
  }
  bool isConstant() const { return constant && stride == 0 && !vector; }
};

/// Emits single elements (or, for a vector of positions, a vector of them) of
/// values. Compute types are signless: ui32 is i32, bool is i1.
class ElementEmitter {
public:
  virtual ~ElementEmitter() = default;
  virtual mlir::OpBuilder &builder() = 0;
  virtual mlir::Location loc() = 0;
  /// The element of `value` at `index` (one entry per dimension, in range).
  virtual mlir::Value at(mlir::Value value, llvm::ArrayRef<Index> index) = 0;

  // Arithmetic on positions; constants fold.
  virtual Index add(Index a, Index b) = 0;
  virtual Index scale(Index a, int64_t factor) = 0;
  virtual Index floorDiv(Index a, int64_t divisor) = 0; // a >= 0
  virtual Index mod(Index a, int64_t divisor) = 0;      // a >= 0
  /// The nearest position in [low, high].
  virtual Index clamp(Index a, int64_t low, int64_t high) = 0;
  /// A position from an integer element as returned by `at`; `isSigned` false
  /// zero-extends.
  virtual Index fromElement(mlir::Value element, bool isSigned) = 0;
  /// The position as an element of the given scalar type.
  virtual mlir::Value toElement(Index a, mlir::Type scalarType) = 0;

  /// low <= a < high: known now, or an i1 (vector) in `value`.
  struct Truth {
    std::optional<bool> known;
    mlir::Value value;
  };
  virtual Truth inRange(Index a, int64_t low, int64_t high) = 0;
  virtual Truth equal(Index a, Index b) = 0;
  virtual Truth both(Truth a, Truth b) = 0;
  /// ifTrue() where `truth`, else ifFalse(); a side known not to be taken is
  /// not emitted, otherwise both are: positions must be in range in either.
  virtual mlir::Value select(Truth truth,
                             llvm::function_ref<mlir::Value()> ifTrue,
                             llvm::function_ref<mlir::Value()> ifFalse) = 0;
  /// A constant of the scalar attribute's type (compute type).
  virtual mlir::Value constant(mlir::TypedAttr scalar) = 0;
};

/// Results from operand elements at the same index. `emit` works on scalars
/// and on vectors of any length alike.
struct ElementwiseForm {
  std::function<llvm::SmallVector<mlir::Value>(
      mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>
      emit;
  /// Rough cost in vector instructions per element.
  unsigned cost = 1;
};

/// The element at a result index, read from operand elements at other indices.
struct StructureForm {
  std::function<mlir::Value(ElementEmitter &, llvm::ArrayRef<Index>)> at;
  /// Reads its operands' elements at positions that depend on data, or more
  /// often than it has elements: such operands are better stored than recomputed.
  bool storeOperands = false;
  /// The k-th element of the result in row-major order is the k-th element of
  /// the one operand (reshape).
  bool keepsOrder = false;
};

/// A fold of `x` over `dimensions` in the fixed order.
struct ReduceForm {
  mlir::Value x;
  llvm::SmallVector<int64_t> dimensions;
  std::function<mlir::Value(mlir::OpBuilder &, mlir::Location, mlir::Value,
                            mlir::Value)>
      combine;
  /// combine(identity, v) is v bit for bit (so -0.0 for sums).
  mlir::TypedAttr identity;
  /// The result when nothing is reduced (+0.0 for sums).
  mlir::TypedAttr empty;
};

/// First position of the extreme (or of the first NaN) along a dimension.
struct ArgReduceForm {
  mlir::Value x;
  int64_t dimension;
  bool isMax;
};

/// Sum over the indices of both operands that the result lacks.
struct ContractForm {
  mlir::Value lhs, rhs;
  llvm::SmallVector<int64_t> lhsIndices, rhsIndices, resultIndices;
  mlir::Type accumulate; // scalar type of the sums
};

/// x with `updates` written or combined at run-time positions, in order.
struct ScatterForm {
  mlir::Value x, updates;
  llvm::SmallVector<mlir::Value> indices;
  int64_t batchDims;
  /// What is there after an update: of the old value and the update; null: the update.
  std::function<mlir::Value(mlir::OpBuilder &, mlir::Location, mlir::Value,
                            mlir::Value)>
      combine;
  bool clip; // positions move into range; else updates out of range are dropped
};

/// x with `update` written at a run-time start, clamped to fit.
struct UpdateSliceForm {
  mlir::Value x, update;
  llvm::SmallVector<mlir::Value> starts;
  int64_t batchDims;
};

/// The stable order of the elements along a dimension, by several keys.
struct SortForm {
  llvm::SmallVector<mlir::Value> keys;
  int64_t dimension;
  llvm::SmallVector<bool> descending; // per key
  bool total; // floats by their bits, else -0 equals 0 and every NaN is last
};

/// A call of a kernel of the runtime for every position of the leading dimensions.
struct ExternalForm {
  llvm::StringRef kernel;
  llvm::SmallVector<int64_t> parameters;
  int64_t batchDims;
};
/// What the symbols of kernels begin with.
inline constexpr llvm::StringLiteral externalPrefix = "vmapc_external_";

/// Operations with regions; code generation reads them as they are.
struct ControlForm {};

/// The operation must be gone before code generation.
struct NoForm {};

using Lowering =
    std::variant<NoForm, ElementwiseForm, StructureForm, ReduceForm,
                 ArgReduceForm, ContractForm, ScatterForm, UpdateSliceForm,
                 SortForm, ExternalForm, ControlForm>;

/// Attributes by which grouping tells code generation what it decided. On a
/// contraction: "striped" or "chained", the order of its sums, fixed before lanes
/// are cut into chunks.
inline constexpr llvm::StringLiteral orderAttr = "vmapc.order";
/// On a chunk: "lanes" when SIMD lanes walk along the lanes of the chunk and every
/// other position is unrolled; "interleaved" when they do but other positions are loops, the
/// lanes of one position being beside each other in memory; absent or "rows": its body is emitted like a function.
inline constexpr llvm::StringLiteral modeAttr = "vmapc.mode";
/// On control flow inside a chunk of mode "lanes": the dimension of the chunk's
/// lanes in every result, or -1.
inline constexpr llvm::StringLiteral laneDimsAttr = "vmapc.lane_dims";

/// Whether a contraction of these shapes has the order of a reduction, with fused
/// multiply-adds in the stripes: both operands run along the summed indices
/// innermost and no free index is long enough to be worth vectors.
bool stripedByShape(const ContractForm &form);

} // namespace vmapc::ir

#endif
