// Making indexing expressions and running them on both sides.

#include "IndexExpressions.h"

#include <algorithm>
#include <limits>
#include <sstream>

namespace property {

using reference::Entry;
using reference::Real;
using reference::Shape;

//===-- Running -----------------------------------------------------------------===//

namespace {

/// The entries with the arrays that are arguments put in.
std::vector<Entry> filled(const Expression &e, const Values &inputs) {
  std::vector<Entry> result = e.entries;
  std::size_t next = 0;
  for (Entry &entry : result)
    if (entry.kind == Entry::array)
      if (int argument = e.arguments[next++]; argument >= 0)
        entry.indices = inputs[std::size_t(argument)];
  return result;
}

vm::Index indexOf(const Entry &entry, const Array &array) {
  switch (entry.kind) {
  case Entry::integer:
    return entry.i;
  case Entry::slice:
    if (!entry.lo && !entry.hi && entry.step == 1)
      return vm::all;
    return vm::slice(entry.lo, entry.hi, entry.step);
  case Entry::newaxis:
    return vm::newaxis;
  case Entry::ellipsis:
    return vm::ellipsis;
  case Entry::array:
    return array;
  }
  return 0;
}

} // namespace

Arrays Expression::run(const Arrays &inputs) const {
  std::vector<vm::Index> list;
  std::size_t next = 0;
  for (const Entry &entry : entries) {
    Array array;
    if (entry.kind == Entry::array) {
      int argument = arguments[next++];
      array = argument >= 0 ? inputs[std::size_t(argument)] : toArray(entry.indices);
    }
    list.push_back(indexOf(entry, array));
  }
  auto i = [&](std::size_t k) -> const vm::Index & {
    return k < list.size() ? list[k] : vm::detail::absent;
  };
  const Array &x = inputs[0];
  if (!updates() && !mode)
    return {list.size() == 1 ? x[list[0]] : x(i(0), i(1), i(2), i(3), i(4), i(5), i(6), i(7))};
  vm::At at = x.at(i(0), i(1), i(2), i(3), i(4), i(5), i(6), i(7));
  vm::AtOptions options{.mode = mode, .fill = fill};
  if (!updates())
    return {at.get(options)};
  const Array &v = inputs[1];
  return {action == "set"   ? at.set(v, options)
          : action == "add" ? at.add(v, options)
          : action == "mul" ? at.mul(v, options)
          : action == "min" ? at.min(v, options)
                            : at.max(v, options)};
}

namespace {

/// What a `fill` reads: the value asked for, else what stands for nothing in the dtype.
Real fillOf(const Expression &e, reference::Type type) {
  if (e.mode != vm::Bounds::fill)
    return 0;
  if (e.fill)
    return reference::rounded(type, Real(*e.fill));
  switch (type) {
  case reference::Type::i32:
    return std::numeric_limits<std::int32_t>::min();
  case reference::Type::i64:
    return std::numeric_limits<std::int64_t>::min();
  case reference::Type::u32:
    return std::numeric_limits<std::uint32_t>::max();
  case reference::Type::b1:
    return 1;
  default:
    return std::numeric_limits<Real>::quiet_NaN();
  }
}

bool inRange(const reference::Places &places, const Shape &shape) {
  for (const reference::Index &place : places.at)
    for (std::size_t d = 0; d < shape.size(); ++d)
      if (place[d] < 0 || place[d] >= shape[d])
        return false;
  return true;
}

} // namespace

Values Expression::expect(const Values &inputs) const {
  reference::Places places = reference::places(inputs[0].shape, filled(*this, inputs));
  bool drops = mode ? *mode == vm::Bounds::drop || *mode == vm::Bounds::fill : updates();
  auto beyond = drops ? reference::Beyond::drop : reference::Beyond::clip;
  if (!updates())
    return {reference::readAt(inputs[0], places, beyond, fillOf(*this, inputs[0].type))};
  Tensor v = reference::convert(inputs[1], inputs[0].type);
  return {reference::updateAt(action, inputs[0], places, v, beyond)};
}

static const char *const modeNames[] = {"clip", "drop", "fill", "promise"};

std::string Expression::text() const {
  std::ostringstream out;
  auto type = [](const Tensor &t) { return vm::describe(dtypeOf(t.type), t.shape); };
  out << type(inputs[0]) << " x" << (updates() || mode ? ".at(" : "(");
  std::size_t next = 0;
  for (std::size_t k = 0; k < entries.size(); ++k) {
    const Entry &e = entries[k];
    out << (k ? ", " : "");
    if (e.kind == Entry::integer)
      out << e.i;
    if (e.kind == Entry::newaxis)
      out << "newaxis";
    if (e.kind == Entry::ellipsis)
      out << "ellipsis";
    if (e.kind == Entry::slice) {
      out << (e.lo ? std::to_string(*e.lo) : "") << ":" << (e.hi ? std::to_string(*e.hi) : "");
      if (e.step != 1)
        out << ":" << e.step;
    }
    if (e.kind == Entry::array) {
      int argument = arguments[next++];
      out << type(e.indices) << "{";
      for (std::size_t j = 0; j < e.indices.values.size(); ++j)
        out << (j ? "," : "") << e.indices.values[j];
      out << "}";
      if (argument >= 0)
        out << " #" << argument;
    }
  }
  out << ")";
  if (updates() || mode) {
    out << "." << action << "(" << (updates() ? type(inputs[1]) : "");
    if (mode)
      out << (updates() ? ", " : "") << modeNames[int(*mode)];
    if (fill)
      out << " " << *fill;
    out << ")";
  }
  return out.str();
}

//===-- Making ------------------------------------------------------------------===//

namespace {

/// Floats that are multiples of 1/8, so that sums of them are exact in any order; for
/// derivatives any numbers, so that no two are equal.
Tensor drawValues(Random &random, DType dtype, const Shape &shape, bool smooth) {
  Tensor result = draw(random, dtype, shape, -9, 9);
  if (reference::isFloat(result.type) && !smooth)
    for (Real &value : result.values)
      value = Real(random.integer(-64, 64)) / 8;
  return result;
}

class Maker {
public:
  Maker(Random &random, const Need &need) : random_(random), need_(need) {}

