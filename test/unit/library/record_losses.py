"""Cases of nn.h and losses.h. PyTorch's formulas, written out in loops where they have any."""

import math

nan, inf = math.nan, math.inf


def record(case, np):
    from scipy import special as sp
    from scipy.spatial import distance

    softplus = lambda x: np.logaddexp(x, 0)
    sigmoid = sp.expit
    points = lambda d: (d.real(9, low=-5, high=5) + 0.0005,)

    def act(name, f):
        case(name, f, points)
        case(name + ".far", f, lambda d: (np.array([-1e4, 1e4, -40.0, 40.0]),), grad=False)

    act("elu", lambda x: np.where(x > 0, x, 1.3 * np.expm1(np.minimum(x, 0))))
    act("celu", lambda x: np.where(x > 0, x, 0.7 * np.expm1(np.minimum(x, 0) / 0.7)))
    act(
        "selu",
        lambda x: 1.0507009873554805
        * np.where(x > 0, x, 1.6732632423543772 * np.expm1(np.minimum(x, 0))),
    )
    act("leaky_relu", lambda x: np.where(x > 0, x, 0.01 * x))
    act("relu", lambda x: np.maximum(x, 0))
    act("relu6", lambda x: np.clip(x, 0, 6))
    act("silu", lambda x: x * sigmoid(x))
    act("softplus", softplus)
    act("gelu", lambda x: x * sp.ndtr(x))
    act("hard_sigmoid", lambda x: np.clip(x + 3, 0, 6) / 6)
    act("hard_swish", lambda x: x * np.clip(x + 3, 0, 6) / 6)
    act("hard_tanh", lambda x: np.clip(x, -1, 1))
    act("hard_shrink", lambda x: np.where(np.abs(x) > 0.5, x, 0))
    act("soft_shrink", lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0))
    act("tanh_shrink", lambda x: x - np.tanh(x))
    act("soft_sign", lambda x: x / (1 + np.abs(x)))
    act("log_sigmoid", lambda x: -softplus(-x))
    act("mish", lambda x: x * np.tanh(softplus(x)))
    act("squareplus", lambda x: (x + np.hypot(x, 2)) / 2)
    case("glu", lambda x: x[:, :3] * sigmoid(x[:, 3:]), lambda d: (d.real(2, 6),))
    case("prelu", lambda x, a: np.where(x > 0, x, a * x), lambda d: (d.real(3, 4), d.real(4)))

    def normed(x, axes, eps=1e-5):
        return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + eps)

    case("layer_norm", lambda x: normed(x, -1), lambda d: (d.real(3, 5),))
    case(
        "layer_norm.affine",
        lambda x, a, b: normed(x, (1, 2), 0.1) * a + b,
        lambda d: (d.real(2, 3, 4), d.real(3, 4), d.real(4)),
    )
    case(
        "rms_norm",
        lambda x, a: x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5) * a,
        lambda d: (d.real(3, 5), d.real(5)),
    )
    case(
        "group_norm",
        lambda x, a, b: normed(x.reshape(2, 2, 2, 3, 2), (2, 3, 4)).reshape(x.shape)
        * a[:, None, None]
        + b[:, None, None],
        lambda d: (d.real(2, 4, 3, 2), d.real(4), d.real(4)),
    )

    def batch_norm(x, m, v, a, b):
        mean, var, n = x.mean((0, 2)), x.var((0, 2)), x.shape[0] * x.shape[2]
        y = (x - mean[:, None]) / np.sqrt(var + 1e-5)[:, None] * a[:, None] + b[:, None]
        return y, 0.9 * m + 0.1 * mean, 0.9 * v + 0.1 * var * n / (n - 1)

    case(
        "batch_norm",
        batch_norm,
        lambda d: (d.real(4, 3, 2), d.real(3), d.real(3, low=0.5), d.real(3), d.real(3)),
    )
    case(
        "batch_norm.running",
        lambda x, m, v: [(x - m) / np.sqrt(v + 1e-5), m, v],
        lambda d: (d.real(4, 3), d.real(3), d.real(3, low=0.5)),
    )
    case("normalize", lambda x: x / np.linalg.norm(x, axis=0), lambda d: (d.real(3, 4),))
    case(
        "normalize.three",
        lambda x: x / np.linalg.norm(x, 3, axis=1, keepdims=True),
        lambda d: (d.real(3, 4),),
    )

    def renorm(x):
        n = np.linalg.norm(x, axis=1)
        return x * np.where(n > 2, 2 / n, 1)[:, None]

    case("renorm", renorm, lambda d: (d.real(4, 3),))

    def attention(q, k, v, bias=0.0, scale=None):
        s = np.einsum("...nd,...md->...nm", q, k) * (scale or q.shape[-1] ** -0.5) + bias
        s = s - np.where(np.isfinite(s.max(-1, keepdims=True)), s.max(-1, keepdims=True), 0)
        e = np.exp(s)
        t = e.sum(-1, keepdims=True)
        return np.einsum("...nm,...me->...ne", e / np.where(t == 0, 1, t), v)

    case("attention", attention, lambda d: (d.real(2, 3, 4), d.real(2, 5, 4), d.real(2, 5, 3)))
    case(
        "attention.causal",
        lambda q, k, v: attention(q, k, v, np.where(np.tri(4), 0, -inf), 0.3),
        lambda d: (d.real(4, 2), d.real(4, 2), d.real(4, 3)),
    )
    case(
        "attention.mask",
        lambda q, k, v, m: attention(q, k, v, np.where(m, 0, -inf)),
        lambda d: (
            d.real(3, 2),
            d.real(4, 2),
            d.real(4, 3),
            np.array([[1, 0, 1, 1], [0, 0, 0, 0], [0, 1, 0, 0]], bool),
        ),
    )
    case(
        "attention.bias",
        attention,
        lambda d: (d.real(3, 2), d.real(4, 2), d.real(4, 3), d.real(3, 4)),
    )
    case("embedding", lambda t, i: t[i], lambda d: (d.real(5, 3), d.whole(2, 4, low=0, high=5)))

    def bags(t, i, f):
        return np.stack([f(t[r[r >= 0]], 0) if (r >= 0).any() else np.zeros(t.shape[1]) for r in i])

    some = np.array([[0, 2, 2], [-1, -1, -1], [4, -1, 1]], np.int32)
    for kind in ("sum", "mean", "max"):
        case(
            f"embedding_bag.{kind}",
            lambda t, i, f=getattr(np, kind): bags(t, i, f),
            lambda d: (d.real(5, 3), some),
        )
    case(
        "embedding_bag.weights",
        lambda t, i, w: np.einsum("bm,bmd->bd", w, t[i]),
        lambda d: (d.real(5, 3), d.whole(2, 3, low=0, high=5), d.real(2, 3)),
    )
    case(
        "bilinear",
        lambda x, y, w, b: np.einsum("ni,kij,nj->nk", x, w, y) + b,
        lambda d: (d.real(4, 2), d.real(4, 3), d.real(5, 2, 3), d.real(5)),
    )
    for name, p in (("one", 1), ("two", 2), ("three", 3), ("half", 0.5), ("infinity", inf)):
        kind = {"metric": "chebyshev"} if p == inf else {"metric": "minkowski", "p": p}
        case(
            f"cdist.{name}",
            lambda a, b, k=kind: distance.cdist(a, b, **k),
            lambda d: (d.real(4, 3), d.real(5, 3)),
        )
        case(f"pdist.{name}", lambda a, k=kind: distance.pdist(a, **k), lambda d: (d.real(5, 3),))
    case(
        "cdist.count",
        lambda a, b: (a[:, None] != b[None]).sum(-1).astype(float),
        lambda d: (d.real(2, 3), d.real(2, 3)),
        grad=False,
    )
    cosine = lambda a, b: (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)
    case("cosine_similarity", cosine, lambda d: (d.real(4, 3), d.real(4, 3)))
    losses(case, np, sp, cosine)


