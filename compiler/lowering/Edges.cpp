// The edges of a chunk whose values live in registers: in memory the elements of one lane
// are beside each other, in registers those of one position. Between them squares are
// turned by shuffles, which is several times faster than gathering element by element.

#include "compiler/lowering/Evaluator.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace vmapc::ir {

SmallVector<Value> Evaluator::transposed(SmallVector<Value> rows) {
  // Exchanges, for every bit of the row, that bit of row and lane.
  int64_t count = rows.size(), lanes = cast<VectorType>(rows[0].getType()).getNumElements();
  for (int64_t bit = 1; bit < count; bit *= 2) {
    SmallVector<int64_t> low, high;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      low.push_back(lane & bit ? lanes + (lane ^ bit) : lane);
      high.push_back(lane & bit ? lanes + lane : lane ^ bit);
    }
    for (int64_t row = 0; row < count; ++row) {
      if (row & bit)
        continue;
      Value x = rows[row], y = rows[row | bit];
      rows[row] = vector::ShuffleOp::create(b, where, x, y, low);
      rows[row | bit] = vector::ShuffleOp::create(b, where, x, y, high);
    }
  }
  return rows;
}

/// The vectors one after another as one.
static Value joined(OpBuilder &b, Location loc, SmallVector<Value> parts) {
  while (parts.size() > 1) {
    int64_t n = cast<VectorType>(parts[0].getType()).getNumElements();
    SmallVector<int64_t> both = llvm::to_vector(llvm::seq<int64_t>(2 * n));
    for (size_t k = 0; 2 * k < parts.size(); ++k)
      parts[k] = vector::ShuffleOp::create(b, loc, parts[2 * k], parts[2 * k + 1], both);
    parts.resize(parts.size() / 2);
  }
  return parts[0];
}

static int64_t squareOf(int64_t width, int64_t count) {
  return std::min<int64_t>(width, llvm::bit_floor(uint64_t(count)));
}

bool Evaluator::isRows(const Storage &s, ArrayRef<int64_t> shape, Type element) const {
  int64_t count = shape.empty() ? 1 : countOf(shape.drop_front());
  return width > 1 && count > 1 && !element.isInteger(1) && !shape.empty() &&
         ArrayRef<int64_t>(s.strides).drop_front() == ArrayRef(rowMajor(shape.drop_front()));
}

// A block of `square` columns: row (g * square + r) is part g of register r, so that after
// exchanging rows and lanes inside the parts register c holds column c of all rows.
SmallVector<Value> Evaluator::loadRows(const Storage &from, Type element, int64_t count) {
  int64_t square = squareOf(width, count);
  auto part = VectorType::get({square}, memoryType(element));
  SmallVector<Value> columns(count);
  for (int64_t first = 0; first < count; first += square) {
    int64_t start = std::min(first, count - square);
    SmallVector<Value> registers;
    for (int64_t r = 0; r < square; ++r) {
      SmallVector<Value> parts;
      for (int64_t row = r; row < width; row += square) {
        Index at = add(add(from.offset, scale(Index::of(row), from.strides[0])), Index::of(start));
        parts.push_back(vector::LoadOp::create(b, where, part, base(from.buffer), scalar(at)));
      }
      registers.push_back(joined(b, where, parts));
    }
    registers = transposed(registers);
    for (int64_t c = first - start; c < square; ++c)
      columns[start + c] = fromMemory(b, where, registers[c], element);
  }
  return columns;
}

void Evaluator::storeRows(const Storage &to, Type element, ArrayRef<Value> columns) {
  int64_t count = columns.size(), square = squareOf(width, count);
  for (int64_t first = 0; first < count; first += square) {
    int64_t start = std::min(first, count - square);
    SmallVector<Value> registers;
    for (Value v : columns.slice(start, square))
      registers.push_back(toMemory(b, where, widen(v), element));
    registers = transposed(registers);
    for (int64_t row = 0; row < width; ++row) {
      Value v = registers[row % square];
      if (square < width) {
        int64_t part = row / square * square;
        v = vector::ShuffleOp::create(b, where, v, v,
                                      llvm::to_vector(llvm::seq(part, part + square)));
      }
      Index at = add(add(to.offset, scale(Index::of(row), to.strides[0])), Index::of(start));
      vector::StoreOp::create(b, where, v, base(to.buffer), scalar(at));
    }
  }
}

} // namespace vmapc::ir
