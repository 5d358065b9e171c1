// The one evaluator behind all generated code: it emits the element of a value
// at an index, as a scalar or as a vector of SIMD lanes. What differs between code
// shapes is only which dimension the lanes walk along and whether the other
// positions are loop counters or constants.
//
// Emission happens in nested frames, one per open block. An element is emitted
// in the outermost frame in which its index and its value are known, which
// hoists everything that does not change in a loop, and is kept there for reuse.

#ifndef VMAPC_COMPILER_LOWERING_EVALUATOR_H
#define VMAPC_COMPILER_LOWERING_EVALUATOR_H

#include "compiler/dialect/ElementTypes.h"
#include "compiler/dialect/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

#include <unordered_map>

namespace vmapc::ir {

llvm::ArrayRef<int64_t> shapeOf(mlir::Value value);
mlir::Type elementOf(mlir::Value value);
int64_t countOf(llvm::ArrayRef<int64_t> shape);
llvm::SmallVector<int64_t> rowMajor(llvm::ArrayRef<int64_t> shape);
/// The fixed order's halving tree over `values`, which must not be empty.
mlir::Value halvingTree(llvm::SmallVector<mlir::Value> values,
                        llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> combine);

/// Something that memory is part of; it has one SSA value per emitted function.
struct Buffer {
  enum Kind { Argument, Scratch, Global, Local } kind;
  int64_t at = 0;            // argument number, or byte offset in the scratch
  mlir::MemRefType type = {};
  mlir::StringAttr name = {}; // of a global
  mlir::Value local = {};
};

/// Elements in memory: element `index` is buffer[offset + sum index * stride].
struct Storage {
  unsigned buffer = 0;
  Index offset = Index::of(0);
  llvm::SmallVector<int64_t> strides;
};

/// Elements held as SSA values, row-major over all dimensions but the one that the
/// SIMD lanes walk along (-1: none does).
struct Registers {
  llvm::SmallVector<mlir::Value> elements;
  int64_t laneDim = -1;
};

/// Another value, read at start + index along `dim`; `drops`: the value bound
/// lacks the dimension.
struct Window {
  mlir::Value of;
  int64_t dim = -1; // -1: the value itself
  Index start = Index::of(0);
  bool drops = false;
};

/// A scalar position used as a value (the index of a scan).
struct Counter {
  Index at;
};

using Binding = std::variant<Storage, Registers, Window, Counter>;

class Evaluator : public ElementEmitter {
public:
  Evaluator(mlir::OpBuilder &builder, mlir::Location loc) : b(builder), where(loc) {}

  mlir::OpBuilder &builder() override { return b; }
  mlir::Location loc() override { return where; }
  void setLoc(mlir::Location loc) { where = loc; }
  mlir::Value at(mlir::Value value, llvm::ArrayRef<Index> index) override;

  Index add(Index a, Index b) override;
  Index scale(Index a, int64_t factor) override;
  Index floorDiv(Index a, int64_t divisor) override;
  Index mod(Index a, int64_t divisor) override;
  Index clamp(Index a, int64_t low, int64_t high) override;
  Index fromElement(mlir::Value element, bool isSigned) override;
  mlir::Value toElement(Index a, mlir::Type scalarType) override;
  Truth inRange(Index a, int64_t low, int64_t high) override;
  Truth equal(Index a, Index b) override;
  Truth both(Truth a, Truth b) override;
  mlir::Value select(Truth truth, llvm::function_ref<mlir::Value()> ifTrue,
                     llvm::function_ref<mlir::Value()> ifFalse) override;
  mlir::Value constant(mlir::TypedAttr scalar) override;

  // Positions as SSA values.
  mlir::Value indexConstant(int64_t value);
  /// The scalar of a position with stride 0.
  mlir::Value scalar(Index a);
  /// vector<width x index>, or the scalar when width is 1.
  mlir::Value positions(Index a);
  Index minimum(Index a, int64_t bound);
  /// The SIMD lanes' walk from `base` on.
  Index lanesFrom(Index base, int64_t stride = 1);
  bool isUniform(const Index &a) const { return a.stride == 0 && !a.vector; }
  /// `value` as a vector when it is a scalar and width > 1.
  mlir::Value widen(mlir::Value value);

  // Memory.
  mlir::Value load(const Storage &from, mlir::Type element, llvm::ArrayRef<Index> index);
  void store(const Storage &to, mlir::Type element, llvm::ArrayRef<Index> index,
             mlir::Value value);
  Index linear(const Storage &s, llvm::ArrayRef<Index> index);

  /// A buffer on the stack of at least `size` elements, until releaseStack.
  mlir::Value stackBuffer(int64_t size, mlir::Type element);
  void releaseStack() {
    for (StackBuffer &buffer : stack)
      buffer.used = false;
  }
  /// Lane g * n + c of result r is lane g * n + r of row c, with n the number of rows: for as many
  /// rows as lanes, column r.
  llvm::SmallVector<mlir::Value> transposed(llvm::SmallVector<mlir::Value> rows);
  /// Whether the elements of one lane, whose dimension comes first, are beside each other.
  bool isRows(const Storage &s, llvm::ArrayRef<int64_t> shape, mlir::Type element) const;
  /// The first `count` elements of each of `width` lanes from s.offset on, position by position, and
  /// back (Edges.cpp).
  llvm::SmallVector<mlir::Value> loadRows(const Storage &from, mlir::Type element, int64_t count);
  void storeRows(const Storage &to, mlir::Type element, llvm::ArrayRef<mlir::Value> columns);
  unsigned addBuffer(Buffer buffer);
  mlir::Value base(unsigned buffer);
  Storage local(mlir::Value buffer) { return {.buffer = addBuffer({.kind = Buffer::Local, .local = buffer}), .strides = {1}}; }

