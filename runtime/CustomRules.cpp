// Functions with a derivative of their own: two regions, one for the values, one for the
// tangents.

#include "runtime/TraceState.h"

#include "vmapc/custom.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

using Refs = std::vector<ValueRef>;

/// A rule that calls its own function would be traced for ever.
class Depth {
public:
  Depth(const char *op, const Loc &loc) {
    if (++open_ > most) {
      --open_;
      fail(op, "a rule that does not call the function it belongs to; use its results",
           std::to_string(most) + " rules inside each other", loc);
    }
  }
  ~Depth() { --open_; }

private:
  static constexpr int most = 16;
  static thread_local int open_;
};
thread_local int Depth::open_ = 0;

std::string numbered(const char *what, std::size_t k) {
  return std::string(what) + " " + std::to_string(k);
}

/// A tangent that the rule gave for `result`.
Array tangentFor(const Array &given, const Array &result, std::size_t k, const char *op,
                 const Loc &loc) {
  const Aval &wanted = avalOf(result);
  if (!given.defined())
    return filled(wanted, 0, loc);
  const Aval &aval = avalOf(given);
  if (aval.shape != wanted.shape || (aval.dtype != wanted.dtype && !isWeak(given)))
    fail(op, describe(wanted) + " as tangent of " + numbered("result", k), describe(given), loc);
  return converted(given, wanted.dtype, loc);
}

} // namespace

std::vector<Array> customJvp(std::span<const Array> operands, Primal primal, TangentRule rule,
                             const char *op, const Loc &loc) {
  rt::TraceState &state = rt::currentTrace(op, loc);
  Loc line = userLine(loc);
  std::vector<Array> values;
  for (const Array &x : operands)
    values.push_back(settled(required(x, op, loc), loc));
  auto arguments = [&](rt::Frame &frame, std::span<const Array> like, bool onlyFloat) {
    std::vector<Array> result;
    for (const Array &x : like)
      result.push_back(!onlyFloat || isInexact(avalOf(x).dtype)
                           ? frame.argument(avalOf(x), false, "", line)
                           : Array());
    return result;
  };

  FrameRef regions[2];
  std::vector<Array> results;
  {
    rt::Frame frame(state, nullptr, line);
    results = primal(arguments(frame, values, false));
    for (Array &r : results)
      r = settled(required(r, op, loc), loc);
    std::vector<std::string> names(results.size());
    regions[0] = frame.close(results, names, op, line);
  }
  {
    Depth depth(op, loc);
    rt::Frame frame(state, nullptr, line);
    std::vector<Array> inner = arguments(frame, values, false),
                       outs = arguments(frame, results, false),
                       tangents = arguments(frame, values, true), given = rule(inner, outs, tangents);
    if (given.size() != results.size())
      fail(op, std::to_string(results.size()) + " tangents, one per result, from the rule",
           std::to_string(given.size()), loc);
    std::vector<Array> yielded;
    for (std::size_t k = 0; k < given.size(); ++k)
      if (isInexact(avalOf(results[k]).dtype))
        yielded.push_back(tangentFor(given[k], results[k], k, op, loc));
    std::vector<std::string> names(yielded.size());
    regions[1] = frame.close(yielded, names, op, line);
  }
  Refs refs;
  for (const Array &x : values)
    refs.push_back(state.resolve(x, op, loc));
  std::vector<Array> wrapped;
  for (const TracedValue &value :
       state.trace->emitControl("custom_jvp", {&refs, 1}, regions, {}, line))
    wrapped.push_back(state.wrap(value, line));
  return wrapped;
}

std::vector<Array> customJvp(std::span<const Array> operands, Primal primal, TangentRule rule) {
  return customJvp(operands, primal, rule, "custom_jvp", Loc::current());
}

void checkRule(std::span<const Array> value, std::span<const Array> expected,
               std::size_t tangents, const Loc &loc) {
  if (value.size() != expected.size() || tangents != expected.size())
    fail("custom_jvp",
         "a rule that returns the function's result, " + std::to_string(expected.size()) +
             " arrays, and its tangent",
         std::to_string(value.size()) + " and " + std::to_string(tangents), loc);
  for (std::size_t k = 0; k < value.size(); ++k) {
    bool same = value[k].defined() == expected[k].defined() &&
                (!value[k].defined() || (avalOf(value[k]).shape == avalOf(expected[k]).shape &&
                                         value[k].dtype() == expected[k].dtype()));
    if (!same)
      fail("custom_jvp",
           (expected[k].defined() ? describe(expected[k]) : "a null array") + " as " +
               numbered("result", k) + " of the rule, like the function's",
           value[k].defined() ? describe(value[k]) : "a null array", loc);
  }
}

} // namespace detail
} // namespace v0
} // namespace vmapc
