// The walk over a StableHLO module. `Op` is one operation as its translation sees it:
// arrays for operands, attributes by the names of the generic form, the declared result
// types, and errors at its line. A translation is a function from an Op to arrays, found
// by name; after it the results are compared with the declared types and every attribute
// must have been asked for, so that nothing of a program is skipped silently.

#ifndef VMAPC_COMPILER_FRONTEND_STABLEHLOTRANSLATOR_H
#define VMAPC_COMPILER_FRONTEND_STABLEHLOTRANSLATOR_H

#include "vmapc/detail/trace.h"
#include "vmapc/ops.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

#include <deque>

namespace vmapc::frontend::hlo {

using detail::Aval;
using detail::Loc;
using Arrays = std::vector<Array>;
using Dims = std::vector<std::int64_t>;

class Translator;

class Op {
public:
  Op(Translator &translator, mlir::Operation &op);

  Translator &translator() { return translator_; }
  mlir::Operation *operator->() { return &op_; }
  llvm::StringRef name() const { return op_.getName().getStringRef(); }
  const Loc &loc() const { return loc_; }

  //===-- Operands and results -----------------------------------------------===//

  unsigned size() const { return op_.getNumOperands(); }
  Array operand(unsigned k) const;
  Arrays operands(unsigned from = 0, unsigned to = ~0u) const;
  Aval aval(unsigned k) const { return detail::avalOf(operand(k)); }
  /// The declared type of result k.
  Aval result(unsigned k = 0) const;
  /// An error unless there are `count` operands (at least, when `more`).
  void requireOperands(unsigned count, bool more = false) const;
  /// The elements of an operand that is a constant; an error when it is computed.
  Dims constantInts(unsigned k);

  //===-- Attributes -----------------------------------------------------------===//

  /// Null when it is not there.
  mlir::Attribute attribute(llvm::StringRef name);
  /// Integers in any of the forms in which lists are written, nested ones flattened; an
  /// error when missing and there is no `otherwise`.
  Dims ints(llvm::StringRef name, std::optional<Dims> otherwise = std::nullopt);
  std::int64_t integer(llvm::StringRef name, std::optional<std::int64_t> otherwise = {});
  bool flag(llvm::StringRef name, bool otherwise);
  /// The case of an enum or a string.
  std::string word(llvm::StringRef name, std::string otherwise = "");
  mlir::DictionaryAttr dictionary(llvm::StringRef name);
  /// A list of integers in a dictionary; empty when missing.
  Dims intsIn(mlir::DictionaryAttr dictionary, llvm::StringRef name) const;
  std::int64_t integerIn(mlir::DictionaryAttr dictionary, llvm::StringRef name,
                         std::int64_t otherwise) const;
  /// Throws when an attribute was never asked for.
  void checkAttributes() const;

  //===-- Errors ---------------------------------------------------------------===//

  [[noreturn]] void fail(const std::string &required, const std::string &got) const;
  void require(bool holds, const std::string &required, const std::string &got) const {
    if (!holds)
      fail(required, got);
  }
  /// Of equal length, every entry in 0 .. rank-1, none twice.
  void requireDimensions(const Dims &dimensions, std::size_t rank, const char *what) const;

private:
  Translator &translator_;
  mlir::Operation &op_;
  Loc loc_;
  llvm::SmallVector<llvm::StringRef> asked_;
};

using Handler = Arrays (*)(Op &);

class Translator {
public:
  Translator(mlir::ModuleOp module, std::string file) : module_(module), file_(std::move(file)) {}

  /// The results of a block for these arguments.
  Arrays run(mlir::Block &block, std::span<const Array> arguments);
  /// The same of a region on whole arrays in place of its scalars, element by element:
  /// `like` is their shape. Only elementwise operations may occur.
  Arrays combine(Op &op, mlir::Region &region, std::span<const Array> arguments, const Shape &like);
  /// The results of a call of a function of the module.
  Arrays call(Op &op, llvm::StringRef callee, std::span<const Array> arguments);

  Array valueOf(mlir::Value value, const Loc &loc) const;
  Loc locate(mlir::Location location);
  /// The aval of a type, or an error at `op`.
  Aval avalOf(mlir::Type type, const Op &op) const;
  const std::string &file() const { return file_; }
  mlir::ModuleOp module() const { return module_; }
  /// Whether scalars stand for arrays of this shape now.
  const std::optional<Shape> &lifted() const { return lifted_; }

