// The plan pass: which values are stored, by which kernel, and where. Values
// that are not stored are computed where they are read. A block is planned in
// four steps: costs forward, what to store backward, kernels forward, then slots
// by liveness over the kernels, first fit in one arena.

#include "compiler/lowering/Plan.h"
#include "compiler/lowering/Arena.h"
#include "compiler/lowering/Evaluator.h"
#include "compiler/lowering/Passes.h"
#include "compiler/lowering/Roots.h"
#include "compiler/lowering/Sort.h"

#include "compiler/dialect/Control.h"
#include "compiler/dialect/Interfaces.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace vmapc::ir {
#define GEN_PASS_DEF_PLANPASS
#include "compiler/lowering/Passes.h.inc"

namespace {

/// What a value would cost where it is read, in vector instructions.
constexpr unsigned cheap = 2;       // below this a value is recomputed by each reader
constexpr unsigned kernelLimit = 300; // the body of one kernel

enum class Kind { Constant, Elementwise, Structure, Root, Control };

class BlockPlan {
public:
  BlockPlan(Arena &arena, bool isFunction) : arena(arena), isFunction(isFunction) {}

  /// Slots that values from outside have and that may be reused (carries), and
  /// where yielded roots should go.
  DenseMap<Value, int64_t> argumentSlots, wantedSlots;
  bool failed = false;

  void plan(Block &block, Arena::Live live) {
    this->block = &block;
    costs();
    if (failed)
      return;
    decideStores();
    assignKernels();
    assignSlots(std::move(live));
  }

private:
  struct Info {
    Kind kind = Kind::Root;
    unsigned cost = 0, size = 0;
    bool stored = false, used = false;
    bool storeOperands = false;
    int64_t sink = 0; // 0: no reader yet, -1: several
    int64_t kernel = -1;
    unsigned position = 0;
  };

  Info *info(Value v) {
    Operation *op = v.getDefiningOp();
    if (!op)
      return nullptr;
    auto it = infos.find(op);
    return it == infos.end() ? nullptr : &it->second;
  }
  bool isFused(Value v) {
    Info *i = info(v);
    return i && !i->stored && (i->kind == Kind::Elementwise || i->kind == Kind::Structure);
  }

  void costs() {
    unsigned position = 0;
    for (Operation &op : block->without_terminator()) {
      Info &i = infos[&op];
      i.position = ++position;
      if (matchPattern(&op, m_Constant())) {
        i.kind = Kind::Constant;
        continue;
      }
      Lowering form = NoForm{};
      if (auto lower = dyn_cast<LowerOpInterface>(op))
        form = lower.lowering();
      if (std::holds_alternative<NoForm>(form) && op.getNumRegions() == 0) {
        op.emitOpError() << "has no place in generated code: it must be expanded before";
        failed = true;
      }
      if (op.getNumRegions() > 0) {
        i.kind = Kind::Control;
      } else if (isAssembled(&op)) {
        i.kind = Kind::Root;
      } else if (auto *f = std::get_if<ElementwiseForm>(&form)) {
        i.kind = Kind::Elementwise;
        i.cost = i.size = f->cost;
      } else if (auto *f = std::get_if<StructureForm>(&form)) {
        i.kind = Kind::Structure;
        i.storeOperands = f->storeOperands;
        i.size = 1;
        i.cost = op.getNumOperands() > 1 ? 1 : 0;
      }
      if (i.kind != Kind::Elementwise && i.kind != Kind::Structure) {
        i.stored = true;
        continue;
      }
      for (Value operand : op.getOperands())
        // What it wants in memory is no work of its own.
        if (Info *of = info(operand); of && !of->stored && !i.storeOperands) {
          i.cost += of->cost;
          i.size += of->size;
        }
      if (i.size > kernelLimit) {
        i.stored = true;
      }
    }
  }

  /// Whether `use` reads memory again and again, so that its operand is stored
  /// unless reading it is free.
  bool wantsMemory(OpOperand &use) {
    Operation *user = use.getOwner();
    if (user->getNumRegions() > 0) {
      unsigned n = use.getOperandNumber();
      if (auto loop = dyn_cast<WhileOp>(user))
        return n >= loop.getInits().size();
      if (auto scan = dyn_cast<ScanOp>(user))
        return !llvm::is_contained(scan.getInits(), use.get()) ||
               n >= scan.getInits().size() + (scan.getTrip() ? 1 : 0);
      return true;
    }
    Info &i = infos[user];
    if (i.kind == Kind::Root)
      if (auto lower = dyn_cast<LowerOpInterface>(user))
        return std::holds_alternative<ContractForm>(lower.lowering());
    return i.storeOperands;
  }

