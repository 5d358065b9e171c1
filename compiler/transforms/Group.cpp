// vmapc-group: cuts the part of a function that is parallel over one axis into
// chunks of lanes. The operations say which dimensions walk together
// (GroupAxes.h). The group is everything but what combines or reorders the lanes'
// axis: that stays before or after, whichever leaves more in the group.

#include "compiler/transforms/Passes.h"

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Control.h"
#include "compiler/dialect/Interfaces.h"
#include "compiler/dialect/Lowering.h"
#include "compiler/transforms/GroupCost.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace vmapc::ir {
#define GEN_PASS_DEF_GROUPPASS
#include "compiler/transforms/Passes.h.inc"

namespace {

/// Gives every contraction the order of its sums, from shapes that no chunk size
/// has changed. `laneExact`: the one that a contraction may have whatever its shape.
void fixOrders(Operation *function, bool laneExact) {
  Builder b(function->getContext());
  function->walk([&](Operation *op) {
    auto lower = dyn_cast<LowerOpInterface>(op);
    if (!lower || op->getNumRegions() > 0 || op->hasAttr(orderAttr))
      return;
    Lowering form = lower.lowering();
    if (auto *contract = std::get_if<ContractForm>(&form))
      op->setAttr(orderAttr, b.getStringAttr(!laneExact && stripedByShape(*contract) ? "striped"
                                                                                     : "chained"));
  });
}

/// As many as the longest vectors have.
constexpr int64_t interleavedLanes = 16;

class Grouping {
public:
  /// `size`: lanes per chunk, 0 for a choice; `bound`: at most so many, if not 0.
  Grouping(func::FuncOp function, int64_t size, int64_t bound)
      : function(function), body(function.getBody().front()), size(size), bound(bound) {}

  void run() {
    for (Operation &op : body.without_terminator())
      place[&op] = Place::inside;
    if (!isWorthAsking() || !partition())
      return;
    for (Operation *op : inside())
      cost.add(op, axes, lanes);
    countEdges();
    bool inLanes = cost.fitsLanes() && (isGiven() || isBetterInLanes());
    if (!inLanes && !isGiven() && isBetterInterleaved())
      return cut(interleavedLanes, "interleaved");
    int64_t chosen = chooseSize(inLanes);
    if (chosen > 0)
      cut(chosen, inLanes ? "lanes" : "rows");
  }

private:
  enum class Place { before, inside, after };

  bool isGiven() const { return size > 0 || bound > 0; }

  /// Left alone, elementwise programs become one loop over vectors anyway.
  bool isWorthAsking() {
    if (isGiven())
      return !body.without_terminator().empty();
    int64_t ops = 0;
    bool any = false;
    for (Operation &op : body.without_terminator()) {
      ops += 1 + op.getNumRegions();
      auto lower = dyn_cast<LowerOpInterface>(op);
      if (op.getNumRegions() > 0 || !lower)
        any = true;
      else if (!any) {
        Lowering form = lower.lowering();
        auto *structure = std::get_if<StructureForm>(&form);
        any = structure ? isRecut(&op, *structure) : !std::holds_alternative<ElementwiseForm>(form);
      }
    }
    return any && ops > 1 && ops <= 4000;
  }

  SmallVector<Operation *> inside() {
    SmallVector<Operation *> ops;
    for (Operation &op : body.without_terminator())
      if (place.lookup(&op) == Place::inside)
        ops.push_back(&op);
    return ops;
  }
  bool isInside(Value v) {
    Operation *op = v.getDefiningOp();
    return op && place.lookup(op) == Place::inside;
  }
  bool isRead(Value v) {
    return llvm::any_of(v.getUsers(), [&](Operation *user) {
      return user == body.getTerminator() || place.lookup(user) != Place::inside;
    });
  }
  /// Values of the group that are read outside of it.
  SmallVector<Value> escaping() {
    SmallVector<Value> values;
    for (Operation *op : inside())
      for (Value v : op->getResults())
        if (isRead(v))
          values.push_back(v);
    return values;
  }

  bool refuse(const Twine &why, Operation *at) {
    emitRemark(at ? at->getLoc() : function.getLoc()) << "not cut into chunks of lanes: " << why;
    return false;
  }

