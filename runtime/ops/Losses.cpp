// Losses of elements and of examples.

#include "vmapc/losses.h"

#include "runtime/ops/Along.h"
#include "vmapc/control.h"
#include "vmapc/nn.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Array reduced(const Array &losses, LossReduction reduction) {
  return reduction == LossReduction::none  ? losses
         : reduction == LossReduction::sum ? sum(losses)
                                           : mean(losses);
}

/// log x, not below -100, whose derivative is 0 there.
Array boundedLog(const Array &x) {
  Array low = x <= std::exp(-100.);
  return where(low, -100., log(where(low, 1., x)));
}

Array klOf(const Array &x, const Array &t) {
  Array zero = t <= 0.;
  return where(zero, 0., t * (log(where(zero, 1., t)) - x));
}

Array elementLoss(std::string_view f, const Array &x, const Array &t, double p) {
  Array d = x - t;
  if (f == "mse_loss")
    return d * d;
  if (f == "l1_loss" || (f == "smooth_l1_loss" && p == 0))
    return abs(d);
  if (f == "huber_loss" || f == "smooth_l1_loss") {
    Array size = abs(d);
    Array loss = where(size <= p, 0.5 * (d * d), p * (size - 0.5 * p));
    return f == "huber_loss" ? loss : loss / p;
  }
  if (f == "bce_loss")
    return -(t * boundedLog(x) + (1. - t) * boundedLog(1. - x));
  if (f == "bce_with_logits") // max(x, 0) - x t + log(1 + e^-|x|)
    return softplus(x) - x * t;
  if (f == "soft_margin_loss")
    return softplus(-(t * x));
  if (f == "hinge_embedding_loss")
    return where(t > 0., x, relu(p - x));
  if (f == "kl_div")
    return klOf(x, t);
  if (f == "kl_div_log")
    return exp(t) * (t - x);
  return exp(x) - t * x; // poisson_nll_loss
}

/// Labels [...] for x [..., classes].
void checkLabels(const Operand &x, const Operand &labels, const char *op) {
  const Array &a = required(x.array, op, x.loc), &l = required(labels.array, op, labels.loc);
  Shape expected = a.shape();
  if (!expected.empty())
    expected.pop_back();
  if (a.rank() == 0 || kindOf(l.dtype()) != 1 || l.shape() != expected)
    fail(op, "integer labels of shape " + describe(expected),
         describe(a, x.loc) + " and " + describe(l, labels.loc), labels.loc);
}
void checkWeight(const Operand &x, const Array &weight, const char *op) {
  if (weight.defined() && weight.shape() != Shape{x.array.dim(-1)})
    fail(op, "a weight for each of " + std::to_string(x.array.dim(-1)) + " classes",
         describe(weight, x.loc), x.loc);
}

/// b1 [..., classes].
Array isLabel(const Array &labels, std::int64_t classes) { return one_hot(labels, classes, b1); }

Array atLabel(const Array &x, const Array &on) { return sum(where(on, x, 0.), -1); }

} // namespace

Array detail::loss2(const char *name, const Operand &x, const Operand &y, double parameter,
                    LossReduction reduction) {
  for (const Operand *o : {&x, &y})
    if (kindOf(required(o->array, name, o->loc).dtype()) > 2)
      fail(name, "real numbers", describe(o->array, o->loc), o->loc);
  if (!(parameter >= 0))
    fail(name, "a parameter that is not negative", std::to_string(parameter), x.loc);
  return call(name, Key() << parameter << reduction, {&x, &y}, [&](Inputs in) {
    return reduced(elementLoss(name, asFloat(in[0]), asFloat(in[1]), parameter), reduction);
  });
}

Array GaussianNll::operator()(const Operand &mean, const Operand &target, const Operand &variance,
                              bool full, double epsilon, LossReduction reduction) const {
  return call("gaussian_nll_loss", Key() << full << epsilon << reduction,
              {&mean, &target, &variance}, [&](Inputs in) {
                Array d = asFloat(in[0]) - asFloat(in[1]);
                // The bound is not differentiated, as in PyTorch.
                Array v = asFloat(in[2]), low = v < epsilon;
                v = v + stop_gradient(where(low, epsilon - v, 0.));
                Array loss = 0.5 * (log(v) + d * d / v);
                if (full)
                  loss = loss + 0.5 * std::log(2 * std::numbers::pi);
                return reduced(loss, reduction);
              });
}

