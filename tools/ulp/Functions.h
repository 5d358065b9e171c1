// The functions that are measured: how each is called, and how exact it has to be.

#ifndef VMAPC_TOOLS_ULP_FUNCTIONS_H
#define VMAPC_TOOLS_ULP_FUNCTIONS_H

#include "tools/ulp/Jit.h"

#include <algorithm>
#include <string_view>

namespace ulp {

struct Function {
  const char *name;
  /// The interval in which it is timed.
  double low = 0.01, high = 8;
  /// Largest error allowed in f32 and f64. `absolute`: below 1 the unit is that of 1 in f64.
  double limit32 = 4, limit64 = 4;
  bool absolute = false;
  bool binary = false;
};

inline constexpr Function functions[] = {
    {"exp"},
    {"exp2"},
    {"expm1"},
    {"log"},
    {"log2"},
    {"log1p"},
    {"rsqrt"},
    {"cbrt"},
    {"sin"},
    {"cos"},
    {"tan"},
    {"asin", -0.99, 0.99},
    {"acos", -0.99, 0.99},
    {"atan"},
    {"sinh"},
    {"cosh"},
    {"tanh"},
    {"asinh"},
    {"acosh", 1.01, 9},
    {"atanh", -0.99, 0.99},
    {"logistic"},
    {"erf", -3, 3},
    {"erfc", -3, 6},
    {"erf_inv", -0.99, 0.99},
    {"lgamma", 0.01, 20, 4, 16, true},
    {"digamma", 0.01, 20, 4, 16, true},
    {"bessel_i0e", 0.01, 20, 4, 16},
    {"bessel_i1e", 0.01, 20, 4, 16},
    {.name = "pow", .binary = true},
    {.name = "atan2", .binary = true},
    {.name = "rem", .limit32 = 0, .limit64 = 0, .binary = true},
};

inline const Function *find(std::string_view name) {
  const Function *found = std::ranges::find(functions, name, &Function::name);
  return found == std::end(functions) ? nullptr : found;
}
inline bool isBinary(std::string_view name) {
  const Function *function = find(name);
  return function && function->binary;
}

} // namespace ulp

#endif