  /// Finds the axis and what has to stay out of the group.
  bool partition() {
    Operation *last = nullptr;
    StringRef why;
    for (int attempt = 0; attempt < 8; ++attempt) {
      axes = AxisClasses();
      SmallVector<Operation *> group = inside();
      for (Operation *op : group)
        axes.add(op);
      if (!chooseAxis(group))
        return last ? refuse("'" + last->getName().getStringRef() + "' " + why, last) : false;
      llvm::SetVector<Operation *> out;
      for (AxisClasses::Break by : axes.breaksOf(lanes)) {
        last = body.findAncestorOpInBlock(*by.op);
        why = by.combines ? "combines lanes" : "does not keep lanes apart";
        out.insert(last);
      }
      auto diagonal = [&](Value v, Operation *op) {
        if (axes.dimOf(v, lanes) != -2)
          return;
        last = body.findAncestorOpInBlock(*op);
        why = "has the lanes in two dimensions";
        out.insert(last);
      };
      for (Operation *top : group)
        top->walk([&](Operation *op) {
          for (Value v : op->getOperands())
            diagonal(v, op);
          for (Value v : op->getResults())
            diagonal(v, op);
        });
      if (out.empty())
        return placeUniform();
      for (Operation *op : out)
        moveOut(op);
    }
    return refuse("'" + last->getName().getStringRef() + "' " + why, last);
  }

  /// The class with the most work: leading dimensions of what leaves the group and
  /// classes that nothing breaks count more. Leading dimensions of equal extent that
  /// nothing relates are taken for the same lanes.
  bool chooseAxis(ArrayRef<Operation *> group) {
    llvm::MapVector<unsigned, double> weights;
    for (Operation *top : group)
      top->walk([&](Operation *op) {
        for (Value v : op->getResults())
          for (auto [d, extent] : llvm::enumerate(extentsOf(v)))
            weights[axes.classOf(v, d)] += extent > 1 || isGiven() ? elementsOf(v) : 0;
      });
    SmallVector<Value> leaving = escaping();
    llvm::DenseSet<unsigned> broken = axes.broken(), leading;
    for (Value v : leaving)
      if (!extentsOf(v).empty())
        leading.insert(axes.classOf(v, 0));
    for (auto &[c, weight] : weights)
      weight *= (broken.contains(c) ? 1 : 2) * (leading.contains(c) ? 1.5 : 1);
    double most = 0;
    for (auto &[c, weight] : weights)
      if (weight > most)
        most = weight, lanes = c;
    if (most == 0)
      return false;
    domain = -1;
    for (Operation *top : group)
      for (Value v : top->getResults())
        for (auto [d, extent] : llvm::enumerate(extentsOf(v)))
          if (axes.classOf(v, d) == lanes)
            domain = extent;
    if (domain < 1)
      return false;
    for (Value v : leaving)
      if (!extentsOf(v).empty() && extentsOf(v)[0] == domain && axes.dimOf(v, lanes) == -1 &&
          !broken.contains(axes.classOf(v, 0)))
        axes.merge(axes.classOf(v, 0), lanes);
    return true;
  }

  /// Moves `op` out with all it needs, or with all that needs it.
  void moveOut(Operation *op) {
    if (place.lookup(op) != Place::inside)
      return;
    auto slice = [&](bool forward) {
      llvm::SetVector<Operation *> ops;
      ops.insert(op);
      for (size_t k = 0; k < ops.size(); ++k) {
        if (forward) {
          for (Operation *user : ops[k]->getUsers())
            if (place.contains(user) && place.lookup(user) == Place::inside)
              ops.insert(user);
        } else {
          for (Value v : ops[k]->getOperands())
            if (isInside(v))
              ops.insert(v.getDefiningOp());
        }
      }
      return ops;
    };
    auto weigh = [&](ArrayRef<Operation *> ops) {
      double weight = 0;
      for (Operation *top : ops)
        top->walk([&](Operation *inner) {
          for (Value v : inner->getResults())
            weight += elementsOf(v) * (inner == top ? 1 : 8);
        });
      return weight;
    };
    auto back = slice(false), ahead = slice(true);
    bool before = weigh(back.getArrayRef()) < weigh(ahead.getArrayRef());
    for (Operation *moved : before ? back : ahead)
      place[moved] = before ? Place::before : Place::after;
  }

  /// What does not depend on lanes is computed once, before the chunks.
  bool placeUniform() {
    llvm::DenseSet<Operation *> group;
    for (Operation *op : inside()) {
      bool varies = false;
      op->walk([&](Operation *inner) {
        for (Value v : inner->getOperands())
          varies |= axes.dimOf(v, lanes) >= 0;
        for (Value v : inner->getResults())
          varies |= axes.dimOf(v, lanes) >= 0;
      });
      for (Value v : op->getOperands())
        varies |= v.getDefiningOp() && group.contains(v.getDefiningOp());
      if (varies)
        group.insert(op);
      else
        place[op] = Place::before;
    }
    for (Value v : escaping())
      if (axes.dimOf(v, lanes) < 0)
        return refuse("a result of '" + v.getDefiningOp()->getName().getStringRef() +
                          "' is shared by all lanes", v.getDefiningOp());
    return !group.empty();
  }