  void decideStores() {
    SmallVector<Operation *> ops;
    int64_t segment = 0;
    DenseMap<Operation *, int64_t> segments;
    for (Operation &op : block->without_terminator()) {
      Info &i = infos[&op];
      if (i.kind == Kind::Root || i.kind == Kind::Control)
        ++segment;
      segments[&op] = segment;
      ops.push_back(&op);
    }
    for (Operation *op : llvm::reverse(ops)) {
      Info &i = infos[op];
      if (i.kind == Kind::Constant)
        continue;
      for (OpOperand &use : op->getUses()) {
        i.used = true;
        Operation *user = use.getOwner();
        if (i.stored)
          continue;
        int64_t reader;
        if (user == block->getTerminator()) {
          if (isFunction)
            i.stored = true;
          reader = (int64_t(1) << 40) + use.getOperandNumber();
        } else {
          Info &u = infos[user];
          if (i.cost > 0 && wantsMemory(use))
            i.stored = true;
          if (u.kind == Kind::Elementwise)
            reader = u.stored ? int64_t(llvm::hash_combine(
                                    segments[user], hash_value(shapeOf(user->getResult(0))))) | 1
                              : u.sink;
          else
            reader = (int64_t(2) << 40) + u.position;
          if (u.kind == Kind::Structure && i.cost > cheap &&
              countOf(shapeOf(user->getResult(0))) > countOf(shapeOf(use.get())))
            i.stored = true;
        }
        i.sink = i.sink == 0 || i.sink == reader ? reader : -1;
      }
      if (i.sink == -1 && i.cost > cheap)
        i.stored = true;
    }
  }

  /// Every stored value that reading `v` reads, and whether always at the
  /// index of the reader.
  void reads(Value v, bool equal, llvm::SmallDenseMap<Value, bool> &found,
             llvm::SmallPtrSetImpl<Operation *> &seen) {
    if (!isFused(v)) {
      auto [it, isNew] = found.try_emplace(v, equal);
      it->second &= equal;
      return;
    }
    Operation *op = v.getDefiningOp();
    if (equal && !seen.insert(op).second)
      return;
    bool same = equal && infos[op].kind == Kind::Elementwise;
    for (Value operand : op->getOperands())
      reads(operand, same, found, seen);
  }

  /// Whether `op` folds rows of the one value that the open kernel stores: then it
  /// stores them on its way.
  bool feedsFold(Operation &op, int64_t kernel) {
    auto lower = dyn_cast<LowerOpInterface>(op);
    if (!lower || infos[&op].kind != Kind::Root || kernelOps[kernel].size() != 1)
      return false;
    Lowering form = lower.lowering();
    auto *fold = std::get_if<ReduceForm>(&form);
    // Four rows are written side by side: not for long expressions.
    constexpr unsigned longest = 40;
    return fold && kernelOps[kernel].front() == fold->x.getDefiningOp() &&
           infos[kernelOps[kernel].front()].size <= longest &&
           fold->x.getDefiningOp()->getNumResults() == 1 && foldsRows(*fold);
  }

  void assignKernels() {
    int64_t kernel = -1;
    bool open = false;
    ArrayRef<int64_t> shape;
    unsigned size = 0;
    for (Operation &op : block->without_terminator()) {
      Info &i = infos[&op];
      if (i.kind == Kind::Constant || !i.stored || !i.used)
        continue;
      llvm::SmallDenseMap<Value, bool> found;
      llvm::SmallPtrSet<Operation *, 32> seen;
      bool isNest = i.kind == Kind::Elementwise || i.kind == Kind::Structure;
      for (Value operand : op.getOperands())
        reads(operand, i.kind == Kind::Elementwise, found, seen);
      bool joins = isNest && open && shape == shapeOf(op.getResult(0)) &&
                   size + i.size < kernelLimit;
      for (auto [v, equal] : found)
        if (Info *of = info(v); of && of->kernel == kernel && !equal)
          joins = false;
      if (open && feedsFold(op, kernel))
        joins = true;
      if (!joins) {
        ++kernel;
        size = 0;
      }
      open = isNest;
      shape = shapeOf(op.getResult(0));
      size += std::max(1u, i.size);
      i.kernel = kernel;
      if (int64_t(kernelReads.size()) <= kernel)
        kernelReads.resize(kernel + 1), kernelOps.resize(kernel + 1);
      kernelOps[kernel].push_back(&op);
      for (auto [v, equal] : found) {
        kernelReads[kernel].insert(v);
        lastUse[v] = kernel;
      }
    }
    // What the end of the block reads stays.
    llvm::SmallDenseMap<Value, bool> found;
    llvm::SmallPtrSet<Operation *, 32> seen;
    for (Value v : block->getTerminator()->getOperands())
      reads(v, false, found, seen);
    for (auto [v, equal] : found)
      lastUse[v] = std::numeric_limits<int64_t>::max();
  }

