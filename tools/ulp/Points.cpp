// Bit patterns, neighbourhoods and special values.

#include "tools/ulp/Points.h"

#include "tools/ulp/Functions.h"

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
  } else if (function == "log2") {
    shape = {0x1p-3, 8, {0, 1, 2, std::sqrt(0.5), std::sqrt(2.0), 0.5, 4}};
    add(std::ldexp(1.0, -int(normal))), add(std::ldexp(std::sqrt(0.5), int(top) - 1));
  } else if (function == "cbrt") {
    shape = {0x1p-4, 16, {0, 1, 8, 27, std::sqrt(8.0), std::sqrt(0.125), std::sqrt(512.0)}};
    add(std::ldexp(1.0, -int(normal)));
  } else if (function == "sinh" || function == "cosh") {
    ends(ln2), seams(ln2);
    for (double x : {0x1p-26, 0x1p-55, f32 ? 89.4159862326 : 710.475860073944})
      add(x), add(-x);
  } else if (function == "asin" || function == "acos") {
    shape.high = 1;
    for (double x : {1.0, 0.5, 0.7})
      add(x), add(-x);
  } else if (function == "atan") {
    shape.high = 0x1p60;
    for (double x : {1.0, 0.41421356237309503, 2.414213562373095, 0.5, 2.0})
      add(x), add(-x);
  } else if (function == "asinh" || function == "acosh") {
    shape.high = 0x1p40;
    for (double x : {1.0, 0x1p13, 0x1p28, 0x1p12, 0x1p27, 0.5, 2.0, 0x1p-12, 0x1p-26})
      add(x), add(-x);
  } else if (function == "atanh") {
    shape.high = 1;
    for (double x : {1.0, 0.5, 0.17157287525380990, 0x1p-24, 0x1p-53, 0x1p-12})
      add(x), add(-x);
  } else if (function == "erfc") {
    shape.high = f32 ? 11 : 28;
    for (double x : {4.0, 10.06, 10.1, 26.54, 27.23, 27.3, 9.19, 0.477})
      add(x), add(-x);
  } else if (function == "erf_inv") {
    shape.high = 1;
    // sqrt(1 - e^-w) for the ends of the polynomials' intervals.
    for (double x : {1.0, 0.99662533231, 0.99903428, 0.99999994373, 0.5, 0.9, 0.99, 0.999999})
      add(x), add(-x);
  } else if (function == "lgamma" || function == "digamma") {
    shape = {0x1p-8,
             64,
             {0, 1, 1.4616321449683623, -0.5040830082644554, -1.573498473162390, -2.457024738220800,
              -2.747682646727412, -3.143580888349980, -3.955294284858598, -4.039361839740536,
              0x1p52, -0x1p50, 0x1p-60}};
    for (int k = 2; k <= 12; ++k)
      add(k), add(-k), add(-k + 0.5), add(-k * 7);
    add(2.5563481638716905e+305), add(std::ldexp(1.0, int(top) - 1));
  } else if (function == "bessel_i0e" || function == "bessel_i1e") {
    shape.high = 200;
    for (double x : {8.0, 1.0, 4.0, 16.0, 256.0})
      add(x), add(-x);
  } else if (function == "tan" || function == "sin" || function == "cos") {
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

  std::uniform_real_distribution<double> unit(0, 1);
  // Results in range: y = t / log2(x); every fourth x near 1, every eighth an integral y,
  // with negative x too.
  auto powersInRange = [&](int64_t i) {
    constexpr double top = sizeof(T) == 4 ? 160 : 1100;
    T base = i % 4 ? between(std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max())
                   : between(T(0.9), T(1.1));
    double exponent = (2 * unit(random) - 1) * top / std::log2(double(base));
    bool integral = i % 8 == 1;
    return std::pair(integral ? base * sign() : base,
                     T(integral ? std::nearbyint(exponent) : exponent));
  };
  // Quotients of moderate size, and one in four an integral one or its neighbour.
  auto nearEachOther = [&] {
    T b = between(std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max());
    T quotient = between(T(0x1p-4), T(0x1p20));
    T a = random() % 4 ? b * quotient : b * std::floor(quotient);
    if (random() % 8 == 0)
      a = std::nextafter(a, random() % 2 ? T(0) : std::numeric_limits<T>::infinity());
    return std::pair(a * sign(), b * sign());
  };

  // One random pattern in each of `count` equal parts of all patterns.
  long double step = std::ldexp(1.0L, width) / count;
  for (int64_t i = 0; i < count; ++i)
    x.push_back(pattern(U(std::min((i + unit(random)) * step, std::ldexp(1.0L, width) - 1))));
  if (isBinary(function)) {
    for (int64_t i = 0; i < count; ++i)
      y.push_back(pattern(U(random())));
    for (int64_t i = 0; i < count; ++i) {
      auto [a, b] = function == "pow" ? powersInRange(i) : nearEachOther();
      x.push_back(a), y.push_back(b);
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
