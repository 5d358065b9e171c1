// Threefry-2x32 with 20 rounds: a key (k0, k1) and a counter (x0, x1) give two
// words. With k2 = k0 ^ k1 ^ 0x1BD11BDA and all sums modulo 2^32:
//   x += (k0, k1), then for g = 0 .. 4: four rounds, each
//     x0 += x1;  x1 = rotl(x1, r) ^ x0
//   with r from the first row of constants for even g, the second for odd g, and
//   x += (k[(g+1) mod 3], k[(g+2) mod 3] + g + 1).

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

constexpr int64_t rotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
constexpr int64_t parity = 0x1BD11BDA;

struct RandomBits : Flat<RandomBits, RandomBitsOp> {
  static Value rotate(const Scalars &s, Value x, int64_t left) {
    Value high = s.binary<arith::ShLIOp>(x, s.constant(x, left));
    Value low = s.binary<arith::ShRUIOp>(x, s.constant(x, 32 - left));
    return s.binary<arith::OrIOp>(high, low);
  }

  static SmallVector<Value> threefry(const Scalars &s, ValueRange operands) {
    auto add = [&](Value x, Value y) { return s.binary<arith::AddIOp>(x, y); };
    auto exclusiveOr = [&](Value x, Value y) { return s.binary<arith::XOrIOp>(x, y); };
    Value k0 = operands[0], k1 = operands[1];
    Value keys[3] = {k0, k1, exclusiveOr(exclusiveOr(k0, k1), s.constant(k0, parity))};
    Value x0 = add(operands[2], k0), x1 = add(operands[3], k1);
    for (int64_t group = 0; group < 5; ++group) {
      for (int64_t rotation : rotations[group % 2]) {
        x0 = add(x0, x1);
        x1 = exclusiveOr(rotate(s, x1, rotation), x0);
      }
      x0 = add(x0, keys[(group + 1) % 3]);
      x1 = add(x1, add(keys[(group + 2) % 3], s.constant(x1, group + 1)));
    }
    return {x0, x1};
  }

  static Lowering lowering(RandomBitsOp op) { return elementwiseForm(op, 110, threefry); }
};

} // namespace

void vmapc::ir::attachRandomRules(MLIRContext &context) { attach<RandomBits>(context); }