  static int64_t bytesOf(Value v) {
    return countOf(shapeOf(v)) * ir::bytesOf(elementOf(v));
  }

  void assignSlots(Arena::Live live) {
    OpBuilder b(block->getParentOp()->getContext());
    DenseMap<Value, int64_t> slots(argumentSlots);
    if (isFunction)
      for (auto [k, v] : llvm::enumerate(block->getTerminator()->getOperands()))
        if (v.getDefiningOp())
          wantedSlots.try_emplace(v, Slot::output(k));
    for (size_t k = 0; k < kernelOps.size(); ++k) {
      for (Operation *op : kernelOps[k]) {
        SmallVector<int64_t> mine;
        for (Value result : op->getResults()) {
          int64_t slot = Slot::none;
          auto wanted = wantedSlots.find(result);
          if (wanted != wantedSlots.end())
            slot = wanted->second;
          else if (std::optional<int64_t> reused = inPlace(op, k, slots))
            slot = *reused;
          else if (lastUse.contains(result))
            slot = arena.take(live, bytesOf(result));
          else if (infos[op].kind == Kind::Control || infos[op].kind == Kind::Root)
            slot = arena.take(live, bytesOf(result));
          mine.push_back(slot);
          slots[result] = slot;
        }
        planRegions(op, mine, live);
        op->setAttr(slotsAttr, b.getDenseI64ArrayAttr(mine));
        op->setAttr(kernelAttr, b.getI64IntegerAttr(k));
      }
      auto release = [&](Value v) {
        auto last = lastUse.find(v);
        if (last != lastUse.end() && last->second > int64_t(k))
          return;
        if (auto it = slots.find(v); it != slots.end() && it->second >= 0 && v.getDefiningOp() &&
                                     !wantedSlots.contains(v)) {
          bool handedOver = llvm::any_of(kernelOps[k], [&](Operation *op) {
            return llvm::any_of(op->getResults(), [&](Value r) {
              return r != v && slots.lookup_or(r, Slot::none) == it->second;
            });
          });
          if (!handedOver)
            arena.give(live, it->second);
          slots.erase(it);
        }
      };
      for (Value v : kernelReads[k])
        release(v);
      for (Operation *op : kernelOps[k])
        for (Value v : op->getResults())
          release(v);
    }
  }

  /// The slot of the array that `op` updates, when nothing else needs the old one.
  std::optional<int64_t> inPlace(Operation *op, size_t kernel, DenseMap<Value, int64_t> &slots) {
    auto lower = dyn_cast<LowerOpInterface>(op);
    if (!lower || infos[op].kind != Kind::Root)
      return {};
    Lowering form = lower.lowering();
    Value x;
    if (auto *f = std::get_if<ScatterForm>(&form))
      x = f->x;
    else if (auto *f = std::get_if<UpdateSliceForm>(&form))
      x = f->x;
    auto it = slots.find(x);
    if (!x || it == slots.end() || it->second < 0 || lastUse.lookup(x) != int64_t(kernel))
      return {};
    if (!argumentSlots.contains(x) && wantedSlots.contains(x))
      return {};
    llvm::SmallDenseMap<Value, bool> found;
    llvm::SmallPtrSet<Operation *, 32> seen;
    for (Value operand : op->getOperands())
      if (operand != x)
        reads(operand, false, found, seen);
    if (found.contains(x) || llvm::count(op->getOperands(), x) != 1)
      return {};
    return it->second;
  }

