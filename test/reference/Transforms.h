// What the transformations mean, on functions of the reference: vmap is the loop
// over examples, derivatives are differences. Everything is a function of arrays,
// so they nest like the ones under test.

#ifndef TEST_REFERENCE_TRANSFORMS_H
#define TEST_REFERENCE_TRANSFORMS_H

#include "Tensor.h"

namespace reference {

using Values = std::vector<Tensor>;
using Function = std::function<Values(const Values &)>;

/// The batch axis of an argument; -1 for one that is shared.
using Axes = std::vector<std::int64_t>;

/// f applied to each of `size` examples, results stacked along outAxis. `size` may
/// not be 0: without an example there is no result type.
Function vmap(Function f, Axes inAxes, std::int64_t outAxis, std::int64_t size);

/// The derivative of f's float results at `at` along `tangents`, one per float
/// argument in order: five-point central differences,
///   f'(x) = (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h + O(h^4), h = 1e-3.
Values derivative(const Function &f, const Values &at, const Values &tangents);

/// While one lives, differences on this thread use another step.
class Step {
public:
  explicit Step(Real step);
  ~Step();

private:
  Real before_;
};

/// f and its derivative as one function: (arguments..., tangents of float arguments...) ->
/// (results..., tangents of float results...).
Function jvp(Function f, std::size_t arguments);

/// Gradients with respect to f's float arguments of the inner product of its float
/// results with `weights`: one difference per element.
Function gradient(Function f,
                  std::function<Real(std::size_t result, std::int64_t element)> weights);

/// While one lives, conversions between float types do not round: their staircase
/// has no derivative. Differences keep one.
class Exact {
public:
  Exact();
  ~Exact();
  static bool active();
};

/// Whether differences at two step sizes agree, that is, whether f is smooth
/// around the point in this direction; a kink or a jump there makes any derivative
/// a matter of convention.
bool smooth(const Function &f, const Values &at, const Values &tangents, Real tolerance);

Values floats(const Values &values);

} // namespace reference

#endif