  /// A number of its own for each draw without a state.
  unsigned nextDraw() { return draws_++; }

  /// Every float type is taken as f64.
  bool inDouble = false;
  /// Constant functions whose results are given from outside instead of by a call.
  llvm::StringMap<Arrays> given;
  /// The operands of check.* calls met, pair by pair, and their kinds.
  Arrays checked;
  std::vector<std::string> checks;

private:
  Arrays translate(mlir::Operation &op);

  mlir::ModuleOp module_;
  std::string file_;
  llvm::DenseMap<mlir::Value, Array> values_;
  std::optional<Shape> lifted_;
  unsigned depth_ = 0, draws_ = 0;
  /// What std::source_location points at.
  struct Position {
    const char *file, *function;
    unsigned line, column;
  };
  std::deque<Position> positions_;
  std::deque<std::string> files_;
  llvm::DenseMap<mlir::Location, Loc> known_;
};

//===-- Translations, by family -------------------------------------------------===//

/// What an operation is translated by; null when it is not imported.
Handler handlerOf(llvm::StringRef name);
/// The operation of ours that an elementwise one is, on the same operands; empty when
/// there is none.
llvm::StringRef elementwiseName(llvm::StringRef name);
/// The translation of those; null for other names.
Handler simpleHandler(llvm::StringRef name);
/// Whether the operation combines elements of equal positions only.
bool isElementwise(llvm::StringRef name);

/// A custom call of LAPACK by our own factorisations; none where there is none.
std::optional<Arrays> lapackCall(Op &op, llvm::StringRef target);

struct Entry {
  llvm::StringLiteral name;
  Handler handler;
};
llvm::ArrayRef<Entry> elementwiseEntries();
llvm::ArrayRef<Entry> structureEntries();
llvm::ArrayRef<Entry> productEntries();
llvm::ArrayRef<Entry> indexingEntries();
llvm::ArrayRef<Entry> reductionEntries();
llvm::ArrayRef<Entry> orderEntries();
llvm::ArrayRef<Entry> controlEntries();
llvm::ArrayRef<Entry> randomEntries();
llvm::ArrayRef<Entry> linalgEntries();

//===-- What they are made of (StablehloEmit.cpp) ---------------------------------===//

/// One operation of the dialect with one result, of the type given or inferred.
Array emit(const char *op, std::initializer_list<Array> operands,
           std::initializer_list<detail::Attr> attrs = {}, const Aval *result = nullptr);
/// The same for an elementwise operation with operands of equal type.
Array emitSame(const char *op, const Arrays &operands);
inline const Shape &shapeOf(const Array &x) { return detail::avalOf(x).shape; }
inline DType dtypeOf(const Array &x) { return detail::avalOf(x).dtype; }
/// The elements of a constant of this dtype as arrays of ours have them: a bool is a byte,
/// and with `inDouble` floats are doubles.
std::vector<char> bytesOf(mlir::DenseElementsAttr elements, DType dtype, bool inDouble);
/// An array of data as a literal of the program, however large.
Array embed(const Aval &aval, const void *data, const Loc &loc);
/// `value` everywhere.
Array filled(double value, DType dtype, const Shape &shape = {});
Array convert(const Array &x, DType dtype);
/// Operand dimension k becomes result dimension dims[k].
Array broadcast(const Array &x, const Shape &shape, const Dims &dims = {});
Array reshape(const Array &x, const Shape &shape);
Array transpose(const Array &x, const Dims &permutation);
Array slice(const Array &x, const Dims &start, const Dims &limit, const Dims &stride);
Array pad(const Array &x, const Array &value, const Dims &low, const Dims &high,
          const Dims &interior);
Array concatenate(const Arrays &xs, std::int64_t dimension);
Array iota(const Shape &shape, std::int64_t dimension, DType dtype);
Array compare(const char *direction, const Array &a, const Array &b);
Array select(const Array &pred, const Array &a, const Array &b);

/// "[1, 2]".
std::string text(const Dims &values);
std::string text(const Aval &aval);
Dims inverse(const Dims &permutation);
/// 0 .. count-1 without those listed.
Dims without(const Dims &dimensions, std::size_t count);
bool contains(const Dims &dimensions, std::int64_t d);

/// What a combiner region does to (old, new), if it is one operation on both: the name of
/// ours ("add", "or"), "set" when it takes the new value; empty for anything else.
std::string combinerOf(mlir::Region &region);

} // namespace vmapc::frontend::hlo

#endif