  void planRegions(Operation *op, SmallVector<int64_t> &mine, Arena::Live live) {
    if (auto lower = dyn_cast<LowerOpInterface>(op); lower && op->getNumRegions() == 0) {
      Lowering form = lower.lowering();
      if (auto *external = std::get_if<ExternalForm>(&form))
        for (Value operand : op->getOperands()) {
          int64_t matrices = countOf(shapeOf(operand).take_front(external->batchDims));
          mine.push_back(arena.take(live, bytesOf(operand) / std::max<int64_t>(1, matrices)));
        }
      if (auto *sort = std::get_if<SortForm>(&form))
        for (int64_t bytes : sortScratch(*sort))
          mine.push_back(arena.take(live, bytes));
      return;
    }
    auto inner = [&](Region &region, ArrayRef<int64_t> carries, ArrayRef<int64_t> next,
                     unsigned skip, bool reusable) {
      BlockPlan plan(arena, false);
      Block &body = region.front();
      for (size_t k = 0; k < carries.size(); ++k) {
        if (reusable)
          plan.argumentSlots[body.getArgument(skip + k)] = carries[k];
        Value yield = body.getTerminator()->getOperand(k);
        if (next[k] >= 0 && yield.getDefiningOp() &&
            isRoot(yield.getDefiningOp()))
          plan.wantedSlots.try_emplace(yield, next[k]);
      }
      plan.plan(body, live);
      failed |= plan.failed;
    };
    auto takeNext = [&](ValueRange inits) {
      SmallVector<int64_t> next;
      for (Value init : inits)
        next.push_back(arena.take(live, bytesOf(init)));
      mine.append(next);
      return next;
    };
    if (auto loop = dyn_cast<WhileOp>(op)) {
      SmallVector<int64_t> carries(ArrayRef(mine).take_front(loop.getInits().size()));
      SmallVector<int64_t> next = takeNext(loop.getInits());
      if (loop.getLanes()) {
        Value goes = loop.getCondition().front().getTerminator()->getOperand(0);
        mine.push_back(arena.take(live, bytesOf(goes)));
      }
      inner(loop.getCondition(), {}, {}, 0, false);
      inner(loop.getBody(), carries, next, 0, loop.getLanes() == 0);
    } else if (auto scan = dyn_cast<ScanOp>(op)) {
      SmallVector<int64_t> carries(ArrayRef(mine).take_front(scan.getInits().size()));
      SmallVector<int64_t> next = takeNext(scan.getInits());
      inner(scan.getBody(), carries, next, 1, scan.getLanes() == 0);
    } else if (auto chunk = dyn_cast<ChunkOp>(op)) {
      auto mode = op->getAttrOfType<StringAttr>(modeAttr);
      if (mode && mode.getValue() == "lanes")
        planLanes(op, live);
      else {
        // Interleaved, operands and results are turned on the way in and out.
        if (mode && mode.getValue() == "interleaved") {
          for (Value v : chunk.getBody().getArguments().take_front(chunk.getLanes().size()))
            mine.push_back(arena.take(live, bytesOf(v)));
          for (Value v : chunk.getBody().front().getTerminator()->getOperands())
            mine.push_back(arena.take(live, bytesOf(v)));
        }
        inner(chunk.getBody(), {}, {}, 0, false);
      }
    } else {
      for (Region &region : op->getRegions())
        inner(region, {}, {}, 0, false);
    }
  }

  /// Whether a loop's yielded value is written by a root of its own, which then
  /// writes the second slot directly; an update of the carry is done in place instead.
  static bool isRoot(Operation *op) {
    if (matchPattern(op, m_Constant()) || op->getNumRegions() > 0)
      return false;
    auto lower = dyn_cast<LowerOpInterface>(op);
    if (!lower)
      return false;
    Lowering form = lower.lowering();
    if (std::holds_alternative<ScatterForm>(form) || std::holds_alternative<UpdateSliceForm>(form))
      return false;
    return !std::holds_alternative<ElementwiseForm>(form) &&
           !std::holds_alternative<StructureForm>(form);
  }

  /// Inside a chunk whose values live in registers only stacked outputs of loops
  /// are in memory; the SIMD lanes in flight are no more than the lanes of a chunk.
  void planLanes(Operation *chunk, Arena::Live &live) {
    OpBuilder b(chunk->getContext());
    chunk->walk([&](ScanOp scan) {
      SmallVector<int64_t> slots;
      for (Value y : scan.getYs())
        slots.push_back(arena.take(live, bytesOf(y)));
      scan->setAttr(slotsAttr, b.getDenseI64ArrayAttr(slots));
    });
  }
  Arena &arena;
  bool isFunction;
  Block *block = nullptr;
  DenseMap<Operation *, Info> infos;
  SmallVector<SmallVector<Operation *>> kernelOps;
  SmallVector<llvm::SmallSetVector<Value, 4>> kernelReads;
  DenseMap<Value, int64_t> lastUse;
};

struct Plan : impl::PlanPassBase<Plan> {
  using PlanPassBase::PlanPassBase;

  void runOnOperation() override {
    OpBuilder b(&getContext());
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isDeclaration() || !llvm::all_of(function.getArgumentTypes(), [](Type t) {
            return isa<RankedTensorType>(t);
          }))
        continue;
      Arena arena;
      BlockPlan plan(arena, true);
      plan.plan(function.getBody().front(), {});
      if (plan.failed)
        return signalPassFailure();
      function->setAttr(scratchAttr, b.getI64IntegerAttr(arena.bytes()));
    }
  }
};

} // namespace
} // namespace vmapc::ir
