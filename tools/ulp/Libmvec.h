// The vector functions of glibc, the yardstick for speed.

#ifndef VMAPC_TOOLS_ULP_LIBMVEC_H
#define VMAPC_TOOLS_ULP_LIBMVEC_H

#include "tools/ulp/Jit.h"

namespace ulp {

/// A loop over libmvec's `function` in the widest vectors that this processor has; empty
/// where libmvec has no such function, or is not installed. n: a multiple of 16.
class Libmvec {
public:
  Libmvec(const std::string &function, DType dtype);
  explicit operator bool() const { return symbol != nullptr; }
  void operator()(const void *x, const void *y, void *out, int64_t n) const;

private:
  void *symbol = nullptr;
  DType dtype;
  bool wide, binary;
};

} // namespace ulp

#endif
