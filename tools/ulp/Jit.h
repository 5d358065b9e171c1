// Compiles one expanded function to machine code, alone in a loop over an
// array, in the vector length that is asked for (1: scalars).

#ifndef VMAPC_TOOLS_ULP_JIT_H
#define VMAPC_TOOLS_ULP_JIT_H

#include <cstdint>
#include <memory>
#include <string>

namespace ulp {

enum class DType { f32, f64 };

/// out[i] = f(x[i], y[i]) for i < n; n has to be a multiple of the width. `y` is not
/// read by functions of one operand.
using Kernel = void (*)(const void *x, const void *y, void *out, int64_t n);

class Jit {
public:
  /// `cpu`: as for -mcpu, such as x86-64-v3; empty: this machine's.
  explicit Jit(const std::string &cpu);
  ~Jit();
  /// `function`: a name of Functions.h, or "fused", which is
  /// tanh(1.25 x + 0.3) * logistic(x). Ends the process with a message when the
  /// expansion or the code generation fails.
  Kernel compile(const std::string &function, DType dtype, int64_t width);
  /// Operations in the loop body after the last expansion.
  int64_t operations() const { return count; }

private:
  struct State;
  std::unique_ptr<State> state;
  int64_t count = 0;
};

} // namespace ulp

#endif
