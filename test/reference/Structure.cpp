// Structure, reduction, contraction and indexing of the reference.

#include "Ops.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

namespace reference {

Tensor broadcast(const Tensor &x, const Shape &shape, const Index &dimensions) {
  Tensor result(x.type, shape);
  forEach(shape, [&](const Index &index) {
    Index from(x.rank());
    for (std::int64_t k = 0; k < x.rank(); ++k)
      from[k] = x.shape[k] == 1 ? 0 : index[dimensions[k]];
    result.at(index) = x.at(from);
  });
  return result;
}

Tensor reshape(const Tensor &x, const Shape &shape) {
  if (elementCount(shape) != x.size())
    throw std::logic_error("reference: reshape to another size");
  return {x.type, shape, x.values};
}

Tensor transpose(const Tensor &x, const Index &permutation) {
  Shape shape;
  for (std::int64_t p : permutation)
    shape.push_back(x.shape[p]);
  Tensor result(x.type, shape);
  forEach(shape, [&](const Index &index) {
    Index from(x.rank());
    for (std::size_t k = 0; k < permutation.size(); ++k)
      from[permutation[k]] = index[k];
    result.at(index) = x.at(from);
  });
  return result;
}

Tensor slice(const Tensor &x, const Index &start, const Index &limit, const Index &stride) {
  Shape shape;
  for (std::int64_t k = 0; k < x.rank(); ++k)
    shape.push_back(std::max<std::int64_t>(0, (limit[k] - start[k] + stride[k] - 1) / stride[k]));
  Tensor result(x.type, shape);
  forEach(shape, [&](const Index &index) {
    Index from(x.rank());
    for (std::int64_t k = 0; k < x.rank(); ++k)
      from[k] = start[k] + index[k] * stride[k];
    result.at(index) = x.at(from);
  });
  return result;
}

Tensor pad(const Tensor &x, Real value, const Index &low, const Index &high,
           const Index &interior) {
  Shape shape;
  for (std::int64_t k = 0; k < x.rank(); ++k) {
    std::int64_t inner = x.shape[k] ? x.shape[k] + (x.shape[k] - 1) * interior[k] : 0;
    shape.push_back(std::max<std::int64_t>(0, low[k] + inner + high[k]));
  }
  Tensor result(x.type, shape);
  std::fill(result.values.begin(), result.values.end(), value);
  forEach(x.shape, [&](const Index &index) {
    Index to(x.rank());
    for (std::int64_t k = 0; k < x.rank(); ++k) {
      to[k] = low[k] + index[k] * (interior[k] + 1);
      if (to[k] < 0 || to[k] >= shape[k])
        return;
    }
    result.at(to) = x.at(index);
  });
  return result;
}

Tensor concatenate(const std::vector<Tensor> &xs, std::int64_t dimension) {
  Shape shape = xs.at(0).shape;
  shape[dimension] = 0;
  for (const Tensor &x : xs)
    shape[dimension] += x.shape[dimension];
  Tensor result(xs[0].type, shape);
  std::int64_t before = 0;
  for (const Tensor &x : xs) {
    forEach(x.shape, [&](const Index &index) {
      Index to = index;
      to[dimension] += before;
      result.at(to) = x.at(index);
    });
    before += x.shape[dimension];
  }
  return result;
}

Tensor reverse(const Tensor &x, const Index &dimensions) {
  Tensor result(x.type, x.shape);
  forEach(x.shape, [&](const Index &index) {
    Index from = index;
    for (std::int64_t d : dimensions)
      from[d] = x.shape[d] - 1 - from[d];
    result.at(index) = x.at(from);
  });
  return result;
}

Tensor iota(Type type, const Shape &shape, std::int64_t dimension) {
  Tensor result(type, shape);
  forEach(shape, [&](const Index &index) { result.at(index) = Real(index[dimension]); });
  return result;
}

namespace {

/// The value of a reduction of nothing.
Real identity(const std::string &op, Type type) {
  constexpr Real infinity = std::numeric_limits<Real>::infinity();
  int bits = type == Type::b1 ? 1 : widthOf(type) - !isUnsigned(type);
  Real most = std::ldexp(1.0L, bits) - 1;
  Real least = type == Type::b1 || isUnsigned(type) ? 0 : -most - 1;
  if (op == "sum" || op == "or")
    return 0;
  if (op == "prod")
    return 1;
  if (op == "max")
    return isFloat(type) ? -infinity : least;
  if (op == "min")
    return isFloat(type) ? infinity : most;
  return type == Type::b1 || isUnsigned(type) ? most : -1; // and: all bits
}

/// The operand's index split into the part kept and the part reduced.
Index kept(const Index &index, const Index &dimensions) {
  Index result;
  for (std::size_t k = 0; k < index.size(); ++k)
    if (std::find(dimensions.begin(), dimensions.end(), std::int64_t(k)) == dimensions.end())
      result.push_back(index[k]);
  return result;
}

Tensor arg(const Tensor &x, std::int64_t dimension, bool largest) {
  Tensor result(Type::i32, kept(x.shape, {dimension}));
  Tensor best(x.type, result.shape);
  forEach(x.shape, [&](const Index &index) {
    Index to = kept(index, {dimension});
    Real v = x.at(index), b = best.at(to);
    bool better = largest ? v > b : v < b;
    if (index[dimension] == 0 || (!std::isnan(b) && (better || std::isnan(v)))) {
      best.at(to) = v;
      result.at(to) = Real(index[dimension]);
    }
  });
  return result;
}

} // namespace

Tensor reduce(const std::string &op, const Tensor &x, const Index &dimensions) {
  static const std::map<std::string, std::string> combine = {{"sum", "add"}, {"prod", "mul"},
                                                             {"max", "max"}, {"min", "min"},
                                                             {"and", "and"}, {"or", "or"}};
  Tensor result(x.type, kept(x.shape, dimensions));
  for (Real &v : result.values)
    v = identity(op, x.type);
  forEach(x.shape, [&](const Index &index) {
    Real &to = result.at(kept(index, dimensions));
    to = binary(combine.at(op), Tensor::scalar(x.type, to), Tensor::scalar(x.type, x.at(index)))
             .values[0];
  });
  return result;
}

Tensor argmax(const Tensor &x, std::int64_t dimension) { return arg(x, dimension, true); }
Tensor argmin(const Tensor &x, std::int64_t dimension) { return arg(x, dimension, false); }

Tensor contract(const Tensor &lhs, const Tensor &rhs, const Index &lhsIndices,
                const Index &rhsIndices, const Index &resultIndices) {
  // One loop over every index that occurs, the summed ones included.
  std::map<std::int64_t, std::int64_t> extents;
  for (std::size_t k = 0; k < lhsIndices.size(); ++k)
    extents[lhsIndices[k]] = lhs.shape[k];
  for (std::size_t k = 0; k < rhsIndices.size(); ++k)
    extents[rhsIndices[k]] = rhs.shape[k];
  Index letters;
  Shape space, shape;
  for (auto [letter, extent] : extents) {
    letters.push_back(letter);
    space.push_back(extent);
  }
  for (std::int64_t letter : resultIndices)
    shape.push_back(extents.at(letter));
  auto pick = [&](const Index &index, const Index &which) {
    Index result;
    for (std::int64_t letter : which)
      result.push_back(index[std::find(letters.begin(), letters.end(), letter) - letters.begin()]);
    return result;
  };
  Tensor result(lhs.type, shape);
  forEach(space, [&](const Index &index) {
    Real product = lhs.at(pick(index, lhsIndices)) * rhs.at(pick(index, rhsIndices));
    Real &to = result.at(pick(index, resultIndices));
    to = isFloat(lhs.type)
             ? to + product
             : wrapped(
                   lhs.type,
                   std::int64_t(std::uint64_t(bitsOf(to)) +
                                std::uint64_t(bitsOf(lhs.at(pick(index, lhsIndices)))) *
                                    std::uint64_t(bitsOf(rhs.at(pick(index, rhsIndices))))));
  });
  return result;
}

namespace {

/// The leading position that index arrays give at p; false when it is dropped.
bool position(const Tensor &x, const std::vector<Tensor> &indices, const Index &p, bool drop,
              Index &result) {
  for (std::size_t k = 0; k < indices.size(); ++k) {
    auto i = std::int64_t(indices[k].at(p));
    if (drop && (i < 0 || i >= x.shape[k]))
      return false;
    result.push_back(std::clamp<std::int64_t>(i, 0, x.shape[k] - 1));
  }
  return true;
}

Index clampedStarts(const Tensor &x, const std::vector<Tensor> &starts, const Shape &sizes) {
  Index result;
  for (std::size_t k = 0; k < starts.size(); ++k)
    result.push_back(
        std::clamp<std::int64_t>(std::int64_t(starts[k].at({})), 0, x.shape[k] - sizes[k]));
  return result;
}

Index plus(Index a, const Index &b) {
  for (std::size_t k = 0; k < a.size(); ++k)
    a[k] += b[k];
  return a;
}

} // namespace

Tensor gather(const Tensor &x, const std::vector<Tensor> &indices, bool drop) {
  const Shape &positions = indices.at(0).shape;
  Shape rest(x.shape.begin() + indices.size(), x.shape.end());
  Shape shape = positions;
  shape.insert(shape.end(), rest.begin(), rest.end());
  Tensor result(x.type, shape);
  forEach(positions, [&](const Index &p) {
    Index at;
    if (!position(x, indices, p, drop, at))
      return;
    forEach(rest, [&](const Index &s) {
      Index to = p, from = at;
      to.insert(to.end(), s.begin(), s.end());
      from.insert(from.end(), s.begin(), s.end());
      result.at(to) = x.at(from);
    });
  });
  return result;
}

Tensor scatter(bool add, const Tensor &x, const Tensor &updates, const std::vector<Tensor> &indices,
               bool drop) {
  Shape rest(x.shape.begin() + indices.size(), x.shape.end());
  Tensor result = x;
  forEach(indices.at(0).shape, [&](const Index &p) {
    Index at;
    if (!position(x, indices, p, drop, at))
      return;
    forEach(rest, [&](const Index &s) {
      Index from = p, to = at;
      from.insert(from.end(), s.begin(), s.end());
      to.insert(to.end(), s.begin(), s.end());
      Real &place = result.at(to);
      place = add ? binary("add", Tensor::scalar(x.type, place),
                           Tensor::scalar(x.type, updates.at(from)))
                        .values[0]
                  : updates.at(from);
    });
  });
  return result;
}

Tensor dynamicSlice(const Tensor &x, const std::vector<Tensor> &starts, const Shape &sizes) {
  Index start = clampedStarts(x, starts, sizes);
  Tensor result(x.type, sizes);
  forEach(sizes, [&](const Index &index) { result.at(index) = x.at(plus(index, start)); });
  return result;
}

Tensor dynamicUpdateSlice(const Tensor &x, const Tensor &update,
                          const std::vector<Tensor> &starts) {
  Index start = clampedStarts(x, starts, update.shape);
  Tensor result = x;
  forEach(update.shape,
          [&](const Index &index) { result.at(plus(index, start)) = update.at(index); });
  return result;
}

} // namespace reference