Array MarginRanking::operator()(const Operand &x1, const Operand &x2, const Operand &y,
                                double margin, LossReduction reduction) const {
  return call("margin_ranking_loss", Key() << margin << reduction, {&x1, &x2, &y}, [&](Inputs in) {
    return reduced(relu(margin - asFloat(in[2]) * (asFloat(in[0]) - asFloat(in[1]))), reduction);
  });
}

//===-- Examples --------------------------------------------------------------------------===//

Array Nll::operator()(const Operand &x, const Operand &labels, const Array &weight,
                      LossReduction reduction) const {
  checkLabels(x, labels, "nll_loss");
  checkWeight(x, weight, "nll_loss");
  std::vector<Array> operands = {x.array, labels.array};
  if (weight.defined())
    operands.push_back(weight);
  return callList("nll_loss", Key() << reduction, operands, x.loc, [&](Inputs in) {
    Array v = strongFloat(in[0]), on = isLabel(in[1], v.dim(-1));
    if (in.size() < 3)
      return reduced(-atLabel(v, on), reduction);
    Array w = atLabel(prim::broadcastTo(prim::convert(in[2], v.dtype()), v.shape()), on);
    Array losses = -atLabel(v, on) * w;
    return reduction == LossReduction::mean ? sum(losses) / sum(w) : reduced(losses, reduction);
  });
}

Array MultiMargin::operator()(const Operand &x, const Operand &labels, std::int64_t p,
                              double margin, const Array &weight, LossReduction reduction) const {
  checkLabels(x, labels, "multi_margin_loss");
  checkWeight(x, weight, "multi_margin_loss");
  if (p != 1 && p != 2)
    fail("multi_margin_loss", "p 1 or 2", std::to_string(p), x.loc);
  std::vector<Array> operands = {x.array, labels.array};
  if (weight.defined())
    operands.push_back(weight);
  return callList(
      "multi_margin_loss", Key() << p << margin << reduction, operands, x.loc, [&](Inputs in) {
        Array v = strongFloat(in[0]), on = isLabel(in[1], v.dim(-1));
        Array term = relu(margin - expand_dims(atLabel(v, on), -1) + v);
        if (p == 2)
          term = term * term;
        Array losses = sum(where(on, 0., term), -1) / double(v.dim(-1));
        if (in.size() > 2)
          losses =
              losses * atLabel(prim::broadcastTo(prim::convert(in[2], v.dtype()), v.shape()), on);
        return reduced(losses, reduction);
      });
}

Array MultilabelMargin::operator()(const Operand &x, const Operand &labels,
                                   LossReduction reduction) const {
  const Array &a = required(x.array, "multilabel_margin_loss", x.loc);
  const Array &l = required(labels.array, "multilabel_margin_loss", labels.loc);
  if (a.rank() == 0 || l.shape() != a.shape() || kindOf(l.dtype()) != 1)
    fail("multilabel_margin_loss", "integer labels of shape " + describe(a.shape()),
         describe(l, labels.loc), labels.loc);
  return call("multilabel_margin_loss", Key() << reduction, {&x, &labels}, [&](Inputs in) {
    Array v = strongFloat(in[0]);
    std::int64_t classes = v.dim(-1);
    // Labels behind the first negative one do not count.
    Array ended = runningSum(prim::convert(in[1] < 0, i32)) > 0;
    Array on = isLabel(where(ended, -1, in[1]), classes); // [..., place, class]
    Array isTarget = any(on, -2);
    // [..., class j, label class l], summed over the places that name l
    Array times = sum(on, -2);
    Array gap = relu(1. - expand_dims(v, -2) + expand_dims(v, -1));
    Array terms =
        where(expand_dims(isTarget, -1), 0., gap * expand_dims(astype(times, v.dtype()), -2));
    return reduced(sum(terms, AxisList{-2, -1}) / double(classes), reduction);
  });
}

Array MultilabelSoftMargin::operator()(const Operand &x, const Operand &targets,
                                       LossReduction reduction) const {
  return call("multilabel_soft_margin_loss", Key() << reduction, {&x, &targets}, [&](Inputs in) {
    Array all = bce_with_logits(in[0], in[1], LossReduction::none);
    return reduced(mean(all, -1), reduction);
  });
}

