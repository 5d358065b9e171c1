// The order of elements, by insertion: each element moves forward past those that it comes
// before.

#include "Ops.h"

#include <cmath>

namespace reference {

namespace {
/// Whether x comes strictly before y: NaN is above everything, -0 equals 0.
bool precedes(Real x, Real y, bool descending) {
  if (descending)
    std::swap(x, y);
  if (std::isnan(x) || std::isnan(y))
    return !std::isnan(x) && std::isnan(y);
  return x < y;
}
} // namespace

Tensor argsort(const std::vector<Tensor> &keys, std::int64_t dimension,
               const std::vector<bool> &descending) {
  const Shape &shape = keys[0].shape;
  Tensor result(Type::i32, shape);
  Shape rows = shape;
  rows[std::size_t(dimension)] = 1;
  forEach(rows, [&](Index at) {
    std::vector<std::int64_t> order;
    auto key = [&](std::size_t k, std::int64_t position) {
      at[std::size_t(dimension)] = position;
      return keys[k].at(at);
    };
    for (std::int64_t i = 0; i < shape[std::size_t(dimension)]; ++i) {
      auto place = order.end();
      auto before = [&](std::int64_t x, std::int64_t y) {
        for (std::size_t k = 0; k < keys.size(); ++k) {
          if (precedes(key(k, x), key(k, y), descending[k]))
            return true;
          if (precedes(key(k, y), key(k, x), descending[k]))
            return false;
        }
        return false;
      };
      while (place != order.begin() && before(i, *(place - 1)))
        --place;
      order.insert(place, i);
    }
    for (std::int64_t i = 0; i < std::int64_t(order.size()); ++i) {
      at[std::size_t(dimension)] = i;
      result.at(at) = Real(order[std::size_t(i)]);
    }
  });
  return result;
}

Tensor inOrder(const Tensor &x, const Tensor &order, std::int64_t dimension) {
  Tensor result(x.type, x.shape);
  forEach(x.shape, [&](const Index &at) {
    Index from = at;
    from[std::size_t(dimension)] = std::int64_t(order.at(at));
    result.at(at) = x.at(from);
  });
  return result;
}

} // namespace reference