  //===-- How ---------------------------------------------------------------===//

  void countEdges() {
    llvm::DenseSet<Value> counted;
    auto edge = [&](Value v) {
      if (int64_t d = axes.dimOf(v, lanes); d >= 0 && counted.insert(v).second)
        cost.edges += elementsOf(v) / std::max<int64_t>(1, domain);
    };
    for (Operation *op : inside())
      for (Value v : op->getOperands())
        if (!isInside(v))
          edge(v);
    for (Value v : escaping())
      edge(v);
  }

  bool isBetterInLanes() const {
    if (cost.control > 0)
      return domain > 1;
    // Moving elements between lanes and rows must not cost more than the work.
    return domain >= 16 && cost.roots + cost.recuts > 0 && cost.largest <= 128 &&
           cost.instructions >= 3 * cost.edges;
  }

  /// Short rows that are cut again and again fill no vectors, and are too much for registers.
  bool isBetterInterleaved() const {
    return domain >= interleavedLanes && cost.recuts >= 4 && cost.control == 0 &&
           cost.calls == 0 && !cost.sharedContraction && cost.lanesLead && cost.longest <= 64 &&
           cost.largest <= 4096 && cost.instructions >= 3 * cost.edges;
  }

  int64_t chooseSize(bool inLanes) const {
    if (size > 0)
      return std::min(size, domain);
    int64_t most = bound > 0 ? std::min(bound, domain) : domain;
    constexpr int64_t vectors = 64; // no target has longer ones
    if (inLanes)
      return std::min(most, vectors);
    if (bound > 0)
      return most;
    // Rows: what a chunk stores between kernels stays in the second-level cache.
    constexpr int64_t cache = 512 << 10;
    if (cost.roots < 2 || cost.bytes * domain <= 2 * cache)
      return 0;
    // A few rows at a time keep them in the first level.
    constexpr int64_t nearest = 48 << 10;
    int64_t few = nearest / std::max<int64_t>(1, cost.bytes) / 4 * 4;
    if (!cost.sharedContraction && few >= 4)
      return std::min(domain, few);
    int64_t least = cost.sharedContraction ? 64 : 16;
    int64_t rows = cache / std::max<int64_t>(1, cost.bytes) / 16 * 16;
    return rows < least ? 0 : std::min(domain, rows);
  }

  //===-- Cutting -----------------------------------------------------------===//

  void cut(int64_t rows, StringRef mode) {
    bool inLanes = mode == "lanes";
    Location loc = function.getLoc();
    Operation *end = body.getTerminator();
    OpBuilder b(end);
    SmallVector<Operation *> group = inside();
    SmallVector<Value> results = escaping();
    llvm::SetVector<Value> read;
    SmallVector<Operation *> literals;
    for (Operation *op : group)
      for (Value v : op->getOperands())
        if (!isInside(v)) {
          Operation *maker = v.getDefiningOp();
          if (maker && maker->hasTrait<OpTrait::ConstantLike>() && axes.dimOf(v, lanes) < 0) {
            if (!llvm::is_contained(literals, maker))
              literals.push_back(maker);
          } else {
            read.insert(v);
          }
        }
    SmallVector<Value> varying, shared, operands;
    for (Value v : read)
      (axes.dimOf(v, lanes) >= 0 ? varying : shared).push_back(v);
    for (Value v : varying)
      operands.push_back(moveDim(b, loc, v, axes.dimOf(v, lanes), 0));
    llvm::append_range(operands, shared);
    SmallVector<Type> types;
    for (Value v : results) {
      SmallVector<int64_t> shape(extentsOf(v));
      int64_t d = axes.dimOf(v, lanes);
      shape.erase(shape.begin() + d);
      shape.insert(shape.begin(), domain);
      types.push_back(tensorType(v).clone(shape));
    }
    OperationState state(group.front()->getLoc(), ChunkOp::getOperationName());
    state.addOperands(operands);
    state.addTypes(types);
    state.addRegion();
    state.addAttribute("operandSegmentSizes", b.getDenseI32ArrayAttr({int32_t(varying.size()),
                                                                      int32_t(shared.size())}));
    state.addAttribute("domain", b.getI64IntegerAttr(domain));
    state.addAttribute("size", b.getI64IntegerAttr(rows));
    state.addAttribute(modeAttr, b.getStringAttr(mode));
    auto chunk = cast<ChunkOp>(b.create(state));
    fill(chunk, group, literals, varying, shared, results, rows, inLanes);

    b.setInsertionPointAfter(chunk);
    for (auto [v, out] : llvm::zip_equal(results, chunk.getResults())) {
      Value whole = moveDim(b, loc, out, 0, axes.dimOf(v, lanes));
      v.replaceUsesWithIf(whole, [&](OpOperand &use) {
        return use.getOwner() == end || place.lookup(use.getOwner()) == Place::after;
      });
    }
    SmallVector<Operation *> later;
    for (Operation &op : body.without_terminator())
      if (auto it = place.find(&op); it != place.end() && it->second == Place::after)
        later.push_back(&op);
    for (Operation *op : later)
      op->moveBefore(end);
    for (Operation *op : llvm::reverse(group))
      op->erase();
    for (Operation *op : literals)
      if (op->use_empty())
        op->erase();
  }