Array TripletMargin::operator()(const Operand &anchor, const Operand &positive,
                                const Operand &negative, const TripletOptions &options,
                                LossReduction reduction) const {
  Key key;
  key << options.margin << options.p << options.epsilon << options.swap << reduction;
  return call("triplet_margin_loss", key, {&anchor, &positive, &negative}, [&](Inputs in) {
    auto distance = [&](const Array &a, const Array &b) {
      Array d = asFloat(a) - asFloat(b) + options.epsilon;
      return normOf(d, options.p, {d.rank() - 1}, false);
    };
    Array apart = distance(in[0], in[2]);
    if (options.swap)
      apart = minimum(apart, distance(in[1], in[2]));
    return reduced(relu(distance(in[0], in[1]) - apart + options.margin), reduction);
  });
}

Array CosineEmbedding::operator()(const Operand &x1, const Operand &x2, const Operand &y,
                                  double margin, LossReduction reduction) const {
  return call("cosine_embedding_loss", Key() << margin << reduction, {&x1, &x2, &y},
              [&](Inputs in) {
                Array cosine = cosine_similarity(in[0], in[1]);
                return reduced(where(in[2] > 0, 1. - cosine, relu(cosine - margin)), reduction);
              });
}

//===-- Sequences -------------------------------------------------------------------------===//

// The forward recursion of Graves et al. (2006), section 4.1, in logarithms. States are
// blank, label 0, blank, label 1, ..., blank.
Array Ctc::operator()(const Operand &x, const Operand &labels, const CtcOptions &options) const {
  const Array &a = required(x.array, "ctc_loss", x.loc);
  const Array &l = required(labels.array, "ctc_loss", labels.loc);
  if (a.rank() != 2 || a.dim(0) == 0 || l.rank() != 1 || kindOf(l.dtype()) != 1)
    fail("ctc_loss", "log-probabilities [frames, classes] and integer labels [n]",
         describe(a, x.loc) + " and " + describe(l, labels.loc), x.loc);
  if (options.blank < 0 || options.blank >= a.dim(1))
    fail("ctc_loss", "a blank from 0 to " + std::to_string(a.dim(1) - 1),
         std::to_string(options.blank), x.loc);
  auto given = [&](const Array &v, std::int64_t value) {
    return v.defined() ? v : withWeak(Array(value), false);
  };
  const Array operands[] = {a, l, given(options.frames, a.dim(0)), given(options.length, l.dim(0))};
  for (const Array &v : {operands[2], operands[3]})
    if (v.rank() != 0 || kindOf(v.dtype()) != 1)
      fail("ctc_loss", "integers of rank 0 as lengths", describe(v, x.loc), x.loc);
  return callList("ctc_loss", Key() << options.blank, operands, x.loc, [&](Inputs in) {
    Array v = strongFloat(in[0]);
    std::int64_t n = l.dim(0), states = 2 * n + 1;
    Array place = prim::iota({states}, 0, i32), isBlank = place % 2 == 0;
    Array state = where(isBlank, options.blank,
                        n ? take(in[1], place / 2, 0) : prim::splat(0, in[1].dtype(), {states}));
    // Two states back, unless that skips a blank between equal labels.
    Array before = pad(state, {2}, {-2}, -1);
    Array skips = !isBlank & (state != before) & (place >= 2);
    Array scores = take(v, state, 1); // [frames, states]
    auto join = [&](const Array &p, const Array &q) {
      Array top = maximum(p, q), none = top == -infinity;
      Array base = where(none, 0., top);
      Array total = exp(p - base) + exp(q - base);
      return where(none, -infinity, base + log(where(none, 1., total)));
    };
    Array start = where(place < 2, scores[0], -infinity);
    auto step = [&](const Array &now, const std::pair<Array, Array> &frame) {
      Array one = pad(now, {1}, {-1}, -infinity);
      Array two = where(skips, pad(now, {2}, {-2}, -infinity), -infinity);
      Array next = join(join(now, one), two) + frame.first;
      next = where(frame.second < in[2], next, now);
      return std::pair{next, Array(0.)};
    };
    std::int64_t frames = v.dim(0);
    Array last = start;
    if (frames > 1) {
      std::pair<Array, Array> rest{scores(slice(1, {})),
                                   prim::iota({frames}, 0, i32)(slice(1, {}))};
      last = scan(start, rest, step).first;
    }
    // Ends in the last label or the blank behind it.
    Array end = 2 * astype(in[3], i32);
    Array final = where((place == end) | (place == end - 1), last, -infinity);
    return -logsumexp(final);
  });
}

} // namespace v0
} // namespace vmapc
