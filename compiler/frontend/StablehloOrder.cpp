// Sorting with a region, and the largest elements.

#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/order.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::frontend::hlo {

namespace {
/// What a comparator orders by: operands, in the order in which they decide.
struct Keys {
  SmallVector<unsigned> operands;
  bool descending = false, total = false;
};

/// Reads comparators that order by operands: `left < right` of one operand, or of several,
/// `a < b or (a == b and ...)`. Before a comparison of floats by their bits, JAX makes all
/// zeros and all NaNs equal.
class Comparator {
public:
  explicit Comparator(Block &block) : block_(block) {}

  std::optional<Keys> read() {
    Operation &end = block_.back();
    if (end.getNumOperands() != 1 || !rest(end.getOperand(0)))
      return std::nullopt;
    return keys_;
  }

private:
  static Operation *maker(Value v, StringRef name) {
    Operation *op = v.getDefiningOp();
    return op && op->getName().getStringRef() == name ? op : nullptr;
  }
  static StringRef word(Operation *op, StringRef name) {
    auto found = op->getAttrOfType<StringAttr>(name);
    return found ? found.getValue() : StringRef();
  }

  // The argument under `select(x != x, NaN, select(x == 0, 0, x))`, or of `v` itself.
  static BlockArgument argumentOf(Value v, bool &canonical) {
    while (Operation *select = maker(v, "stablehlo.select")) {
      Operation *test = maker(select->getOperand(0), "stablehlo.compare");
      Value inner = select->getOperand(2);
      if (!test || !maker(select->getOperand(1), "stablehlo.constant"))
        return {};
      StringRef direction = word(test, "comparison_direction");
      if (direction != "NE" && direction != "EQ")
        return {};
      canonical = true;
      v = inner;
    }
    return dyn_cast<BlockArgument>(v);
  }

  // A comparison of both sides of one operand.
  bool compared(Operation *op, StringRef &direction, unsigned &operand, bool &total) {
    if (!op)
      return false;
    bool left = false, right = false;
    BlockArgument a = argumentOf(op->getOperand(0), left), b = argumentOf(op->getOperand(1), right);
    if (!a || !b || a.getOwner() != &block_ || b.getOwner() != &block_ || left != right ||
        a.getArgNumber() % 2 || b.getArgNumber() != a.getArgNumber() + 1)
      return false;
    direction = word(op, "comparison_direction");
    operand = a.getArgNumber() / 2;
    bool isFloat = isa<FloatType>(getElementTypeOrSelf(a.getType()));
    bool byBits = word(op, "compare_type") == "TOTALORDER";
    // Made equal first, floats have our usual order; compared by value, NaN has none.
    if (isFloat && byBits != left && !(byBits && !left))
      return false;
    total = isFloat && byBits && !left;
    return !isFloat || byBits;
  }

  bool rest(Value v) {
    Operation *more = maker(v, "stablehlo.or");
    Operation *first =
        more ? maker(more->getOperand(0), "stablehlo.compare") : maker(v, "stablehlo.compare");
    StringRef direction;
    unsigned operand;
    bool total;
    if (!compared(first, direction, operand, total) || (direction != "LT" && direction != "GT"))
      return false;
    bool descending = direction == "GT";
    if (!keys_.operands.empty() && (keys_.descending != descending || keys_.total != total))
      return false;
    keys_.operands.push_back(operand);
    keys_.descending = descending;
    keys_.total = total;
    if (!more)
      return true;
    Operation *both = maker(more->getOperand(1), "stablehlo.and");
    Operation *equal = both ? maker(both->getOperand(0), "stablehlo.compare") : nullptr;
    unsigned same;
    return compared(equal, direction, same, total) && direction == "EQ" && same == operand &&
           rest(both->getOperand(1));
  }

  Block &block_;
  Keys keys_;
};
} // namespace

static Arrays sort(Op &op) {
  op.requireOperands(1, true);
  op.flag("is_stable", false); // ours always is
  op.require(op->getNumRegions() == 1 && op->getRegion(0).hasOneBlock(), "a comparator", "none");
  Arrays xs = op.operands();
  auto rank = std::int64_t(shapeOf(xs[0]).size());
  std::int64_t dimension = op.integer("dimension", -1);
  if (dimension < 0)
    dimension += rank;
  op.requireDimensions({dimension}, std::size_t(rank), "dimension");
  Block &comparator = op->getRegion(0).front();
  op.require(comparator.getNumArguments() == 2 * xs.size(),
             "a comparator of two scalars per operand",
             std::to_string(comparator.getNumArguments()) + " arguments");
  for (const Array &x : xs)
    op.require(shapeOf(x) == shapeOf(xs[0]), "operands of one shape", text(detail::avalOf(x)));
  if (std::optional<Keys> keys = Comparator(comparator).read()) {
    Dims order; // keys first
    for (unsigned k : keys->operands)
      if (!contains(order, k))
        order.push_back(k);
    std::size_t count = order.size();
    for (std::int64_t k : without(order, xs.size()))
      order.push_back(k);
    Arrays arranged;
    for (std::int64_t k : order)
      arranged.push_back(xs[std::size_t(k)]);
    arranged = v0::sort_together(arranged,
                                 {.axis = dimension,
                                  .keys = std::int64_t(count),
                                  .descending = keys->descending,
                                  .total = keys->total},
                                 op.loc());
    for (std::size_t k = 0; k < order.size(); ++k)
      xs[std::size_t(order[k])] = arranged[k];
    return xs;
  }
  // The region takes left and right of the first operand, of the second, and so on.
  auto before = [&](std::span<const Array> a, std::span<const Array> b) -> Array {
    Arrays both;
    for (std::size_t k = 0; k < a.size(); ++k) {
      both.push_back(a[k]);
      both.push_back(b[k]);
    }
    Arrays r = op.translator().combine(op, op->getRegion(0), both, shapeOf(a[0]));
    op.require(r.size() == 1 && dtypeOf(r[0]) == b1, "a comparator of type i1", "another type");
    return r[0];
  };
  return detail::sortBy(xs, dimension, before, op.loc());
}

// In the total order of IEEE 754: NaN first, -NaN last; equal ones by position.
static Arrays topK(Op &op) {
  op.requireOperands(1);
  Array x = op.operand(0);
  Shape shape = shapeOf(x);
  std::int64_t k = op.integer("k");
  op.require(!shape.empty() && k >= 0 && k <= shape.back(), "k from 0 to the last extent",
             std::to_string(k) + " of " + text(detail::avalOf(x)));
  auto last = std::int64_t(shape.size()) - 1;
  Arrays sorted = v0::sort_together({x, iota(shape, last, i32)},
                                    {.axis = last, .descending = true, .total = true}, op.loc());
  Dims start(shape.size()), ones(shape.size(), 1);
  shape.back() = k;
  for (Array &s : sorted)
    s = slice(s, start, shape, ones);
  return sorted;
}

ArrayRef<Entry> orderEntries() {
  static const Entry entries[] = {
      {"stablehlo.sort", sort},
      {"chlo.top_k", topK},
  };
  return entries;
}

} // namespace vmapc::frontend::hlo
