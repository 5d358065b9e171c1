"""Cases of order.h: sorting, searching, quantiles, sets, counts and segments."""

import math

nan, inf = math.nan, math.inf


def record(case, np):
    case("sort", lambda x: np.sort(x), lambda d: (d.real(3, 7),))
    case("sort.first", lambda x: np.sort(x, 0), lambda d: (d.real(5, 2, 2),))
    case("sort.descending", lambda x: -np.sort(-x), lambda d: (d.real(3, 7),))
    case(
        "sort.special",
        np.sort,
        lambda d: (np.array([1.0, nan, -inf, -0.0, 0.0, inf, nan, -2.0]),),
        grad=False,
    )
    case("sort.whole", np.sort, lambda d: (d.whole(2, 40),), grad=False)
    case("sort.truth", np.sort, lambda d: (d.truth(9),), grad=False)
    case(
        "sort.long",
        np.sort,
        lambda d: (np.round(d.random.permutation(600).reshape(2, 300) / 7 - 40, 3),),
    )
    case(
        "sort.long_whole", np.sort, lambda d: (d.whole(2, 300, low=-70000, high=70000),), grad=False
    )
    case(
        "sort.long_wide",
        np.sort,
        lambda d: (d.whole(500, low=-(2**60), high=2**60, dtype=np.int64),),
        grad=False,
    )
    case(
        "argsort",
        lambda x: np.argsort(x, kind="stable").astype(np.int32),
        lambda d: (d.whole(3, 20, low=0, high=5),),
        grad=False,
    )
    case(
        "argsort.first",
        lambda x: np.argsort(x, 0, kind="stable").astype(np.int32),
        lambda d: (d.whole(9, 4, low=0, high=5),),
        grad=False,
    )
    case(
        "argsort.descending",
        lambda x: np.argsort(-x, kind="stable").astype(np.int32),
        lambda d: (d.whole(3, 20, low=0, high=5),),
        grad=False,
    )
    case(
        "argsort.long",
        lambda x: np.argsort(x, kind="stable").astype(np.int32),
        lambda d: (d.whole(2, 1000, low=0, high=50),),
        grad=False,
    )
    case(
        "argsort.long_descending",
        lambda x: np.argsort(-x, kind="stable").astype(np.int32),
        lambda d: (d.real(700),),
        grad=False,
    )

    def together(a, b, c):
        order = np.lexsort((b, a))
        return a[order], b[order], c[order]

    case(
        "sort_together",
        together,
        lambda d: (d.whole(30, low=0, high=4), d.whole(30, low=0, high=3), d.real(30)),
    )
    case(
        "sort_together.long",
        together,
        lambda d: (d.whole(400, low=0, high=4), d.whole(400, low=0, high=3), d.real(400)),
    )
    case(
        "lexsort",
        lambda a, b: np.lexsort((a, b)).astype(np.int32),
        lambda d: (d.whole(30, low=0, high=4), d.whole(30, low=0, high=3)),
        grad=False,
    )
    case("sort_by", lambda x: x[np.argsort(np.abs(x), kind="stable")], lambda d: (d.real(23),))
    case(
        "sort_by.ties",
        lambda a, b: [v[np.argsort(a % 3, kind="stable")] for v in (a, b)],
        lambda d: (d.whole(17, low=0, high=20), d.real(17)),
    )

    def top(x):
        order = np.argsort(-x, kind="stable", axis=-1)[..., :3]
        return np.take_along_axis(x, order, -1), order.astype(np.int32)

    case("top_k", top, lambda d: (d.real(2, 9),))
    case("top_k.smallest", lambda x: [-top(-x)[0], top(-x)[1]], lambda d: (d.real(2, 9),))
    case("partition", np.sort, lambda d: (d.real(9),))
    for side in ("left", "right"):
        find = lambda a, v, side=side: np.searchsorted(a, v, side).astype(np.int32)
        case(
            f"searchsorted.{side}",
            find,
            lambda d: (np.sort(d.whole(10, low=0, high=8)), d.whole(3, 4, low=-1, high=9)),
            grad=False,
        )
        case(
            f"searchsorted.{side}.long",
            find,
            lambda d: (np.sort(d.whole(100, low=0, high=60)), d.whole(50, low=-1, high=62)),
            grad=False,
        )
        case(
            f"searchsorted.{side}.nan",
            find,
            lambda d: (np.array([-1.0, 0.0, 2.0, nan, nan]), np.array([nan, 1.0, inf, -inf])),
            grad=False,
        )
    case(
        "searchsorted.scalar",
        lambda a, v: np.int32(np.searchsorted(a, v)),
        lambda d: (np.sort(d.real(50)), d.real()),
        grad=False,
    )
    case(
        "searchsorted.rows",
        lambda a, v: np.stack([np.searchsorted(r, w) for r, w in zip(a, v)]).astype(np.int32),
        lambda d: (np.sort(d.real(3, 40)), d.real(3, 5)),
        grad=False,
    )
    case(
        "searchsorted.sorter",
        lambda a, s, v: np.searchsorted(a, v, sorter=s).astype(np.int32),
        lambda d: (
            np.array([3.0, 1.0, 2.0]),
            np.array([1, 2, 0], np.int32),
            d.real(5, low=0, high=4),
        ),
        grad=False,
    )
    bins = np.array([-1.0, 0.0, 0.5, 2.0])
    for right in (False, True):
        digits = lambda x, b, right=right: np.digitize(x, b, right).astype(np.int32)
        case(
            f"digitize.{right}",
            digits,
            lambda d: (np.concatenate([d.real(5), bins]), bins),
            grad=False,
        )
        case(
            f"digitize.{right}.falling",
            digits,
            lambda d: (np.concatenate([d.real(5), bins]), bins[::-1]),
            grad=False,
        )
    case("isin", np.isin, lambda d: (d.whole(3, 5), d.whole(4)), grad=False)
    case(
        "isin.many",
        lambda x, t: np.isin(x, t, invert=True),
        lambda d: (d.whole(30, low=0, high=100), d.whole(50, low=0, high=100)),
        grad=False,
    )

    q = np.array([0.0, 0.1, 0.35, 0.5, 1.0])
    for method in ("linear", "lower", "higher", "midpoint", "nearest"):
        case(
            f"quantile.{method}",
            lambda x, q, m=method: np.quantile(x, q, axis=1, method=m),
            lambda d: (d.real(3, 8), q),
            grad=False,
        )
        case(
            f"nanquantile.{method}",
            lambda x, q, m=method: np.nanquantile(x, q, axis=1, method=m),
            lambda d: (np.where(d.truth(3, 8), nan, d.real(3, 8)), q),
            grad=False,
        )
        case(
            f"quantile.{method}.half",
            lambda x, m=method: np.quantile(x, 0.5, method=m),
            lambda d: (d.real(2, 5),),
        )
    case(
        "quantile.smooth",
        lambda x, q: np.quantile(x, q, axis=(0, 2), keepdims=True),
        lambda d: (d.real(3, 2, 4), np.array([[0.13, 0.31], [0.52, 0.77]])),
    )
    case(
        "quantile.nan",
        lambda x: np.quantile(x, 0.25, axis=0),
        lambda d: (np.array([[1.0, 2.0], [nan, 3.0], [0.0, 1.0]]),),
        grad=False,
    )
    case(
        "quantile.infinite",
        lambda x: np.sort(x)[1],
        lambda d: (np.array([-inf, 1.0, inf]),),
        grad=False,
    )
    case("percentile", lambda x: np.percentile(x, 37.0, axis=0), lambda d: (d.real(5, 2),))
    case("median", lambda x: np.median(x, 1), lambda d: (d.real(3, 6),))
    case("median.odd", lambda x: np.median(x, keepdims=True), lambda d: (d.real(3, 3),))
    case(
        "nanmedian",
        lambda x: np.nanmedian(x, 1),
        lambda d: (np.where(d.truth(3, 7), nan, d.real(3, 7)),),
        grad=False,
    )

    def unique(x, size, fill=None):
        v, i, inverse, c = np.unique(x, True, True, True)
        n = len(v)
        pad = lambda a, f: np.concatenate([a, np.full(max(size - n, 0), f, a.dtype)])[:size]
        return (
            pad(v, v[0] if fill is None else fill),
            pad(i.astype(np.int32), 0),
            inverse.astype(np.int32).reshape(x.shape),
            pad(c.astype(np.int32), 0),
            np.int32(n),
        )

    case(
        "unique_all", lambda x: unique(x, 8), lambda d: (d.whole(4, 5, low=0, high=6),), grad=False
    )
    case(
        "unique_all.cut",
        lambda x: unique(x, 3),
        lambda d: (d.whole(20, low=0, high=6),),
        grad=False,
    )
    case(
        "unique_all.fill",
        lambda x: unique(x, 8, -1.0),
        lambda d: (np.array([2.0, nan, 1.0, nan, 2.0, -0.0, 0.0]),),
        grad=False,
    )
    case(
        "unique", lambda x: unique(x, 4)[0], lambda d: (np.array([3.0, 1.0, 3.0, 2.0]),), grad=False
    )

    def nonzero(x, size, fill=0):
        return [
            np.concatenate([i.astype(np.int32), np.full(size, fill, np.int32)])[:size]
            for i in np.nonzero(x)
        ]

    case("nonzero", lambda x: nonzero(x, 8), lambda d: (d.whole(3, 4, low=0, high=2),), grad=False)
    case(
        "argwhere", lambda x: np.stack(nonzero(x, 4, -1), 1), lambda d: (d.truth(3, 4),), grad=False
    )
    case(
        "masked_select",
        lambda x, m: np.concatenate([x[m], np.full(12, 0.5)])[:9],
        lambda d: (d.real(3, 4), d.truth(3, 4)),
    )
    case(
        "count_nonzero",
        lambda x: np.count_nonzero(x, axis=1).astype(np.int32),
        lambda d: (d.whole(3, 4, low=0, high=2),),
        grad=False,
    )
    case(
        "count_nonzero.keep",
        lambda x: np.count_nonzero(x, keepdims=True).astype(np.int32),
        lambda d: (d.truth(3, 4),),
        grad=False,
    )
    case(
        "bincount",
        lambda x: np.bincount(x, minlength=7)[:7].astype(np.int32),
        lambda d: (d.whole(20, low=0, high=7),),
        grad=False,
    )
    case(
        "bincount.weights",
        lambda x, w: np.bincount(x, w, minlength=9)[:7],
        lambda d: (d.whole(20, low=0, high=9), d.real(20)),
    )
    case(
        "bincount.negative",
        lambda x: np.bincount(x[x >= 0], minlength=4)[:4].astype(np.int32),
        lambda d: (d.whole(20, low=-3, high=4),),
        grad=False,
    )

    def hist(*a, **k):
        c, e = np.histogram(*a, **k)
        return (c.astype(np.int32) if c.dtype.kind == "i" else c), e

    case("histogram", lambda x: hist(x, 5), lambda d: (d.real(40),), grad=False)
    case(
        "histogram.range",
        lambda x: hist(x, 4, (-1.0, 1.0)),
        lambda d: (np.concatenate([d.real(20), [-1.0, 1.0, 0.5]]),),
        grad=False,
    )
    case(
        "histogram.density",
        lambda x: hist(x, 4, (-2.0, 2.0), density=True),
        lambda d: (d.real(20),),
        grad=False,
    )
    case(
        "histogram.weights",
        lambda x, w: hist(x, 4, (-2.0, 2.0), weights=w),
        lambda d: (d.real(20), d.real(20)),
        grad=False,
    )
    case(
        "histogram.edges",
        lambda x, e: hist(x, e),
        lambda d: (d.real(30), np.array([-1.5, -0.2, 0.1, 1.9])),
        grad=False,
    )
    case("histogram.point", lambda x: hist(x, 3), lambda d: (np.full(4, 2.0),), grad=False)
    case(
        "histc",
        lambda x: hist(x, 6, (-1.0, 1.5))[0].astype(float),
        lambda d: (d.real(30),),
        grad=False,
    )

    ids = lambda d: d.whole(9, low=-1, high=6)

    def segments(f, start, x, i, n=5):
        y = np.full((n,) + x.shape[1:], start, x.dtype)
        for row, k in zip(x, i):
            if 0 <= k < n:
                y[k] = f(y[k], row)
        return y

    case("segment_sum", lambda x, i: segments(np.add, 0, x, i), lambda d: (d.real(9, 2), ids(d)))
    case(
        "segment_prod",
        lambda x, i: segments(np.multiply, 1, x, i),
        lambda d: (d.real(9, 2), ids(d)),
    )
    case(
        "segment_max",
        lambda x, i: segments(np.maximum, -inf, x, i),
        lambda d: (d.real(9, 2), np.array([3, 0, 2, -1, 4, 0, 6, 1, 2], np.int32)),
    )
    case(
        "segment_max.empty",
        lambda x, i: segments(np.maximum, -inf, x, i),
        lambda d: (d.real(9, 2), np.array([3, 0, 2, -1, 4, 0, 6, 4, 2], np.int32)),
        grad=False,
    )
    case(
        "segment_min",
        lambda x, i: segments(np.minimum, np.iinfo(np.int32).max, x, i),
        lambda d: (d.whole(9, 2), ids(d)),
        grad=False,
    )

    def segment_mean(x, i):
        n = segments(np.add, 0, np.ones_like(x), i)
        return segments(np.add, 0, x, i) / np.maximum(n, 1)

    case("segment_mean", segment_mean, lambda d: (d.real(9, 2), ids(d)))

    def index_reduce(kind, include):
        def f(x, i, s):
            y = np.moveaxis(x, 1, 0).copy()
            u = np.moveaxis(s, 1, 0)
            for k in range(len(y)):
                rows = [r for r, at in zip(u, i) if at == k or at + len(y) == k]
                if not rows:
                    continue
                rows = ([y[k]] if include else []) + rows
                y[k] = {
                    "prod": np.prod,
                    "max": np.max,
                    "min": np.min,
                    "mean": np.mean,
                    "sum": np.sum,
                }[kind](rows, 0)
            return np.moveaxis(y, 0, 1)

        return f

    for kind in ("prod", "max", "min", "mean", "sum"):
        for include in (True, False):
            case(
                f"index_reduce.{kind}.{include}",
                index_reduce(kind, include),
                lambda d: (d.real(2, 4), np.array([0, 3, 0, -1, 1], np.int32), d.real(2, 5)),
            )