  void fill(ChunkOp chunk, ArrayRef<Operation *> group, ArrayRef<Operation *> literals,
            ArrayRef<Value> varying, ArrayRef<Value> shared, ArrayRef<Value> results, int64_t rows,
            bool inLanes) {
    OpBuilder b(chunk.getContext());
    Block *block = b.createBlock(&chunk.getBody());
    IRMapping mapping;
    for (auto [v, operand] : llvm::zip_equal(varying, chunk.getLanes())) {
      SmallVector<int64_t> shape(extentsOf(operand));
      shape.front() = rows;
      Value argument = block->addArgument(tensorType(operand).clone(shape), v.getLoc());
      mapping.map(v, moveDim(b, v.getLoc(), argument, 0, axes.dimOf(v, lanes)));
    }
    for (Value v : shared)
      mapping.map(v, block->addArgument(v.getType(), v.getLoc()));
    for (Operation *op : literals)
      b.clone(*op, mapping);
    for (Operation *op : group)
      resize(op, b.clone(*op, mapping), rows, inLanes);
    SmallVector<Value> ends;
    for (Value v : results)
      ends.push_back(moveDim(b, v.getLoc(), mapping.lookup(v), axes.dimOf(v, lanes), 0));
    YieldOp::create(b, chunk.getLoc(), ends);
  }

  /// Gives `copy`, a clone of `op`, the extents of a chunk.
  void resize(Operation *op, Operation *copy, int64_t rows, bool inLanes) {
    auto shrink = [&](Value v, Value to) {
      int64_t d = axes.dimOf(v, lanes);
      if (d < 0)
        return;
      SmallVector<int64_t> shape(extentsOf(v));
      shape[d] = rows;
      to.setType(tensorType(v).clone(shape));
    };
    for (auto [v, to] : llvm::zip_equal(op->getResults(), copy->getResults()))
      shrink(v, to);
    for (auto [from, to] : llvm::zip_equal(op->getRegions(), copy->getRegions()))
      for (auto [fromBlock, toBlock] : llvm::zip_equal(from, to)) {
        for (auto [v, argument] : llvm::zip_equal(fromBlock.getArguments(), toBlock.getArguments()))
          shrink(v, argument);
        for (auto [inner, innerCopy] : llvm::zip_equal(fromBlock, toBlock))
          resize(&inner, &innerCopy, rows, inLanes);
      }
    if (inLanes && op->getNumRegions() > 0) {
      SmallVector<int64_t> dims;
      for (Value v : op->getResults())
        dims.push_back(axes.dimOf(v, lanes));
      copy->setAttr(laneDimsAttr, Builder(op->getContext()).getDenseI64ArrayAttr(dims));
    }
    if (auto rules = dyn_cast<AxesOpInterface>(copy))
      rules.recut();
  }

  func::FuncOp function;
  Block &body;
  int64_t size, bound;
  AxisClasses axes;
  AxisClasses::Class lanes = 0;
  int64_t domain = 0;
  llvm::DenseMap<Operation *, Place> place;
  GroupCost cost;
};

struct Group : impl::GroupPassBase<Group> {
  using GroupPassBase::GroupPassBase;

  void runOnOperation() override {
    auto isArray = [](Type t) { return isa<RankedTensorType>(t); };
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isDeclaration() || !llvm::all_of(function.getArgumentTypes(), isArray) ||
          !function.getOps<ChunkOp>().empty())
        continue;
      fixOrders(function, laneExact);
      auto bound = function->getAttrOfType<IntegerAttr>("vmapc.chunk");
      if (chunk >= 0)
        Grouping(function, chunk, bound ? bound.getInt() : 0).run();
    }
  }
};

} // namespace
} // namespace vmapc::ir
