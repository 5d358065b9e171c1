// Sliding windows. Both operations only choose elements, so they are read in place by
// what uses them. The transpose of windows puts every element back where it came from and
// sums over the offsets at which windows overlap, without a scatter.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"

#include "compiler/dialect/Reduction.h"
#include "compiler/dialect/Structure.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

template <typename OpT> int64_t firstWindowDim(OpT op) {
  return extentsOf(op.getResult()).size() - op.getDimensions().size();
}

/// All dimensions but the windowed ones and the windows stand still.
template <typename OpT> void axesOutsideWindows(OpT op, Axes &axes) {
  for (int64_t dim : upTo(firstWindowDim(op)))
    if (!llvm::is_contained(op.getDimensions(), dim))
      axes.same(op.getX(), dim, op.getResult(), dim);
}

struct Windows : Linear<Windows, WindowsOp> {
  static LogicalResult batch(WindowsOp op, Batcher &batcher) {
    batcher.set(op.getResult(),
                WindowsOp::create(batcher.builder(), op.getLoc(), batcher.get(op.getX()),
                                  shifted(op.getDimensions()), op.getSizes(), op.getStrides(),
                                  op.getDilations(), op.getPaired()));
    return success();
  }

  static LogicalResult transpose(WindowsOp op, Transposer &t) {
    OpBuilder &b = t.builder();
    Value ct = t.cotangent(op.getResult());
    SmallVector<int64_t> extents;
    for (int64_t dim : op.getDimensions())
      extents.push_back(extentsOf(op.getX())[dim]);
    if (op.getPaired()) {
      t.add(op.getX(), PlaceWindowsOp::create(b, op.getLoc(), ct, op.getDimensions(), extents,
                                              op.getStrides(), op.getDilations()));
      return success();
    }
    Overlap overlap(op);
    ct = overlap.merge(b, ct);
    for (auto [extent, filled] : llvm::zip_equal(extents, overlap.extents))
      extent = filled ? filled : extent;
    if (overlap.isNone()) {
      ArrayRef<int64_t> shape = extentsOf(ct).take_front(firstWindowDim(op));
      ct = ReshapeOp::create(b, op.getLoc(), tensorType(ct).clone(shape), ct);
    } else {
      ct = PlaceWindowsOp::create(b, op.getLoc(), ct, op.getDimensions(), extents,
                                  overlap.strides, overlap.dilations);
      SmallVector<int64_t> windows;
      for (int64_t k : upTo(op.getDimensions().size()))
        windows.push_back(firstWindowDim(op) + k);
      ct = ReduceSumOp::create(b, op.getLoc(), ct, windows);
    }
    t.add(op.getX(), fitted(b, ct, op.getX()));
    return success();
  }

  /// Windows `stride` apart whose elements are neighbours: element w = j * stride + r of window p
  /// is at (p + j) * stride + r. So for each j the windows' parts lie one after another, and only
  /// ceil(size / stride) of these rows overlap.
  struct Overlap {
    explicit Overlap(WindowsOp op) : op(op) {
      for (int64_t k : upTo(op.getDimensions().size())) {
        int64_t stride = op.getStrides()[k], positions = extentsOf(op.getResult())[op.getDimensions()[k]];
        bool merges = stride > 1 && op.getDilations()[k] == 1 && positions > 0;
        rows.push_back(merges ? llvm::divideCeil(op.getSizes()[k], stride) : 0);
        strides.push_back(merges ? 1 : stride);
        dilations.push_back(merges ? stride : op.getDilations()[k]);
        extents.push_back(merges ? (positions + rows.back() - 1) * stride : 0);
      }
    }
    /// Whether no element is in two windows.
    bool isNone() const { return llvm::all_of(rows, [](int64_t n) { return n == 1; }); }

    /// ct, [..., p, ..., w...], with each merged window as [..., p * stride + r, ..., j...].
    Value merge(OpBuilder &b, Value ct) {
      if (llvm::all_of(rows, [](int64_t n) { return n == 0; }))
        return ct;
      Location loc = ct.getLoc();
      int64_t first = firstWindowDim(op), rank = extentsOf(ct).size();
      SmallVector<int64_t> none(rank, 0), high(rank, 0), split, order, merged, last, lastMerged;
      for (auto [k, n] : llvm::enumerate(rows))
        if (n)
          high[first + k] = n * op.getStrides()[k] - op.getSizes()[k];
      ct = PadOp::create(b, loc, ct, zeros(b, loc, tensorType(ct).clone(ArrayRef<int64_t>{})), none,
                         high, none);
      llvm::append_range(split, extentsOf(ct).take_front(first));
      DenseMap<int64_t, int64_t> inner; // windowed dimension -> where its r is after the split
      for (auto [k, n] : llvm::enumerate(rows)) {
        last.push_back(split.size());
        split.push_back(n ? n : extentsOf(ct)[first + k]);
        lastMerged.push_back(split.back());
        if (n) {
          inner[op.getDimensions()[k]] = split.size();
          split.push_back(op.getStrides()[k]);
        }
      }
      for (int64_t dim : upTo(first)) {
        order.push_back(dim);
        merged.push_back(split[dim]);
        if (auto it = inner.find(dim); it != inner.end()) {
          order.push_back(it->second);
          merged.back() *= split[it->second];
        }
      }
      llvm::append_range(order, last);
      llvm::append_range(merged, lastMerged);
      ct = ReshapeOp::create(b, loc, tensorType(ct).clone(split), ct);
      ct = TransposeOp::create(b, loc, ct, order);
      return ReshapeOp::create(b, loc, tensorType(ct).clone(merged), ct);
    }

