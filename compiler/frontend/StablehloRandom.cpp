// Random bits from a state, and draws without one.
//
// THREE_FRY takes a key and a counter of 64 bits each; draw k encrypts counter + k
// (Salmon et al., 2011). Which half of which draw an element gets is XLA's choice: two
// neighbours along one dimension share a draw, except that 64-bit elements have their own.

#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/random.h"
#include "vmapc/structure.h"

#include <numeric>

using namespace mlir;

namespace vmapc::frontend::hlo {

// The low and high words of u64s.
static std::pair<Array, Array> words(const Array &x) {
  Array high = emitSame("shr_logical", {x, filled(32, u64, shapeOf(x))});
  return {convert(x, u32), convert(high, u32)};
}

static Array bitsOf(const Array &x, DType dtype) {
  Aval result{dtype, shapeOf(x)};
  return dtypeOf(x) == dtype ? x : emit("bitcast", {x}, {}, &result);
}

// Element k of a u64 vector.
static Array element(const Array &x, std::int64_t k) {
  return reshape(slice(x, {k}, {k + 1}, {1}), {});
}

// `count` draws as pairs of u32 vectors.
static std::pair<Array, Array> draws(const Array &state, std::int64_t count) {
  auto [k0, k1] = words(element(state, 0));
  Array counter = emitSame("add", {iota({count}, 0, u64), broadcast(element(state, 1), {count})});
  auto [c0, c1] = words(counter);
  Arrays bits = v0::random_bits(k0, k1, c0, c1);
  return {bits[0], bits[1]};
}

static Arrays rngBitGenerator(Op &op) {
  op.requireOperands(1);
  std::string algorithm = op.word("rng_algorithm", "DEFAULT");
  op.require(algorithm == "DEFAULT" || algorithm == "THREE_FRY", "THREE_FRY or DEFAULT", algorithm);
  Array state = op.operand(0);
  op.require(detail::avalOf(state) == Aval{u64, {2}}, "a state of type " + text({u64, {2}}),
             text(detail::avalOf(state)));
  Aval type = op.result(1);
  op.require(type.dtype != b1 && !isComplex(type.dtype), "bits of a number", text(type));
  Array bits;
  std::int64_t count = elementCount(type.shape);
  if (sizeOf(type.dtype) == 8) {
    auto [low, high] = draws(state, count);
    Array wide = emitSame("shl", {convert(high, u64), filled(32, u64, {count})});
    bits = reshape(emitSame("or", {convert(low, u64), wide}), type.shape);
  } else {
    // The first even dimension is halved, else the largest one, with one element too many.
    Shape padded = type.shape.empty() ? Shape{1} : type.shape;
    std::size_t halved = 0;
    for (std::size_t k = 1; k < padded.size(); ++k)
      if (padded[halved] % 2 && (padded[k] % 2 == 0 || padded[k] > padded[halved]))
        halved = k;
    padded[halved] += padded[halved] % 2;
    Shape pairs = padded;
    pairs[halved] /= 2;
    pairs.insert(pairs.begin() + std::ptrdiff_t(halved) + 1, 1);
    count = elementCount(pairs);
    auto [first, second] = draws(state, count);
    Array both =
        concatenate({reshape(first, pairs), reshape(second, pairs)}, std::int64_t(halved) + 1);
    Shape wanted = type.shape.empty() ? Shape{1} : type.shape;
    bits = slice(reshape(both, padded), Dims(padded.size()), wanted, Dims(padded.size(), 1));
    bits = reshape(bits, type.shape);
    if (std::size_t size = sizeOf(type.dtype); size < 4)
      bits = convert(bits, size == 1 ? u8 : u16);
  }
  Array used = emitSame("add", {element(state, 1), filled(double(count), u64)});
  Array next = concatenate({slice(state, {0}, {1}, {1}), reshape(used, {1})}, 0);
  return {next, bitsOf(bits, type.dtype)};
}

// Draws without a state are ours to choose: here they follow from the place of the
// operation among those of the program.
static Arrays rng(Op &op) {
  op.requireOperands(3);
  std::string distribution = op.word("rng_distribution");
  Aval type = op.result();
  Array key = random::key(std::int64_t(op.translator().nextDraw()));
  Array a = op.operand(0), b = op.operand(1);
  if (distribution == "UNIFORM") {
    if (isFloat(type.dtype))
      return {random::uniform(key, type.shape, type.dtype, a, b)};
    op.require(type.dtype == i32 || type.dtype == u32, "floats, i32 or u32", text(type));
    return {random::randint(key, type.shape, a, b, type.dtype)};
  }
  op.require(distribution == "NORMAL" && isFloat(type.dtype), "UNIFORM, or NORMAL of floats",
             distribution + " of " + text(type));
  Array z = random::normal(key, type.shape, type.dtype);
  return {
      emitSame("add", {broadcast(a, type.shape), emitSame("mul", {broadcast(b, type.shape), z})})};
}

ArrayRef<Entry> randomEntries() {
  static const Entry entries[] = {
      {"stablehlo.rng_bit_generator", rngBitGenerator},
      {"stablehlo.rng", rng},
  };
  return entries;
}

} // namespace vmapc::frontend::hlo
