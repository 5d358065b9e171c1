#!/usr/bin/env python3
"""Records what NumPy, SciPy, or a formula written out in loops says of the composed library.

Writes table.json: for each case its operands and results. TableTest.cpp calls the
function of the same name on the operands, and compares; so this script, which needs numpy
and scipy, runs only when a case is added:  python3 record.py > table.json
"""

import json
import math
import sys
import zlib

import numpy as np

import record_losses
import record_order

CASES = []


class Draw:
    """Operands of a case, the same in every run."""

    def __init__(self, name):
        self.random = np.random.default_rng(zlib.crc32(name.encode()))

    def real(self, *shape, low=-2.0, high=2.0):
        return np.round(self.random.uniform(low, high, shape), 3)

    def whole(self, *shape, low=-5, high=6, dtype=np.int32):
        return self.random.integers(low, high, shape).astype(dtype)

    def truth(self, *shape):
        return self.random.random(shape) < 0.5


def case(name, function, operands, grad=True):
    """grad: whether the result is differentiable around the real operands."""
    draw = Draw(name)
    xs = [np.asarray(x) for x in operands(draw)]
    ys = function(*[x.copy() for x in xs])
    ys = ys if isinstance(ys, (tuple, list)) else [ys]
    CASES.append(
        {
            "name": name,
            "operands": [encode(x) for x in xs],
            "results": [encode(np.asarray(y)) for y in ys],
            "grad": bool(grad),
        }
    )


def encode(x):
    if x.dtype == np.float32:
        raise TypeError("cases are recorded in f64")
    kind = {"f": "f64", "b": "b1", "i": "i64" if x.dtype.itemsize == 8 else "i32"}[x.dtype.kind]

    def number(v):
        if kind == "f64" and not math.isfinite(v):
            return "nan" if math.isnan(v) else "inf" if v > 0 else "-inf"
        return float(f"{float(v):.17g}") if kind == "f64" else int(v)

    return {"dtype": kind, "shape": list(x.shape), "values": [number(v) for v in x.ravel()]}


nan, inf = math.nan, math.inf