  Expression make() {
    static const DType types[] = {vm::f32, vm::f64, vm::i32, vm::i64, vm::u32, vm::b1};
    DType dtype = need_.real ? vm::f64 : types[random_.integer(0, 5)];
    std::int64_t rank = random_.integer(1, 4);
    Shape shape;
    for (std::int64_t d = 0; d < rank; ++d)
      shape.push_back(random_.chance(0.1) ? 1 : random_.integer(2, 4));
    result_.inputs.push_back(drawValues(random_, dtype, shape, need_.real));
    if (need_.update || random_.chance(0.5))
      result_.action = action(dtype);
    do {
      result_.entries.clear();
      entries(shape);
    } while (need_.indices &&
             !std::any_of(result_.entries.begin(), result_.entries.end(), isArray));
    if (result_.updates())
      result_.inputs.push_back(values(dtype));
    // The arrays: some are arguments, some belong to the expression.
    for (const Entry &e : result_.entries)
      if (e.kind == Entry::array) {
        bool argument = need_.indices || random_.chance(0.75);
        result_.arguments.push_back(argument ? int(result_.inputs.size()) : -1);
        if (argument)
          result_.inputs.push_back(e.indices);
      }
    if (random_.chance(0.5))
      result_.mode = vm::Bounds(random_.integer(0, 3));
    if (result_.mode == vm::Bounds::promise &&
        !inRange(reference::places(shape, result_.entries), shape))
      result_.mode = vm::Bounds::clip;
    // NaN is not a value that derivatives can be compared at.
    if (result_.mode == vm::Bounds::fill && (need_.real || random_.chance(0.5)))
      result_.fill =
          dtype == vm::b1 ? double(random_.integer(0, 1)) : double(random_.integer(0, 7));
    return std::move(result_);
  }

private:
  static bool isArray(const Entry &e) { return e.kind == Entry::array; }

  std::string action(DType dtype) {
    static const char *const names[] = {"set", "add", "mul", "min", "max", "set", "add"};
    return dtype == vm::b1 ? "set" : names[random_.integer(0, 6)];
  }

