// What a rule may ask of the pass that runs it. Passes implement these classes;
// rules see only this file, so that neither knows the other.

#ifndef VMAPC_COMPILER_DIALECT_CONTEXTS_H
#define VMAPC_COMPILER_DIALECT_CONTEXTS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Region.h"

namespace vmapc::ir {

/// vmap: rewrites operations with one more leading dimension.
class Batcher {
public:
  virtual ~Batcher() = default;
  virtual mlir::OpBuilder &builder() = 0;
  virtual int64_t size() const = 0;
  /// Whether the result will be linearized. Then whatever a loop or branch that
  /// decides per lane reads gets a batch dimension too, if it is float: each lane has
  /// a cotangent of its own, frozen with the lane, and sums over lanes stay outside.
  virtual bool differentiated() const = 0;
  /// Whether `original` (a value of the function being batched) has an example
  /// per lane.
  virtual bool isMapped(mlir::Value original) const = 0;
  /// The new value of `original`: batch dimension first when mapped, else as it was.
  virtual mlir::Value get(mlir::Value original) = 0;
  /// The new value with the batch dimension, broadcast when unmapped.
  virtual mlir::Value getMapped(mlir::Value original) = 0;
  virtual void set(mlir::Value original, mlir::Value batched,
                   bool mapped = true) = 0;
  /// Fills the empty region `to` with `from` batched. Argument k gets a batch
  /// dimension when mappedArgs[k]; yielded value k is made to have one when
  /// forceMapped[k] (empty: none is forced). Returns which yielded values have one.
  virtual mlir::FailureOr<llvm::SmallVector<bool>>
  batchBody(mlir::Region &from, llvm::ArrayRef<bool> mappedArgs,
            llvm::ArrayRef<bool> forceMapped, mlir::Region &to) = 0;
  /// What batchBody would return, building nothing that stays.
  virtual mlir::FailureOr<llvm::SmallVector<bool>>
  mappedResults(mlir::Region &from, llvm::ArrayRef<bool> mappedArgs) = 0;
};

/// Linearization. In split mode primal() and linear() write two functions, the
/// second reading the first only through residuals; in fused mode (forward
/// mode: the map is applied once, where it is made) both write one function and
/// a residual is the value itself.
class Linearizer {
public:
  virtual ~Linearizer() = default;
  virtual mlir::OpBuilder &primal() = 0;
  virtual mlir::OpBuilder &linear() = 0;
  virtual bool isFused() const = 0;
  virtual mlir::Value get(mlir::Value original) = 0;
  virtual void set(mlir::Value original, mlir::Value primal) = 0;
  /// Clones `op` into primal() with new operands and sets its results.
  virtual mlir::Operation *clone(mlir::Operation *op) = 0;
  /// The tangent of `original` in linear(); null when it is zero.
  virtual mlir::Value tangent(mlir::Value original) = 0;
  virtual void setTangent(mlir::Value original, mlir::Value tangent) = 0;
  /// `primalValue` (made by primal()) as a value in linear().
  virtual mlir::Value residual(mlir::Value primalValue) = 0;

  /// Split form of a region. `forward` takes the arguments of the original and
  /// yields the original results; `linear` takes (residuals..., tangents of active
  /// arguments...) and yields the tangents of the active results. How residuals get
  /// from one to the other is the rule's business: yielded by `forward`, handed
  /// over again when they are its arguments, or computed again.
  struct SplitBody {
    llvm::SmallVector<bool> activeResults;
    /// Values of `forward`.
    llvm::SmallVector<mlir::Value> residuals;
  };
  /// Both regions must be empty. `forceActive` (empty: none) makes yielded
  /// value k active even when its tangent is zero.
  virtual mlir::FailureOr<SplitBody>
  splitBody(mlir::Region &body, llvm::ArrayRef<bool> activeArgs,
            llvm::ArrayRef<bool> forceActive, mlir::Region &forward,
            mlir::Region &linear) = 0;
  /// Fused form: `to` takes (arguments..., tangents of active arguments...) and
  /// yields (results..., tangents of active results...).
  virtual mlir::FailureOr<llvm::SmallVector<bool>>
  fuseBody(mlir::Region &body, llvm::ArrayRef<bool> activeArgs,
           llvm::ArrayRef<bool> forceActive, mlir::Region &to) = 0;
  /// Which yielded values have a nonzero tangent, building nothing that stays.
  virtual mlir::FailureOr<llvm::SmallVector<bool>>
  activeResults(mlir::Region &body, llvm::ArrayRef<bool> activeArgs) = 0;
};

/// Transposition of a linear function: cotangents flow from results to operands.
class Transposer {
public:
  virtual ~Transposer() = default;
  virtual mlir::OpBuilder &builder() = 0;
  /// Whether `original` depends on a linear argument.
  virtual bool isLinear(mlir::Value original) const = 0;
  /// The value of an `original` that is not linear.
  virtual mlir::Value get(mlir::Value original) = 0;
  /// The cotangent of a result; null when it is zero.
  virtual mlir::Value cotangent(mlir::Value original) = 0;
  /// Adds to the cotangent of a linear operand.
  virtual void add(mlir::Value original, mlir::Value cotangent) = 0;
  /// Which linear arguments of `body` may get a nonzero cotangent when the yielded
  /// values with liveResults have one; false for other arguments.
  virtual llvm::SmallVector<bool> liveArguments(mlir::Region &body,
                                                llvm::ArrayRef<bool> linearArgs,
                                                llvm::ArrayRef<bool> liveResults) = 0;
  /// Which yielded values depend on the arguments with linearArgs.
  virtual llvm::SmallVector<bool> linearResults(mlir::Region &body,
                                                llvm::ArrayRef<bool> linearArgs) = 0;
  /// Fills `to` with the transpose of `body`: it takes (arguments that are not
  /// linear..., cotangents of the yielded values with liveResults...) and yields
  /// one cotangent per linear argument (zeros where none flows).
  virtual mlir::LogicalResult
  transposeBody(mlir::Region &body, llvm::ArrayRef<bool> linearArgs,
                llvm::ArrayRef<bool> liveResults, mlir::Region &to) = 0;
};

/// Dimensions that walk together. (value, dimension) pairs are joined into
/// axes; a pair that no operation names stays opaque and cannot be cut.
class Axes {
public:
  virtual ~Axes() = default;
  /// The two dimensions are one axis, position by position.
  virtual void same(mlir::Value a, int64_t dimA, mlir::Value b, int64_t dimB) = 0;
  /// The result repeats along this dimension: it may have any extent.
  virtual void created(mlir::Value result, int64_t dim) = 0;
  /// The operand is combined along this dimension.
  virtual void reduced(mlir::Value operand, int64_t dim) = 0;
};

} // namespace vmapc::ir

#endif
