// Between the library's arrays and the reference's: making inputs, converting,
// comparing.

#ifndef TEST_PROPERTY_VALUES_H
#define TEST_PROPERTY_VALUES_H

#include "Rows.h"

namespace property {

/// A small generator with a seed that can be printed (splitmix64).
class Random {
public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits();
  /// In [low, high).
  double real(double low, double high);
  /// In low .. high, both included.
  std::int64_t integer(std::int64_t low, std::int64_t high);
  bool chance(double probability) { return real(0, 1) < probability; }

private:
  std::uint64_t state_;
};

reference::Type typeOf(DType dtype);
DType dtypeOf(reference::Type type);
Array toArray(const Tensor &tensor);
Tensor toTensor(const Array &array);
Arrays toArrays(const Values &values);
Values toTensors(const Arrays &arrays);

/// Elements of `dtype` in the input's interval (integers: whole numbers of it).
Tensor draw(Random &random, DType dtype, const reference::Shape &shape, double low, double high);

/// Zeros, infinities, NaN, extremes and small numbers of a dtype.
std::vector<reference::Real> specialValues(DType dtype);

/// "" when equal, else where and how they differ. `ulps` counts units in the last place
/// of the dtype; above 4 they are relative to at least 4, because the result is a sum
/// whose terms may cancel. NaN equals NaN.
std::string difference(const Values &got, const Values &expected, double ulps);
/// The same for values with an error relative to 1 + |expected|: derivatives.
std::string relativeDifference(const Values &got, const Values &expected, double tolerance);
/// "" when dtypes, shapes and bits are equal.
std::string bitDifference(const Arrays &got, const Arrays &expected);

/// The axes of a callable whose one argument is a vector of arrays; -1 is vm::none.
vm::Axes axesOf(const std::vector<std::int64_t> &axes);

} // namespace property

#endif
