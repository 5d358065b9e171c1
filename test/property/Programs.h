// Random programs: a list of steps, each known to both sides, the library (an
// operation through the public API) and the reference (the same in long double).

#ifndef TEST_PROPERTY_PROGRAMS_H
#define TEST_PROPERTY_PROGRAMS_H

#include "Values.h"

namespace property {

struct Block;

/// One step: a value computed from the values before it. `run` and `expect` get the
/// environment, the inputs followed by the results of earlier steps.
struct Step {
  /// An expression in C++; value k of the environment is called vk. Empty for one that
  /// nothing uses and that is not run.
  std::string text;
  std::function<Array(const Arrays &)> run;
  std::function<Tensor(const Values &)> expect;
  /// Of a step with control flow: the bodies, which see the environment before it and then
  /// a copy of value `carry`, and the same step with other bodies.
  std::shared_ptr<const std::vector<Block>> blocks = {};
  std::size_t carry = 0;
  std::function<Step(const std::vector<Block> &)> with = {};
};

/// Steps that extend an environment; the result is the last one's.
struct Block {
  std::vector<Step> steps;
  Array run(Arrays environment) const;
  Tensor expect(Values environment) const;
  /// Statements; the first value is number `first`.
  std::string text(std::size_t first) const;
};

/// How large the inputs are: a scalar, an array [columns] and one [rows, columns].
struct Extents {
  std::int64_t rows = 2, columns = 3;
};

struct Program {
  std::uint64_t seed = 0;
  /// One example of the inputs: f64 arrays and one i32 scalar, the last.
  Values inputs;
  Block block;
  /// The result is the sum of all elements of these values, weighted. Its step is the last.
  std::vector<std::pair<std::size_t, double>> terms;
  bool control = false, laneDependent = false, nested = false;

  Arrays run(const Arrays &inputs) const { return {block.run(inputs)}; }
  Values expect(const Values &inputs) const { return {block.expect(inputs)}; }
  std::string text() const;
};

/// The step that a program's terms stand for.
Step total(const std::vector<std::pair<std::size_t, double>> &terms);

/// A program of 5 to 40 operations that follows from the seed and the extents alone.
Program makeProgram(std::uint64_t seed, const Extents &extents = {});

/// Makes steps; knows the environment's values at the sample point, so that shapes fit and
/// magnitudes stay moderate.
class Generator {
public:
  Generator(Random &random, Values environment)
      : random_(random), environment_(std::move(environment)) {}

  /// Appends a step of any kind without control flow.
  void plain();
  /// Appends a step of the shape of value `like`, elementwise: what a branch or body is
  /// made of.
  void elementwise(std::size_t like);
  /// Appends a branch or loop. `lanes`: what decides differs between examples. `depth` > 0
  /// puts another one inside.
  void control(bool lanes, int depth);

  Block take() { return std::move(block_); }
  std::size_t size() const { return environment_.size(); }
  const Values &environment() const { return environment_; }

private:
  void add(Step step);
  void unary(std::size_t x);
  void binary(std::size_t x, std::size_t y);
  void structure(std::size_t x);
  void reduction(std::size_t x);
  void indexing(std::size_t x);
  void product(std::size_t x);
  void branch(std::size_t x, bool lanes, int depth);
  void whileLoop(std::size_t x, bool lanes, int depth);
  void countedLoop(std::size_t x, bool lanes, int depth);
  void scan(std::size_t x, int depth);
  /// A block that maps the last values of `environment` to one of the same shape.
  Block body(Values environment, int depth);
  std::size_t pick();
  /// A value of the shape, or a scalar.
  std::size_t pickLike(const reference::Shape &shape);

  Random &random_;
  Values environment_;
  Block block_;
};

} // namespace property

#endif
