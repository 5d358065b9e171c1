// The arguments at which a function is measured.

#ifndef VMAPC_TOOLS_ULP_POINTS_H
#define VMAPC_TOOLS_ULP_POINTS_H

#include <cstdint>
#include <string>
#include <vector>

namespace ulp {

template <typename T> struct Points {
  std::vector<T> x, y; // y: the second operand, of unary functions equal to x
};

/// `count` arguments uniform in their bit patterns, so from the whole domain; a
/// quarter as many uniform in the patterns of the interval where the function is
/// not trivial; 1000 neighbours of each zero, pole and breakpoint (of the
/// function and of its expansion); and all special values, in pairs for two operands.
template <typename T> Points<T> pointsOf(const std::string &function, int64_t count);

extern template Points<float> pointsOf(const std::string &, int64_t);
extern template Points<double> pointsOf(const std::string &, int64_t);

} // namespace ulp

#endif