  void entries(const Shape &shape) {
    // The shape the index arrays broadcast to, so that any choice of them is valid.
    Shape common;
    for (std::int64_t k = random_.integer(0, 2); k > 0; --k)
      common.push_back(random_.chance(0.04) ? 0 : random_.integer(1, 3));
    std::size_t dots = random_.chance(0.35) ? std::size_t(random_.integer(0, 4)) : 9;
    // The ellipsis stands for this many axes; without one they are left out at the end.
    std::size_t named = std::size_t(random_.integer(1, std::int64_t(shape.size())));
    std::size_t skipped = shape.size() - named;
    for (std::size_t d = 0, k = 0; k < named; ++k) {
      if (k == dots)
        dot(), d += skipped;
      while (room() && random_.chance(0.15))
        push(ofKind(Entry::newaxis));
      one(shape[d++], common);
    }
    if (dots != 9 && dots >= named)
      dot();
    if (room() && random_.chance(0.1))
      push(ofKind(Entry::newaxis));
  }

  static Entry ofKind(Entry::Kind kind) {
    Entry entry;
    entry.kind = kind;
    return entry;
  }
  void dot() { push(ofKind(Entry::ellipsis)); }
  void push(Entry entry) { result_.entries.push_back(std::move(entry)); }
  /// Eight entries at most: four axes and an ellipsis have to fit.
  bool room() const { return result_.entries.size() < 3; }

  void one(std::int64_t extent, const Shape &common) {
    Entry entry;
    switch (random_.integer(0, 9)) {
    case 0:
    case 1:
      entry.kind = Entry::integer;
      entry.i = random_.integer(-extent, extent - 1);
      break;
    case 2:
      break; // all
    case 3:
    case 4:
    case 5:
      if (random_.chance(0.7))
        entry.lo = random_.integer(-extent - 2, extent + 2);
      if (random_.chance(0.7))
        entry.hi = random_.integer(-extent - 2, extent + 2);
      if (random_.chance(0.6))
        entry.step = random_.chance(0.5) ? random_.integer(1, 3) : -random_.integer(1, 3);
      break;
    default:
      entry.kind = Entry::array;
      entry.indices = indices(extent, common);
    }
    push(std::move(entry));
  }

  Tensor indices(std::int64_t extent, const Shape &common) {
    Shape own = common;
    own.erase(own.begin(),
              own.begin() + random_.integer(0, random_.chance(0.3) ? std::int64_t(own.size()) : 0));
    for (std::int64_t &n : own)
      n = random_.chance(0.2) ? 1 : n;
    static const DType types[] = {vm::i32, vm::i32, vm::i64, vm::u32};
    DType dtype = types[random_.integer(0, 3)];
    bool beyond = random_.chance(0.3);
    return draw(random_, dtype, own, double(-extent - (beyond ? 3 : 0)),
                double(extent - 1 + (beyond ? 3 : 0)));
  }

  /// Something that broadcasts to the place and has a dtype of no higher kind.
  Tensor values(DType dtype) {
    Shape shape = reference::places(result_.inputs[0].shape, result_.entries).shape;
    shape.erase(shape.begin(),
                shape.begin() +
                    random_.integer(0, random_.chance(0.3) ? std::int64_t(shape.size()) : 0));
    for (std::int64_t &n : shape)
      n = random_.chance(0.15) ? 1 : n;
    bool lower = !need_.real && random_.chance(0.15);
    if (lower && dtype != vm::b1)
      dtype = dtype == vm::f32 || dtype == vm::f64 ? vm::i32 : vm::b1;
    return drawValues(random_, dtype, shape, need_.real);
  }

