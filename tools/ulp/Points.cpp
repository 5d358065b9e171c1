// Bit patterns, neighbourhoods and special values.

#include "tools/ulp/Points.h"

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <type_traits>

namespace ulp {

namespace {
template <typename T> using BitsOf = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

/// Where a function is neither constant nor out of range, and the points around
/// which it or its expansion changes.
struct Shape {
  double low, high; // of |x|
  std::vector<double> breakpoints;
};
} // namespace

template <typename T> static Shape shapeOf(const std::string &function) {
  constexpr bool f32 = sizeof(T) == 4;
  constexpr double ln2 = 0.69314718055994530942, pi = 3.14159265358979323846;
  double top = f32 ? 128 : 1024, bottom = f32 ? 149 : 1074, normal = f32 ? 126 : 1022;
  Shape shape = {f32 ? 0x1p-30 : 0x1p-60, f32 ? 110 : 750, {0}};
  auto add = [&](double value) { shape.breakpoints.push_back(value); };
  auto ends = [&](double unit) {
    for (double k : {top, -bottom, -bottom - 1, -normal, bottom, normal})
      add(k * unit);
  };
  // The ends of the reduced interval for the first and last multiples.
  auto seams = [&](double unit) {
    for (double k : {0.0, 1.0, 2.0, 3.0, 10.0, 24.0, top / 2, top - 1})
      add((k + 0.5) * unit), add(-(k + 0.5) * unit);
  };
  if (function == "exp2") {
    shape.high *= 1.5;
    ends(1), seams(1);
  } else if (function == "exp" || function == "logistic") {
    ends(ln2), seams(ln2);
  } else if (function == "expm1") {
    ends(ln2), seams(ln2);
    for (double x : {0x1p-26, 0x1p-55, 18.0, 38.0})
      add(x), add(-x);
  } else if (function == "tanh") {
    shape.high = 25;
    seams(ln2 / 2);
    for (double x : {10.0, 20.0, 9.01, 19.06})
      add(x), add(-x);
  } else if (function == "erf") {
    shape.high = 7;
    for (double x : {1.0, 4.0, 6.0, 3.92, 5.92})
      add(x), add(-x);
  } else if (function == "log" || function == "rsqrt") {
    shape = {0x1p-3, 8, {0, 1, 2, std::sqrt(0.5), std::sqrt(2.0), 0.5, 4}};
    add(std::ldexp(1.0, -int(normal))), add(std::ldexp(std::sqrt(0.5), int(top) - 1));
  } else if (function == "log1p") {
    shape = {f32 ? 0x1p-30 : 0x1p-60, 0x1p60, {0, -1, 1}};
    for (double x :
         {std::sqrt(0.5) - 1, std::sqrt(2.0) - 1, 0x1p24, 0x1p53, 2 * std::sqrt(2.0) - 1})
      add(x);
    add(std::ldexp(std::sqrt(0.5), int(top) - 1)), add(std::ldexp(std::sqrt(2.0), int(top) - 1));
  } else if (function == "sin" || function == "cos") {
    shape.high = 0x1p21;
    for (int k = 1; k < 64; ++k)
      add(k * pi / 4);
    for (double x : {0x1p17, 0x1p20, 1e5, 52411.0 * pi / 2, 60919.0 * pi / 2, 0x1.921fb54442d18p20})
      add(x), add(-x);
    add(f32 ? 0x1.a71cc2p+100 : 6381956970095103.0 * 0x1p797);
  }
  return shape;
}

template <typename T> static std::vector<T> specials() {
  using L = std::numeric_limits<T>;
  std::vector<T> values;
  for (T v : {T(0),
              L::denorm_min(),
              std::nextafter(L::min(), T(0)),
              L::min(),
              std::nextafter(L::min(), T(1)),
              T(0.5),
              std::nextafter(T(1), T(0)),
              T(1),
              std::nextafter(T(1), T(2)),
              T(1.5),
              T(2),
              T(3),
              T(4),
              T(5),
              T(1e5),
              L::max(),
              L::infinity(),
              std::ldexp(T(1), L::digits - 1),
              std::ldexp(T(1), L::digits),
              std::ldexp(T(1), L::digits) - 1,
              T(std::ldexp(T(1), L::digits - 1) - T(0.5)),
              T(-0.5) + T(L::digits)})
    values.push_back(v), values.push_back(-v);
  values.push_back(L::quiet_NaN());
  values.push_back(-L::quiet_NaN());
  return values;
}

template <typename T> Points<T> pointsOf(const std::string &function, int64_t count) {
  using U = BitsOf<T>;
  constexpr int width = sizeof(T) * 8;
  std::mt19937_64 random(20240229);
  Points<T> points;
  auto &x = points.x, &y = points.y;
  auto pattern = [&](U bits) { return std::bit_cast<T>(bits); };
  auto between = [&](T low, T high) { // positive, uniform in bit patterns
    U a = std::bit_cast<U>(low), b = std::bit_cast<U>(high);
    return pattern(a + U(random() % (uint64_t(b - a) + 1)));
  };
  auto sign = [&] { return T(random() & 1 ? 1 : -1); };

  // One random pattern in each of `count` equal parts of all patterns.
  long double step = std::ldexp(1.0L, width) / count;
  std::uniform_real_distribution<double> unit(0, 1);
  for (int64_t i = 0; i < count; ++i)
    x.push_back(pattern(U(std::min((i + unit(random)) * step, std::ldexp(1.0L, width) - 1))));
  if (function == "pow") {
    for (int64_t i = 0; i < count; ++i)
      y.push_back(pattern(U(random())));
    constexpr double top = sizeof(T) == 4 ? 160 : 1100;
    for (int64_t i = 0; i < count; ++i) {
      // Results in range: y = t / log2(x); every fourth x near 1, every eighth
      // an integral y, with negative x too.
      T base = i % 4 ? between(std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max())
                     : between(T(0.9), T(1.1));
      double exponent = (2 * unit(random) - 1) * top / std::log2(double(base));
      bool integral = i % 8 == 1;
      x.push_back(integral ? base * sign() : base);
      y.push_back(T(integral ? std::nearbyint(exponent) : exponent));
    }
    for (T a : specials<T>())
      for (T b : specials<T>())
        x.push_back(a), y.push_back(b);
    return points;
  }

  Shape shape = shapeOf<T>(function);
  for (int64_t i = 0; i < count / 4; ++i)
    x.push_back(sign() * between(T(shape.low), T(shape.high)));
  for (double breakpoint : shape.breakpoints)
    for (bool negative : {false, true}) {
      T point = T(breakpoint);
      for (int i = 0; i < 500; ++i, point = std::nextafter(point, negative ? -INFINITY : INFINITY))
        x.push_back(point);
    }
  for (T value : specials<T>())
    x.push_back(value);
  y = x;
  return points;
}

template Points<float> pointsOf(const std::string &, int64_t);
template Points<double> pointsOf(const std::string &, int64_t);

} // namespace ulp