def arrange():
    case(
        "take_along_axis",
        lambda x, i: np.take_along_axis(x, i, 1),
        lambda d: (d.real(3, 4), d.whole(3, 6, low=-4, high=4)),
    )
    case(
        "take_along_axis.broadcast",
        lambda x, i: np.take_along_axis(x, np.broadcast_to(i, (2, 4)), 0),
        lambda d: (d.real(3, 4), d.whole(2, 1, low=0, high=3)),
    )

    def put_along(x, i, v):
        np.put_along_axis(x, i, v, 1)
        return x

    case(
        "put_along_axis",
        put_along,
        lambda d: (d.real(3, 4), np.array([[0, -1], [2, 1], [3, 0]], np.int32), d.real(3, 2)),
    )

    def put(x, i, v):
        np.put(x, i, v)
        return x

    case("put", put, lambda d: (d.real(3, 4), np.array([0, 7, -2], np.int32), d.real(3)))

    def put_add(x, i, v):
        np.add.at(x.ravel(), i, v)
        return x

    case(
        "put.accumulate",
        put_add,
        lambda d: (d.real(3, 4), np.array([0, 7, 0], np.int32), d.real(3)),
    )

    def index_put(x, i, j, v):
        x[i, j] = v
        return x

    case(
        "index_put",
        index_put,
        lambda d: (
            d.real(3, 4),
            np.array([0, 2, 1], np.int32),
            np.array([3, 0, 1], np.int32),
            d.real(3),
        ),
    )
    case("narrow", lambda x, s: x[:, int(s) : int(s) + 2], lambda d: (d.real(3, 5), np.int32(2)))
    case(
        "unravel_index",
        lambda i: [v.astype(np.int32) for v in np.unravel_index(i, (3, 4, 2))],
        lambda d: (d.whole(5, low=0, high=24),),
        grad=False,
    )
    case(
        "ravel_multi_index",
        lambda i, j: np.ravel_multi_index((i, j), (3, 4)).astype(np.int32),
        lambda d: (d.whole(5, low=0, high=3), d.whole(5, low=0, high=4)),
        grad=False,
    )
    case("masked_fill", lambda x, m: np.where(m, 7.5, x), lambda d: (d.real(3, 4), d.truth(3, 4)))

    def masked_scatter(x, m, s):
        x[m] = s.ravel()[: m.sum()]
        return x

    case("masked_scatter", masked_scatter, lambda d: (d.real(3, 4), d.truth(3, 4), d.real(12)))
    case("repeat", lambda x: np.repeat(x, 3, 1), lambda d: (d.real(2, 3),))
    case("repeat.flat", lambda x: np.repeat(x, 2), lambda d: (d.real(2, 3),))
    case("repeat.counts", lambda x: np.repeat(x, [2, 0, 3], 1), lambda d: (d.real(2, 3),))
    case("roll", lambda x: np.roll(x, 2, 1), lambda d: (d.real(2, 5),))
    case("roll.back", lambda x: np.roll(x, (-1, 3), (0, 1)), lambda d: (d.real(2, 5),))
    case("roll.flat", lambda x: np.roll(x, 4), lambda d: (d.real(2, 5),))
    for k in range(4):
        case(f"rot90.{k}", lambda x, k=k: np.rot90(x, k), lambda d: (d.real(2, 3),))
    case("rot90.axes", lambda x: np.rot90(x, 1, (1, 2)), lambda d: (d.real(2, 3, 2),))
    case("flip", lambda x: np.flip(x, 1), lambda d: (d.real(2, 3),))
    case("diag.vector", lambda x: np.diag(x, 1), lambda d: (d.real(3),))
    case("diag.matrix", lambda x: np.diag(x, -1), lambda d: (d.real(3, 4),))
    case("diagflat", lambda x: np.diagflat(x, -1), lambda d: (d.real(2, 2),))
    case("diagonal", lambda x: np.diagonal(x, 1, 0, 2), lambda d: (d.real(3, 2, 4),))
    case("diagonal.negative", lambda x: np.diagonal(x, -1), lambda d: (d.real(3, 4),))
    case("diag_embed", lambda x: np.stack([np.diag(r, 1) for r in x]), lambda d: (d.real(2, 3),))
    case("tril", lambda x: np.tril(x, 1), lambda d: (d.real(2, 3, 4),))
    case("triu", lambda x: np.triu(x, -1), lambda d: (d.real(3, 4),))
    case("tri", lambda: np.tri(3, 5, 1), lambda d: (), grad=False)
    case(
        "meshgrid",
        lambda x, y, z: np.meshgrid(x, y, z),
        lambda d: (d.real(2), d.real(3), d.real(2)),
    )
    case(
        "meshgrid.ij",
        lambda x, y: np.meshgrid(x, y, indexing="ij"),
        lambda d: (d.real(2), d.real(3)),
    )
    case("linspace", lambda: np.linspace(-1, 2, 7), lambda d: (), grad=False)
    case("logspace", lambda: np.logspace(-1, 2, 7), lambda d: (), grad=False)
    case("geomspace", lambda: np.geomspace(-1, -1000, 7), lambda d: (), grad=False)
    case("arange", lambda: np.arange(1.5, 4, 0.5), lambda d: (), grad=False)
    case("tile", lambda x: np.tile(x, (2, 1, 2)), lambda d: (d.real(2, 3),))
    case("array_split", lambda x: np.array_split(x, 3, 1), lambda d: (d.real(2, 8),))
    case("vstack", lambda x, y: np.vstack([x, y]), lambda d: (d.real(3), d.real(2, 3)))
    case("hstack", lambda x, y: np.hstack([x, y]), lambda d: (d.real(2, 3), d.real(2, 1)))
    case("dstack", lambda x, y: np.dstack([x, y]), lambda d: (d.real(3), d.real(3)))
    case("column_stack", lambda x, y: np.column_stack([x, y]), lambda d: (d.real(3), d.real(3, 2)))
    case(
        "broadcast_arrays",
        lambda x, y: np.broadcast_arrays(x, y),
        lambda d: (d.real(3, 1), d.real(1, 2)),
    )
    for mode in ("edge", "reflect", "symmetric", "wrap"):
        case(
            f"pad_with.{mode}",
            lambda x, mode=mode: np.pad(x, ((1, 2), (4, 3)), mode=mode),
            lambda d: (d.real(2, 3),),
        )
    case(
        "pad_with.reflect_one",
        lambda x: np.pad(x, ((2, 1),), mode="reflect"),
        lambda d: (d.real(1),),
    )


