// Random stacks of transformations, applied on both sides: to the function under
// test through the public API, to the reference by loops and differences.

#ifndef TEST_PROPERTY_STACKS_H
#define TEST_PROPERTY_STACKS_H

#include "Programs.h"

namespace property {

using Callable = std::function<Arrays(const Arrays &)>;

struct Layer {
  enum Kind { vmap, gradient, jvp, jit, linearize } kind;
  std::vector<std::int64_t> axes; // of vmap
  std::int64_t size = 0, chunk = 0;
};

struct Stack {
  std::vector<Layer> layers; // innermost first
  std::string text() const;
  Callable apply(Callable f) const;
  reference::Function apply(reference::Function f) const;
  /// How many derivatives are taken.
  int order() const;
};

/// Up to four layers for a function of such inputs, and the inputs of the whole: `example`
/// varied over each batch.
Stack makeStack(Random &random, const Values &example, Values &inputs);

} // namespace property

#endif