  Random &random_;
  Need need_;
  Expression result_;
};

} // namespace

Expression makeExpression(Random &random, const Need &need) { return Maker(random, need).make(); }

//===-- Treatments --------------------------------------------------------------===//

namespace {

/// Which arguments a vmap maps.
enum class Over { x, indices, values, all, some };

struct Recipe {
  const char *name;
  std::vector<Layer::Kind> layers; // innermost first
  std::vector<Over> over;          // per vmap
};

const std::vector<Recipe> &recipes() {
  static const std::vector<Recipe> list = {
      {"plain", {}, {}},
      {"jit", {Layer::jit}, {}},
      {"vmap over x", {Layer::vmap}, {Over::x}},
      {"vmap over indices", {Layer::vmap}, {Over::indices}},
      {"vmap over values", {Layer::vmap}, {Over::values}},
      {"vmap over all", {Layer::vmap}, {Over::all}},
      {"vmap over some", {Layer::vmap}, {Over::some}},
      {"vmap twice", {Layer::vmap, Layer::vmap}, {Over::some, Over::some}},
      {"vmap over x, then indices", {Layer::vmap, Layer::vmap}, {Over::x, Over::indices}},
      {"jvp", {Layer::jvp}, {}},
      {"vjp", {Layer::gradient}, {}},
      {"vmap of vjp", {Layer::gradient, Layer::vmap}, {Over::some}},
      {"vjp of vmap", {Layer::vmap, Layer::gradient}, {Over::some}},
      {"jvp of vmap", {Layer::vmap, Layer::jvp}, {Over::all}},
      {"vmap of linearize", {Layer::linearize, Layer::vmap}, {Over::indices}},
      {"vjp of vjp", {Layer::gradient, Layer::gradient}, {}},
  };
  return list;
}

/// Content of the same kind as `like`, another example. Indices that promise to be in
/// range only change places.
Tensor another(Random &random, const Tensor &like, const Need &need, bool promised) {
  Tensor result = like;
  if (promised) {
    for (std::size_t k = result.values.size(); k > 1; --k)
      std::swap(result.values[k - 1], result.values[std::size_t(random.integer(0, k - 1))]);
    return result;
  }
  if (reference::isFloat(like.type) || like.type == reference::Type::b1)
    return drawValues(random, dtypeOf(like.type), like.shape, need.real);
  for (Real &value : result.values) {
    value = reference::wrapped(like.type, std::int64_t(value) + random.integer(-1, 1));
    if (value > 1e6L) // 0 - 1 in u32
      value = 0;
  }
  return result;
}

} // namespace

Need needOf(std::size_t treatment) {
  const Recipe &recipe = recipes()[treatment % recipes().size()];
  Need need;
  for (Layer::Kind kind : recipe.layers)
    need.real |= kind != Layer::vmap && kind != Layer::jit;
  for (Over over : recipe.over) {
    need.update |= over == Over::values;
    need.indices |= over == Over::indices;
  }
  return need;
}

Treatment makeTreatment(Random &random, std::size_t which, const Expression &expression,
                        Values &inputs) {
  const Recipe &recipe = recipes()[which % recipes().size()];
  Need need = needOf(which);
  Treatment result{recipe.name, {}};
  inputs = expression.inputs;
  std::size_t firstIndex = expression.updates() ? 2 : 1, vmaps = 0;
  for (Layer::Kind kind : recipe.layers) {
    Layer layer{kind, {}};
    if (kind == Layer::vmap) {
      Over over = recipe.over[vmaps];
      layer.size = vmaps++ ? 2 : 3;
      layer.chunk = random.chance(0.25) ? random.integer(1, 2) : 0;
      for (std::size_t k = 0; k < inputs.size(); ++k) {
        bool isIndex = k >= firstIndex, isValue = k == 1 && !isIndex;
        bool mapped = over == Over::all || (over == Over::x && k == 0) ||
                      (over == Over::indices && isIndex) || (over == Over::values && isValue) ||
                      (over == Over::some && random.chance(0.6));
        layer.axes.push_back(mapped ? random.integer(0, inputs[k].rank()) : -1);
      }
      // What is to be mapped may not be there: then x is.
      if (std::all_of(layer.axes.begin(), layer.axes.end(), [](auto a) { return a < 0; }))
        layer.axes[0] = random.integer(0, inputs[0].rank());
      for (std::size_t k = 0; k < inputs.size(); ++k) {
        if (layer.axes[k] < 0)
          continue;
        std::vector<Tensor> examples{inputs[k]};
        while (std::int64_t(examples.size()) < layer.size)
          examples.push_back(another(random, inputs[k], need,
                                     k >= firstIndex && expression.mode == vm::Bounds::promise));
        inputs[k] = reference::stack(examples, layer.axes[k]);
      }
    }
    result.stack.layers.push_back(layer);
  }
  return result;
}

} // namespace property
