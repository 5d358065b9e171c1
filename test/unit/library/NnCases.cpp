// Parts of neural networks.

#include "Cases.h"

#include <limits>

namespace library {

namespace {

void addActivations(Cases &c) {
  auto act = [&](const std::string &name, std::function<Array(const Array &)> f) {
    auto call = [f](const Arrays &x) { return f(x[0]); };
    c.one(name, call);
    c.one(name + ".far", call);
  };
  act("elu", [](const Array &x) { return vm::elu(x, 1.3); });
  act("celu", [](const Array &x) { return vm::celu(x, 0.7); });
  act("selu", [](const Array &x) { return vm::selu(x); });
  act("leaky_relu", [](const Array &x) { return vm::leaky_relu(x); });
  act("relu", [](const Array &x) { return vm::relu(x); });
  act("relu6", [](const Array &x) { return vm::relu6(x); });
  act("silu", [](const Array &x) { return vm::silu(x); });
  act("softplus", [](const Array &x) { return vm::softplus(x); });
  act("gelu", [](const Array &x) { return vm::gelu(x, false); });
  act("hard_sigmoid", [](const Array &x) { return vm::hard_sigmoid(x); });
  act("hard_swish", [](const Array &x) { return vm::hard_swish(x); });
  act("hard_tanh", [](const Array &x) { return vm::hard_tanh(x); });
  act("hard_shrink", [](const Array &x) { return vm::hard_shrink(x); });
  act("soft_shrink", [](const Array &x) { return vm::soft_shrink(x); });
  act("tanh_shrink", [](const Array &x) { return vm::tanh_shrink(x); });
  act("soft_sign", [](const Array &x) { return vm::soft_sign(x); });
  act("log_sigmoid", [](const Array &x) { return vm::log_sigmoid(x); });
  act("mish", [](const Array &x) { return vm::mish(x); });
  act("squareplus", [](const Array &x) { return vm::squareplus(x); });
  c.one("glu", [](const Arrays &x) { return vm::glu(x[0]); });
  c.one("prelu", [](const Arrays &x) { return vm::prelu(x[0], x[1]); });
}

void addNorms(Cases &c) {
  c.one("layer_norm", [](const Arrays &x) { return vm::layer_norm(x[0]); });
  c.one("layer_norm.affine", [](const Arrays &x) {
    return vm::layer_norm(x[0], {.axes = {1, 2}, .epsilon = 0.1, .scale = x[1], .shift = x[2]});
  });
  c.one("rms_norm", [](const Arrays &x) { return vm::rms_norm(x[0], {.scale = x[1]}); });
  c.one("group_norm", [](const Arrays &x) { return vm::group_norm(x[0], 2, 1e-5, x[1], x[2]); });
  auto parts = [](const vm::BatchNorm &b) { return Arrays{b.y, b.mean, b.variance}; };
  c.several("batch_norm", [parts](const Arrays &x) {
    return parts(vm::batch_norm(x[0], x[1], x[2], {.scale = x[3], .shift = x[4]}));
  });
  c.several("batch_norm.running", [parts](const Arrays &x) {
    return parts(vm::batch_norm(x[0], x[1], x[2], {.training = false}));
  });
  c.one("normalize", [](const Arrays &x) { return vm::normalize(x[0], 2, 0); });
  c.one("normalize.three", [](const Arrays &x) { return vm::normalize(x[0], 3); });
  c.one("renorm", [](const Arrays &x) { return vm::renorm(x[0], 2, 0, 2); });
}

void addParts(Cases &c) {
  c.one("attention", [](const Arrays &x) { return vm::attention(x[0], x[1], x[2]); });
  c.one("attention.causal", [](const Arrays &x) {
    return vm::attention(x[0], x[1], x[2], {.causal = true, .scale = 0.3});
  });
  for (const char *name : {"attention.mask", "attention.bias"})
    c.one(name, [](const Arrays &x) { return vm::attention(x[0], x[1], x[2], {.mask = x[3]}); });
  c.one("embedding", [](const Arrays &x) { return vm::embedding(x[0], x[1]); });
  using vm::BagMode;
  auto modes = {std::pair{"sum", BagMode::sum}, {"mean", BagMode::mean}, {"max", BagMode::max}};
  for (auto [name, mode] : modes)
    c.one(std::string("embedding_bag.") + name,
          [mode = mode](const Arrays &x) { return vm::embedding_bag(x[0], x[1], mode); });
  c.one("embedding_bag.weights",
        [](const Arrays &x) { return vm::embedding_bag(x[0], x[1], BagMode::sum, x[2]); });
  c.one("bilinear", [](const Arrays &x) { return vm::bilinear(x[0], x[1], x[2], x[3]); });
  auto norms = {std::pair{"one", 1.},
                {"two", 2.},
                {"three", 3.},
                {"half", 0.5},
                {"infinity", std::numeric_limits<double>::infinity()}};
  for (auto [name, p] : norms) {
    c.one(std::string("cdist.") + name,
          [p = p](const Arrays &x) { return vm::cdist(x[0], x[1], p); });
    c.one(std::string("pdist.") + name, [p = p](const Arrays &x) { return vm::pdist(x[0], p); });
  }
  c.one("cdist.count", [](const Arrays &x) { return vm::cdist(x[0], x[1], 0); });
  c.one("cosine_similarity", [](const Arrays &x) { return vm::cosine_similarity(x[0], x[1]); });
}

} // namespace

void addNn(Cases &c) {
  addActivations(c);
  addNorms(c);
  addParts(c);
}

void addLosses(Cases &c) {
  using R = vm::LossReduction;
  c.one("mse_loss", [](const Arrays &x) { return vm::mse_loss(x[0], x[1]); });
  c.one("mse_loss.sum", [](const Arrays &x) { return vm::mse_loss(x[0], x[1], R::sum); });
  c.one("l1_loss", [](const Arrays &x) { return vm::l1_loss(x[0], x[1], R::none); });
  c.one("huber_loss", [](const Arrays &x) { return vm::huber_loss(x[0], x[1], 0.7); });
  c.one("smooth_l1_loss",
        [](const Arrays &x) { return vm::smooth_l1_loss(x[0], x[1], 0.7, R::none); });
  for (const char *name : {"bce_loss", "bce_loss.edges"})
    c.one(name, [](const Arrays &x) { return vm::bce_loss(x[0], x[1], R::none); });
  c.one("bce_with_logits", [](const Arrays &x) { return vm::bce_with_logits(x[0], x[1]); });
  c.one("soft_margin_loss", [](const Arrays &x) { return vm::soft_margin_loss(x[0], x[1]); });
  c.one("hinge_embedding_loss",
        [](const Arrays &x) { return vm::hinge_embedding_loss(x[0], x[1], 0.8); });
  c.one("kl_div", [](const Arrays &x) { return vm::kl_div(x[0], x[1], R::none); });
  c.one("kl_div.smooth", [](const Arrays &x) { return vm::kl_div(x[0], x[1], R::sum); });
  c.one("kl_div_log", [](const Arrays &x) { return vm::kl_div_log(x[0], x[1]); });
  c.one("poisson_nll_loss", [](const Arrays &x) { return vm::poisson_nll_loss(x[0], x[1]); });
  c.one("gaussian_nll_loss",
        [](const Arrays &x) { return vm::gaussian_nll_loss(x[0], x[1], x[2]); });
  c.one("gaussian_nll_loss.full", [](const Arrays &x) {
    return vm::gaussian_nll_loss(x[0], x[1], x[2], true, 0.5, R::none);
  });
  c.one("margin_ranking_loss", [](const Arrays &x) {
    return vm::margin_ranking_loss(x[0], x[1], {1., -1., 1., -1.}, 0.3);
  });
  for (const char *name : {"cross_entropy", "cross_entropy.soft"})
    c.one(name, [](const Arrays &x) { return vm::cross_entropy(x[0], x[1]); });
  c.one("one_hot", [](const Arrays &x) { return vm::one_hot(x[0], 4, vm::f64); });
  c.one("nll_loss", [](const Arrays &x) { return vm::nll_loss(x[0], x[1]); });
  c.one("nll_loss.weight", [](const Arrays &x) { return vm::nll_loss(x[0], x[1], x[2]); });
  c.one("multi_margin_loss", [](const Arrays &x) { return vm::multi_margin_loss(x[0], x[1]); });
  c.one("multi_margin_loss.weight",
        [](const Arrays &x) { return vm::multi_margin_loss(x[0], x[1], 2, 0.5, x[2], R::none); });
  c.one("multilabel_margin_loss",
        [](const Arrays &x) { return vm::multilabel_margin_loss(x[0], x[1], R::none); });
  c.one("multilabel_soft_margin_loss",
        [](const Arrays &x) { return vm::multilabel_soft_margin_loss(x[0], x[1]); });
  c.one("triplet_margin_loss",
        [](const Arrays &x) { return vm::triplet_margin_loss(x[0], x[1], x[2]); });
  c.one("triplet_margin_loss.swap", [](const Arrays &x) {
    return vm::triplet_margin_loss(x[0], x[1], x[2], {.margin = 0.5, .swap = true}, R::none);
  });
  c.one("cosine_embedding_loss", [](const Arrays &x) {
    return vm::cosine_embedding_loss(x[0], x[1], {1., -1., 1., -1.}, 0.1);
  });
  for (const char *name : {"ctc_loss", "ctc_loss.repeated", "ctc_loss.none"})
    c.one(name, [](const Arrays &x) { return vm::ctc_loss(x[0], x[1]); });
  c.one("ctc_loss.shorter", [](const Arrays &x) {
    return vm::ctc_loss(x[0], x[1], {.frames = x[2], .length = x[3], .blank = 2});
  });
}

} // namespace library