    WindowsOp op;
    SmallVector<int64_t> rows; // that overlap; 0: not merged
    SmallVector<int64_t> strides, dilations, extents;
  };

  /// `ct` cropped or filled with zeros at its far edges to the shape of x.
  static Value fitted(OpBuilder &b, Value ct, Value x) {
    SmallVector<int64_t> high, none(extentsOf(x).size(), 0);
    for (auto [to, from] : llvm::zip_equal(extentsOf(x), extentsOf(ct)))
      high.push_back(to - from);
    if (high == none)
      return ct;
    return PadOp::create(b, ct.getLoc(), ct,
                         zeros(b, ct.getLoc(), tensorType(ct).clone(ArrayRef<int64_t>{})), none,
                         high, none);
  }

  static void axes(WindowsOp op, Axes &axes) {
    axesOutsideWindows(op, axes);
    if (op.getPaired())
      for (int64_t k : upTo(op.getDimensions().size()))
        axes.same(op.getX(), firstWindowDim(op) + k, op.getResult(), firstWindowDim(op) + k);
  }

  // Overlapping windows read an element many times.
  static Lowering lowering(WindowsOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) { return element(op, e, at); },
                         /*storeOperands=*/!op.getPaired()};
  }

  static Value element(WindowsOp op, ElementEmitter &e, ArrayRef<Index> at) {
    int64_t first = firstWindowDim(op);
    SmallVector<Index> source(op.getPaired() ? at : at.take_front(first));
    for (auto [k, dim] : llvm::enumerate(op.getDimensions()))
      source[dim] = e.add(e.scale(at[dim], op.getStrides()[k]),
                          e.scale(at[first + k], op.getDilations()[k]));
    return e.at(op.getX(), source);
  }
};

struct PlaceWindows : Linear<PlaceWindows, PlaceWindowsOp> {
  static LogicalResult batch(PlaceWindowsOp op, Batcher &batcher) {
    batcher.set(op.getResult(),
                PlaceWindowsOp::create(batcher.builder(), op.getLoc(), batcher.get(op.getX()),
                                       shifted(op.getDimensions()), op.getExtents(),
                                       op.getStrides(), op.getDilations()));
    return success();
  }

  static LogicalResult transpose(PlaceWindowsOp op, Transposer &t) {
    ArrayRef<int64_t> sizes = extentsOf(op.getX()).take_back(op.getDimensions().size());
    t.add(op.getX(), WindowsOp::create(t.builder(), op.getLoc(), t.cotangent(op.getResult()),
                                       op.getDimensions(), sizes, op.getStrides(),
                                       op.getDilations(), /*paired=*/true));
    return success();
  }

  static void axes(PlaceWindowsOp op, Axes &axes) {
    axesOutsideWindows(op, axes);
    for (int64_t k : upTo(op.getDimensions().size()))
      axes.same(op.getX(), firstWindowDim(op) + k, op.getResult(), firstWindowDim(op) + k);
  }

  static Lowering lowering(PlaceWindowsOp op) {
    return StructureForm{
        [op](ElementEmitter &e, ArrayRef<Index> at) { return element(op, e, at); }};
  }

  // n - w * dilation = p * stride for a position p.
  static Value element(PlaceWindowsOp op, ElementEmitter &e, ArrayRef<Index> at) {
    auto zero = [&] {
      Type element = computeType(tensorType(op.getX()).getElementType());
      return e.constant(cast<TypedAttr>(Builder(op.getContext()).getZeroAttr(element)));
    };
    if (tensorType(op.getX()).getNumElements() == 0)
      return zero();
    SmallVector<Index> source(at);
    ElementEmitter::Truth inside{true, {}};
    for (auto [k, dim] : llvm::enumerate(op.getDimensions())) {
      int64_t stride = op.getStrides()[k], last = (extentsOf(op.getX())[dim] - 1) * stride;
      Index offset =
          e.add(at[dim], e.scale(at[firstWindowDim(op) + k], -op.getDilations()[k]));
      inside = e.both(inside, e.inRange(offset, 0, last + 1));
      Index valid = e.clamp(offset, 0, last);
      if (stride != 1)
        inside = e.both(inside, e.equal(e.mod(valid, stride), Index::of(0)));
      source[dim] = stride == 1 ? valid : e.floorDiv(valid, stride);
    }
    return e.select(inside, [&] { return e.at(op.getX(), source); }, zero);
  }
};

} // namespace

void vmapc::ir::attachWindowRules(MLIRContext &context) {
  attach<Windows>(context);
  attach<PlaceWindows>(context);
}