def losses(case, np, sp, cosine):
    softplus = lambda x: np.logaddexp(x, 0)
    pair = lambda d: (d.real(3, 4), d.real(3, 4))
    case("mse_loss", lambda x, y: ((x - y) ** 2).mean(), pair)
    case("mse_loss.sum", lambda x, y: ((x - y) ** 2).sum(), pair)
    case("l1_loss", lambda x, y: np.abs(x - y), pair)
    huber = lambda e, d: np.where(np.abs(e) <= d, e * e / 2, d * (np.abs(e) - d / 2))
    case("huber_loss", lambda x, y: huber(x - y, 0.7).mean(), pair)
    case("smooth_l1_loss", lambda x, y: huber(x - y, 0.7) / 0.7, pair)
    case(
        "bce_loss",
        lambda x, t: -(t * np.log(x) + (1 - t) * np.log1p(-x)),
        lambda d: (d.real(5, low=0.1, high=0.9), d.real(5, low=0, high=1)),
    )
    case(
        "bce_loss.edges",
        lambda x, t: np.array([0.0, 100.0, 100.0]),
        lambda d: (np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0])),
        grad=False,
    )
    case(
        "bce_with_logits",
        lambda x, t: (softplus(x) - x * t).mean(),
        lambda d: (d.real(5), d.real(5, low=0, high=1)),
    )
    signs = lambda d, *s: np.where(d.truth(*s), 1.0, -1.0)
    case(
        "soft_margin_loss",
        lambda x, t: np.log1p(np.exp(-t * x)).mean(),
        lambda d: (d.real(6), np.array([1.0, -1, 1, 1, -1, -1])),
    )
    case(
        "hinge_embedding_loss",
        lambda x, t: np.where(t == 1, x, np.maximum(0, 0.8 - x)).mean(),
        lambda d: (d.real(6), np.array([1.0, -1, 1, 1, -1, -1])),
    )
    case(
        "kl_div",
        lambda x, t: sp.xlogy(t, t) - t * x,
        lambda d: (d.real(5), np.array([0.1, 0.0, 0.5, 0.3, 0.1])),
        grad=False,
    )
    case(
        "kl_div.smooth",
        lambda x, t: (t * np.log(t) - t * x).sum(),
        lambda d: (d.real(5), d.real(5, low=0.1, high=1)),
    )
    case("kl_div_log", lambda x, t: (np.exp(t) * (t - x)).mean(), pair)
    case("poisson_nll_loss", lambda x, t: (np.exp(x) - t * x).mean(), pair)
    case(
        "gaussian_nll_loss",
        lambda m, t, v: (np.log(v) + (m - t) ** 2 / v).mean() / 2,
        lambda d: (d.real(4), d.real(4), d.real(4, low=0.3)),
    )
    case(
        "gaussian_nll_loss.full",
        lambda m, t, v: (
            np.log(np.maximum(v, 0.5)) + (m - t) ** 2 / np.maximum(v, 0.5) + np.log(2 * np.pi)
        )
        / 2,
        lambda d: (d.real(4), d.real(4), np.array([0.1, 0.6, 1.0, 0.2])),
        grad=False,
    )
    case(
        "margin_ranking_loss",
        lambda a, b: np.maximum(0, 0.3 - np.array([1.0, -1, 1, -1]) * (a - b)).mean(),
        lambda d: (d.real(4), d.real(4)),
    )
    labels = np.array([2, 0, 3], np.int32)
    pick = lambda x, l: np.take_along_axis(x, l[..., None], -1)[..., 0]
    case(
        "cross_entropy",
        lambda x, l: sp.logsumexp(x, -1) - pick(x, l),
        lambda d: (d.real(3, 4), labels),
    )
    case(
        "cross_entropy.soft",
        lambda x, p: -(p * (x - sp.logsumexp(x, -1, keepdims=True))).sum(-1),
        lambda d: (d.real(3, 4), d.real(3, 4, low=0, high=1)),
    )
    case("one_hot", lambda l: np.eye(4)[l], lambda d: (labels,), grad=False)
    case("nll_loss", lambda x, l: -pick(x, l).mean(), lambda d: (d.real(3, 4), labels))
    case(
        "nll_loss.weight",
        lambda x, l, w: -(pick(x, l) * w[l]).sum() / w[l].sum(),
        lambda d: (d.real(3, 4), labels, d.real(4, low=0.5)),
    )

    def multi_margin(x, l, w, p, margin):
        out = []
        for row, y in zip(x, l):
            out.append(
                sum(max(0, margin - row[y] + row[j]) ** p * w[y] for j in range(len(row)) if j != y)
                / len(row)
            )
        return np.array(out)

    case(
        "multi_margin_loss",
        lambda x, l: multi_margin(x, l, np.ones(4), 1, 1).mean(),
        lambda d: (d.real(3, 4), labels),
    )
    case(
        "multi_margin_loss.weight",
        lambda x, l, w: multi_margin(x, l, w, 2, 0.5),
        lambda d: (d.real(3, 4), labels, d.real(4, low=0.5)),
    )

    def multilabel(x, l):
        out = []
        for row, given in zip(x, l):
            targets = []
            for y in given:
                if y < 0:
                    break
                targets.append(y)
            out.append(
                sum(
                    max(0, 1 - row[y] + row[j])
                    for y in targets
                    for j in range(len(row))
                    if j not in targets
                )
                / len(row)
            )
        return np.array(out)

    case(
        "multilabel_margin_loss",
        lambda x, l: multilabel(x, l),
        lambda d: (d.real(3, 4), np.array([[3, 0, -1, 1], [-1, 2, 0, 1], [1, 2, 3, 0]], np.int32)),
    )
    case(
        "multilabel_soft_margin_loss",
        lambda x, t: (softplus(x) - x * t).mean(),
        lambda d: (d.real(3, 4), np.round(d.real(3, 4, low=0, high=1))),
    )
    dist = lambda a, b: np.linalg.norm(a - b + 1e-6, axis=-1)
    triple = lambda d: (d.real(4, 3), d.real(4, 3), d.real(4, 3))
    case(
        "triplet_margin_loss",
        lambda a, p, n: np.maximum(0, dist(a, p) - dist(a, n) + 1).mean(),
        triple,
    )
    case(
        "triplet_margin_loss.swap",
        lambda a, p, n: np.maximum(0, dist(a, p) - np.minimum(dist(a, n), dist(p, n)) + 0.5),
        triple,
    )
    case(
        "cosine_embedding_loss",
        lambda a, b: np.where(
            np.array([1, -1, 1, -1]) > 0, 1 - cosine(a, b), np.maximum(0, cosine(a, b) - 0.1)
        ).mean(),
        lambda d: (d.real(4, 3), d.real(4, 3)),
    )

    def ctc(x, l, frames, length, blank=0):
        """The sum over every alignment, one by one."""
        from itertools import product

        wanted, total = list(l[:length]), 0.0
        for path in product(range(x.shape[1]), repeat=frames):
            said = [c for k, c in enumerate(path) if (k == 0 or c != path[k - 1]) and c != blank]
            if said == wanted:
                total += np.exp(sum(x[t, c] for t, c in enumerate(path)))
        return -np.log(total)

    logp = lambda d, *s: d.real(*s)
    case(
        "ctc_loss",
        lambda x, l: ctc(x, l, 5, 2),
        lambda d: (d.real(5, 3), np.array([1, 2], np.int32)),
    )
    case(
        "ctc_loss.repeated",
        lambda x, l: ctc(x, l, 5, 2),
        lambda d: (d.real(5, 3), np.array([1, 1], np.int32)),
    )
    case(
        "ctc_loss.shorter",
        lambda x, l, f, n: ctc(x, l, 4, 1, 2),
        lambda d: (d.real(6, 3), np.array([1, 0, 1], np.int32), np.int32(4), np.int32(1)),
    )
    case(
        "ctc_loss.none",
        lambda x, l: ctc(x, l, 4, 0),
        lambda d: (d.real(4, 3), np.zeros(0, np.int32)),
    )
