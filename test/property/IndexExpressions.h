// Random indexing expressions, each known to the library and to the NumPy-style
// reference, and the transformations under which the two are compared.

#ifndef TEST_PROPERTY_INDEXEXPRESSIONS_H
#define TEST_PROPERTY_INDEXEXPRESSIONS_H

#include "Stacks.h"

#include "test/reference/NumpyIndex.h"

namespace property {

/// x(entries...) or x.at(entries...).update(v), with a mode.
struct Expression {
  /// "get", "set", "add", "mul", "min" or "max".
  std::string action = "get";
  /// None: x(entries...) or the default of the update.
  std::optional<vm::Bounds> mode = {};
  std::optional<double> fill = {};
  std::vector<reference::Entry> entries;
  /// Per array entry: the argument that holds it, or -1 for one the expression holds itself.
  std::vector<int> arguments;
  /// x, then v of an update, then the index arrays that are arguments.
  Values inputs;

  bool updates() const { return action != "get"; }
  Arrays run(const Arrays &inputs) const;
  Values expect(const Values &inputs) const;
  /// As it would be written: "f64[3,4] x(1, newaxis, i32[2] #1)".
  std::string text() const;
};

/// What a treatment needs of an expression: x in f64, an update, an index array that is an
/// argument.
struct Need {
  bool real = false, update = false, indices = false;
};
Need needOf(std::size_t treatment);

/// An expression that follows from the seed alone.
Expression makeExpression(Random &random, const Need &need);

/// What is done to an expression: nothing, jit, vmap over x only, over the indices only,
/// over the values only, over all or some, nested; derivatives inside and outside of vmap.
struct Treatment {
  std::string name;
  Stack stack;
};
/// The treatment number `which` (modulo their number), and the inputs of the whole.
Treatment makeTreatment(Random &random, std::size_t which, const Expression &expression,
                        Values &inputs);

} // namespace property

#endif
