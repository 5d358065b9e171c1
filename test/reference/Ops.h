// Every operation of the dialect on arrays of one example, one element at a time,
// in long double (integers in 64 bits, wrapped to their type). Names are the
// dialect's. Written from the operations' definitions, for clarity, not speed.

#ifndef TEST_REFERENCE_OPS_H
#define TEST_REFERENCE_OPS_H

#include "Tensor.h"

namespace reference {

// Elementwise; operands have equal shapes or rank 0.
Tensor unary(const std::string &op, const Tensor &x);
/// f of each element of a float array.
Tensor map(const Tensor &x, Real (*f)(Real));
Tensor binary(const std::string &op, const Tensor &x, const Tensor &y);
/// `direction`: eq ne lt le gt ge.
Tensor compare(const std::string &direction, const Tensor &x, const Tensor &y);
Tensor select(const Tensor &pred, const Tensor &onTrue, const Tensor &onFalse);
Tensor clamp(const Tensor &low, const Tensor &x, const Tensor &high);
Tensor fma(const Tensor &x, const Tensor &y, const Tensor &z);
Tensor reducePrecision(const Tensor &x, int exponentBits, int mantissaBits);
Tensor convert(const Tensor &x, Type type);
Tensor bitcast(const Tensor &x, Type type);
/// Threefry-2x32 with 20 rounds; two results.
std::vector<Tensor> randomBits(const Tensor &key0, const Tensor &key1, const Tensor &counter0,
                               const Tensor &counter1);

// Structure.
Tensor broadcast(const Tensor &x, const Shape &shape, const Index &dimensions);
Tensor reshape(const Tensor &x, const Shape &shape);
Tensor transpose(const Tensor &x, const Index &permutation);
Tensor slice(const Tensor &x, const Index &start, const Index &limit, const Index &stride);
Tensor pad(const Tensor &x, Real value, const Index &low, const Index &high, const Index &interior);
Tensor concatenate(const std::vector<Tensor> &xs, std::int64_t dimension);
Tensor reverse(const Tensor &x, const Index &dimensions);
Tensor iota(Type type, const Shape &shape, std::int64_t dimension);

// Reductions: `op` is sum prod max min and or.
Tensor reduce(const std::string &op, const Tensor &x, const Index &dimensions);
Tensor argmax(const Tensor &x, std::int64_t dimension);
Tensor argmin(const Tensor &x, std::int64_t dimension);

/// Sum over the indices that the result lacks.
Tensor contract(const Tensor &lhs, const Tensor &rhs, const Index &lhsIndices,
                const Index &rhsIndices, const Index &resultIndices);

// Indexing. `drop` reads 0 and writes nothing out of range; otherwise positions move to
// the nearest valid one.
Tensor gather(const Tensor &x, const std::vector<Tensor> &indices, bool drop);
Tensor scatter(bool add, const Tensor &x, const Tensor &updates, const std::vector<Tensor> &indices,
               bool drop);
Tensor dynamicSlice(const Tensor &x, const std::vector<Tensor> &starts, const Shape &sizes);
Tensor dynamicUpdateSlice(const Tensor &x, const Tensor &update, const std::vector<Tensor> &starts);

/// The stable i32 permutation that sorts by the first key, then the next; NaN is above infinity.
Tensor argsort(const std::vector<Tensor> &keys, std::int64_t dimension,
               const std::vector<bool> &descending);
/// x at the positions of `order` along the dimension.
Tensor inOrder(const Tensor &x, const Tensor &order, std::int64_t dimension);

} // namespace reference

#endif