def special(*values):
    return lambda d: (np.array(values, float),)


def numeric():
    from scipy import special as sp

    case("sinc", np.sinc, lambda d: (d.real(7),))
    case("sinc.zero", np.sinc, special(0.0, 1.0, -0.5))
    case("reciprocal", np.reciprocal, lambda d: (d.real(5, low=0.5),))
    case("rad2deg", np.rad2deg, lambda d: (d.real(5),))
    case("deg2rad", np.deg2rad, lambda d: (d.real(5, low=-180, high=180),))
    case("signbit", np.signbit, special(0.0, -0.0, 1.5, -1.5, inf, -inf), grad=False)
    case("entr", sp.entr, lambda d: (d.real(5, low=0.1, high=3),))
    case("entr.edges", sp.entr, special(0.0, -1.0, inf, nan), grad=False)
    case("hypot", np.hypot, lambda d: (d.real(3, 2), d.real(2)))
    case(
        "hypot.edges",
        np.hypot,
        lambda d: (
            np.array([0.0, 3e300, inf, 1e-300, nan]),
            np.array([0.0, 4e300, nan, 1e-300, 1.0]),
        ),
        grad=False,
    )
    case("logaddexp", np.logaddexp, lambda d: (d.real(5), d.real(5)))
    case("logaddexp2", np.logaddexp2, lambda d: (d.real(5), d.real(5)))
    case(
        "logaddexp2.edges",
        np.logaddexp2,
        lambda d: (np.array([-inf, inf, 1000.0, -inf]), np.array([-inf, 1.0, -1000.0, 2.0])),
        grad=False,
    )
    case(
        "heaviside",
        np.heaviside,
        lambda d: (np.array([-1.5, 0.0, 2.0, nan]), np.array(0.5)),
        grad=False,
    )
    case(
        "copysign", np.copysign, lambda d: (d.real(4), np.array([1.0, -1.0, -0.0, 0.0])), grad=False
    )
    case("xlogy", sp.xlogy, lambda d: (d.real(5), d.real(5, low=0.5)))
    case("xlogy.zero", sp.xlogy, lambda d: (np.zeros(3), np.array([0.0, inf, nan])), grad=False)
    case("xlog1py", sp.xlog1py, lambda d: (d.real(5), d.real(5, low=-0.5)))
    case(
        "fmax",
        np.fmax,
        lambda d: (np.array([1.0, nan, 3.0, nan]), np.array([2.0, 1.0, nan, nan])),
        grad=False,
    )
    case("fmin", np.fmin, lambda d: (d.real(4), d.real(4)))
    case(
        "gcd",
        np.gcd,
        lambda d: (
            np.array([12, -18, 0, 7, 0, 1071], np.int32),
            np.array([18, 12, 5, 0, 0, 462], np.int32),
        ),
        grad=False,
    )
    case(
        "lcm",
        np.lcm,
        lambda d: (np.array([12, -18, 0, 7, 21], np.int32), np.array([18, 12, 5, 0, 6], np.int32)),
        grad=False,
    )
    case(
        "ldexp",
        np.ldexp,
        lambda d: (
            np.array([1.5, -0.7, 3.0, 1.5, 5e-324, 1e308]),
            np.array([3, -5, -1070, 2000, 1100, -2200], np.int32),
        ),
        grad=False,
    )
    case("ldexp.smooth", np.ldexp, lambda d: (d.real(4), np.array([3, -5, 0, 1], np.int32)))
    case(
        "frexp",
        lambda x: [np.frexp(x)[0], np.frexp(x)[1].astype(np.int32)],
        special(1.0, -0.3, 1e300, 5e-324, 0.0, 3.75),
        grad=False,
    )
    case(
        "divmod",
        lambda a, b: np.divmod(a, b),
        lambda d: (np.array([7, -7, 7, -7], np.int32), np.array([3, 3, -3, -3], np.int32)),
        grad=False,
    )
    case(
        "divmod.real",
        lambda a, b: np.divmod(a, b),
        lambda d: (np.array([7.5, -7.5, 7.5, -7.5]), np.array([2.0, 2.0, -2.0, -2.0])),
        grad=False,
    )
    case("clip", lambda x: np.clip(x, -0.5, 1.2), lambda d: (d.real(7),))
    case("clip.low", lambda x: np.clip(x, -0.5, None), lambda d: (d.real(7),))
    case("nan_to_num", np.nan_to_num, special(nan, inf, -inf, 1.5), grad=False)
    case(
        "nan_to_num.given",
        lambda x: np.nan_to_num(x, nan=2.0, posinf=3.0, neginf=-4.0),
        special(nan, inf, -inf, 1.5),
        grad=False,
    )
    case(
        "isclose",
        lambda a, b: np.isclose(a, b),
        lambda d: (
            np.array([1.0, 1.0, inf, inf, nan]),
            np.array([1.0 + 1e-6, 1.1, inf, -inf, nan]),
        ),
        grad=False,
    )
    case(
        "isclose.nan",
        lambda a, b: np.isclose(a, b, equal_nan=True),
        lambda d: (np.array([nan, 1.0]), np.array([nan, nan])),
        grad=False,
    )
    holes = lambda d: (np.where(d.truth(3, 5), nan, d.real(3, 5)),)
    for name in ("nansum", "nanprod", "nanmax", "nanmin", "nanmean"):
        case(name, lambda x, f=getattr(np, name): f(x, 1), holes, grad=False)
        case(
            name + ".keep",
            lambda x, f=getattr(np, name): f(x, 0, keepdims=True),
            lambda d: (d.real(3, 4),),
        )
    case("ptp", lambda x: np.ptp(x, 1), lambda d: (d.real(3, 4),))
    case("nanvar", lambda x: np.nanvar(x, 1, ddof=1), holes, grad=False)
    case("nanstd", lambda x: np.nanstd(x, 0), lambda d: (d.real(3, 4),))
    case(
        "average",
        lambda x, w: np.average(x, 1, np.broadcast_to(w, x.shape)),
        lambda d: (d.real(3, 4), d.real(4, low=0.5)),
    )
    case("cov", np.cov, lambda d: (d.real(3, 6),))
    case("cov.columns", lambda x: np.cov(x, rowvar=False, ddof=0), lambda d: (d.real(6, 3),))
    case("cov.vector", np.cov, lambda d: (d.real(6),))
    case("corrcoef", np.corrcoef, lambda d: (d.real(3, 6),))
    case("diff", lambda x: np.diff(x, axis=0), lambda d: (d.real(4, 3),))
    case("diff.twice", lambda x: np.diff(x, 2), lambda d: (d.real(2, 5),))
    case("gradient", lambda x: np.gradient(x, 0.5, axis=1), lambda d: (d.real(3, 5),))
    case("gradient.two", lambda x: np.gradient(x), lambda d: (d.real(2),))
    rising = np.array([0.0, 0.5, 0.7, 1.6, 3.0])
    case(
        "gradient.places", lambda x, t: np.gradient(x, t, axis=1), lambda d: (d.real(2, 5), rising)
    )
    case("trapezoid", lambda y: np.trapezoid(y, dx=0.5, axis=0), lambda d: (d.real(4, 3),))
    case("trapezoid.places", lambda y, t: np.trapezoid(y, t), lambda d: (d.real(2, 5), rising))
    from scipy import integrate

    case(
        "cumulative_trapezoid",
        lambda y: integrate.cumulative_trapezoid(y, dx=0.5),
        lambda d: (d.real(2, 4),),
    )
    case("interp", np.interp, lambda d: (d.real(7, low=-1, high=4), rising, d.real(5)))
    case(
        "interp.ends",
        lambda x, p, f: np.interp(x, p, f, left=-9, right=9),
        lambda d: (np.array([-1.0, 0.0, 3.0, 3.5, 1.0]), rising, d.real(5)),
        grad=False,
    )
    for mode in ("full", "same", "valid"):
        case(
            f"convolve.{mode}",
            lambda a, v, mode=mode: np.convolve(a, v, mode),
            lambda d: (d.real(6), d.real(3)),
        )
        case(
            f"convolve.{mode}.longer",
            lambda a, v, mode=mode: np.convolve(a, v, mode),
            lambda d: (d.real(2), d.real(5)),
        )
        case(
            f"convolve.{mode}.even",
            lambda a, v, mode=mode: np.convolve(a, v, mode),
            lambda d: (d.real(6), d.real(4)),
        )
        case(
            f"correlate.{mode}",
            lambda a, v, mode=mode: np.correlate(a, v, mode),
            lambda d: (d.real(6), d.real(3)),
        )
        case(
            f"correlate.{mode}.longer",
            lambda a, v, mode=mode: np.correlate(a, v, mode),
            lambda d: (d.real(2), d.real(5)),
        )
        case(
            f"correlate.{mode}.even",
            lambda a, v, mode=mode: np.correlate(a, v, mode),
            lambda d: (d.real(6), d.real(4)),
        )
    case("vander", lambda x: np.vander(x, 4), lambda d: (d.real(3),))
    case("vander.rising", lambda x: np.vander(x, increasing=True), lambda d: (d.real(3),))
    case("polyval", np.polyval, lambda d: (d.real(4), d.real(2, 3)))
    case("tensordot", lambda a, b: np.tensordot(a, b), lambda d: (d.real(2, 3, 4), d.real(3, 4, 2)))
    case(
        "tensordot.axes",
        lambda a, b: np.tensordot(a, b, ([0, -1], [1, 0])),
        lambda d: (d.real(2, 3, 4), d.real(4, 2, 2)),
    )
    case("tensordot.none", lambda a, b: np.tensordot(a, b, 0), lambda d: (d.real(2), d.real(3)))
    case("vecdot", lambda a, b: np.vecdot(a, b), lambda d: (d.real(3, 4), d.real(4)))
    case("vdot", np.vdot, lambda d: (d.real(2, 3), d.real(3, 2)))
    case("inner", np.inner, lambda d: (d.real(2, 3), d.real(4, 3)))
    case("inner.scalar", np.inner, lambda d: (d.real(2, 3), d.real()))
    case("cross", np.cross, lambda d: (d.real(4, 3), d.real(3)))
    case(
        "cross.plane",
        lambda a, b: a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0],
        lambda d: (d.real(4, 2), d.real(4, 2)),
    )
    for spec, shapes in {
        "ij,jk,kl,lm->im": [(2, 5), (5, 3), (3, 6), (6, 2)],
        "ab,bc,ca->": [(3, 4), (4, 2), (2, 3)],
        "bij,bjk,bk->bi": [(2, 3, 4), (2, 4, 5), (2, 5)],
        "a,b,c,d,e->adbce": [(2,), (3,), (2,), (2,), (2,)],
        "...ij,jk,k->...i": [(2, 3, 4), (4, 5), (5,)],
        "ii,ij,j->j": [(3, 3), (3, 2), (2,)],
    }.items():
        case(
            f"einsum.{spec}",
            lambda *xs, spec=spec: np.einsum(spec, *xs),
            lambda d, shapes=shapes: [d.real(*s) for s in shapes],
        )


if __name__ == "__main__":
    arrange()
    numeric()
    record_order.record(case, np)
    record_losses.record(case, np)
    sys.stdout.write('{"cases": [\n')
    sys.stdout.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in CASES))
    sys.stdout.write("\n]}\n")