  // Blocks. The builder always stands at the end of the innermost frame.
  using Body = llvm::function_ref<llvm::SmallVector<mlir::Value>(Index, mlir::ValueRange)>;
  /// for (i = 0; i < end; i += step); a single iteration makes no loop.
  llvm::SmallVector<mlir::Value> loop(Index end, int64_t step, mlir::ValueRange inits, Body body);
  void loop(int64_t end, int64_t step, llvm::function_ref<void(Index)> body);
  llvm::SmallVector<mlir::Value>
  ifElse(mlir::Value condition, mlir::TypeRange types,
         llvm::function_ref<llvm::SmallVector<mlir::Value>()> ifTrue,
         llvm::function_ref<llvm::SmallVector<mlir::Value>()> ifFalse);
  void ifThen(mlir::Value condition, llvm::function_ref<void()> ifTrue);
  llvm::SmallVector<mlir::Value>
  whileLoop(mlir::ValueRange inits, llvm::function_ref<mlir::Value(mlir::ValueRange)> condition,
            llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::ValueRange)> body);

  /// Keeps `element` of `value` at `index`, computed beside the one that was asked for at
  /// the same depth.
  void know(mlir::Value value, llvm::ArrayRef<Index> index, mlir::Value element);

  void bind(mlir::Value value, Binding binding);
  const Binding *binding(mlir::Value value) const;
  /// The values of `block` depend on what the innermost frame knows.
  void enterBlock(mlir::Block &block) { blockDepth[&block] = frames.size() - 1; }
  /// Opens the outermost frame.
  void begin(mlir::Block *block, mlir::Operation *terminator = nullptr);
  /// Where the innermost frame goes on.
  mlir::OpBuilder::InsertPoint end() {
    mlir::OpBuilder::InsertionGuard guard(b);
    place(frames.size() - 1);
    return b.saveInsertionPoint();
  }
  /// Forgets elements (they stay valid), so that they are not kept live over
  /// everything that follows.
  void forget();
  /// The form of an operation, asked once.
  const Lowering &form(mlir::Operation *op);

  /// SIMD lanes of the vectors that are being emitted.
  int64_t width = 1;
  /// Positions are row-major: index = (0, ..., 0, position), whatever the shape.
  bool flat = false;
  bool failed = false;
  mlir::InFlightDiagnostic error(mlir::Operation *op);

private:
  using Key = llvm::SmallVector<uintptr_t, 12>;
  struct KeyHash {
    size_t operator()(const Key &k) const {
      return llvm::hash_combine_range(k.begin(), k.end());
    }
  };
  struct Frame {
    mlir::Block *block;
    mlir::Operation *anchor; // insertion happens before it; null: at the end
    unsigned branch;         // the innermost frame that may be skipped; work stays in it
    std::unordered_map<Key, mlir::Value, KeyHash> memo;
  };
  class AtDepth; // moves the builder to a frame
  class Nested;  // opens a frame

  void place(unsigned depth);
  unsigned depthOf(mlir::Value v);
  unsigned depthOf(const Index &a);
  /// Emits once per distinct operands, in the outermost frame that knows them.
  mlir::Value once(uintptr_t kind, mlir::ValueRange operands,
                   llvm::function_ref<mlir::Value()> emit);
  mlir::Value evaluate(mlir::Value value, llvm::ArrayRef<Index> index, unsigned depth);
  mlir::Value read(mlir::Value value, const Binding &binding, llvm::ArrayRef<Index> index);
  mlir::Value literal(mlir::DenseElementsAttr attr, llvm::ArrayRef<Index> index, mlir::Value value);
  void encode(Key &key, const Index &a);
  mlir::Value binary(uintptr_t kind, mlir::Value x, mlir::Value y);

  mlir::OpBuilder &b;
  mlir::Location where;
  llvm::SmallVector<Frame> frames;
  llvm::DenseMap<mlir::Attribute, mlir::Value> constants;
  llvm::SmallVector<Buffer> buffers;
  struct StackBuffer {
    mlir::Value memory;
    mlir::Type element;
    int64_t size;
    bool used;
  };
  llvm::SmallVector<StackBuffer> stack;
  llvm::SmallVector<mlir::Value> bases; // in the function being emitted
  llvm::DenseMap<mlir::Attribute, unsigned> globals;
  llvm::DenseMap<mlir::Block *, unsigned> frameOf;
  llvm::DenseMap<mlir::Block *, unsigned> blockDepth;
  llvm::DenseMap<mlir::Value, Binding> bindings;
  llvm::DenseMap<mlir::Operation *, std::unique_ptr<Lowering>> forms;
};

/// Roots computed where they are read, with every position unrolled
/// (Unrolled.cpp); null when the form is not a root.
mlir::Value unrolled(Evaluator &ev, mlir::Operation *op, const Lowering &form,
                     llvm::ArrayRef<Index> index);

} // namespace vmapc::ir

#endif
