#!/usr/bin/env python3
"""Minimax coefficients of compiler/lowering/Math*.cpp.

Remez exchange on a dense Chebyshev grid in 60-digit arithmetic: approximates
g(x) on [lo, hi] by sum c_i * phi_i(x), minimizing max |w(x) (g - sum)|.
Coefficients are then rounded one after the other, lowest order first, to the
target precision (or to a pair of numbers), and the others are fitted again to
what is left, so that the rounding of a coefficient is absorbed by its
successors. Prints hexadecimal literals and the final weighted error as a
power of two. Needs mpmath (gmpy2 makes it fast).

usage: minimax.py [name ...]      (no name: every fit)
"""
import sys

import mpmath as mp

mp.mp.dps = 60


def grid(lo, hi, count):
    mid, half = (lo + hi) / 2, (hi - lo) / 2
    return [mid - half * mp.cos(mp.pi * i / (count - 1)) for i in range(count)]


def remez(values, basis, weights):
    """values, weights: per point; basis: rows per point. Returns (coefs, err)."""
    points, terms = len(values), len(basis[0])
    best, bound = None, mp.inf
    ref = [round((points - 1) * i / terms) for i in range(terms + 1)]
    for _ in range(40):
        rows = mp.matrix(terms + 1, terms + 1)
        rhs = mp.matrix(terms + 1, 1)
        for i, p in enumerate(ref):
            for j in range(terms):
                rows[i, j] = basis[p][j] * weights[p]
            rows[i, terms] = (-1) ** i
            rhs[i] = values[p] * weights[p]
        sol = mp.lu_solve(rows, rhs)
        coefs, level = [sol[j] for j in range(terms)], abs(sol[terms])
        err = [w * (v - mp.fdot(b, coefs)) for v, b, w in zip(values, basis, weights)]
        # The extremum of every run of equal sign; keep the best terms + 1 runs.
        runs = []
        for p, e in enumerate(err):
            if runs and (err[runs[-1]] > 0) == (e > 0):
                if abs(e) > abs(err[runs[-1]]):
                    runs[-1] = p
            else:
                runs.append(p)
        worst = max(abs(e) for e in err)
        if worst < bound:
            best, bound = coefs, worst
        if worst <= level * mp.mpf("1.0005") or len(runs) < terms + 1:
            break
        while len(runs) > terms + 1:
            runs.pop(0 if abs(err[runs[0]]) < abs(err[runs[-1]]) else -1)
        ref = runs
    return best, bound


def to_bits(value, bits):
    with mp.workprec(bits):
        return +value


def literal(value, bits):
    return float(value).hex() + ("f" if bits == 24 else "")


def fit(name, g, w, phi, terms, lo, hi, bits, pairs=0):
    """phi(x, i): basis. The first `pairs` coefficients become high + low."""
    lo, hi = mp.mpf(lo), mp.mpf(hi)
    xs = [x for x in grid(lo, hi, 40 * terms + 81) if abs(x) > 1e-9]
    left = [g(x) for x in xs]
    weights = [abs(w(x)) for x in xs]
    rows = [[phi(x, i) for i in range(terms)] for x in xs]
    coefs, ideal = remez(left, rows, weights)
    print(f"{name}: {terms} terms, ideal 2^{float(mp.log(ideal, 2)):.2f}", end="")
    done = []
    for i in range(terms):
        # Keep the old successors where the exchange finds no better ones.
        tail = [r[i:] for r in rows]
        refit, bound = remez(left, tail, weights)
        kept = max(abs(u * (v - mp.fdot(r, coefs))) for v, r, u in zip(left, tail, weights))
        coefs = refit if bound < kept else coefs
        high = to_bits(coefs[0], bits)
        low = to_bits(coefs[0] - high, bits) if i < pairs else mp.mpf(0)
        done.append((high, low))
        left = [v - (high + low) * r[i] for v, r in zip(left, rows)]
        coefs = coefs[1:]
    worst = max(abs(v * u) for v, u in zip(left, weights))
    print(f", rounded 2^{float(mp.log(worst, 2)):.2f}")
    for i, (high, low) in enumerate(done):
        print("  ", literal(high, bits) + "," + (f" /* low */ {literal(low, bits)}," if i < pairs else ""))


def power(x, i):
    return x**i


def even(x, i):
    return x ** (2 * i)


LN2 = mp.log(2)
ROOT = mp.sqrt(mp.mpf(1) / 2)


def exp_core(bits, terms):
    """expm1(r) = r + r^2 P(r), relative to expm1; serves exp too."""
    h = LN2 / 2 * mp.mpf("1.002")
    return dict(g=lambda r: (mp.expm1(r) - r) / r**2, w=lambda r: r**2 / mp.expm1(r), phi=power,
                terms=terms, lo=-h, hi=h, bits=bits)


def exp2_core(bits, terms):
    """2^r = 1 + r P(r)."""
    h = mp.mpf("0.501")
    return dict(g=lambda r: (2**r - 1) / r, w=lambda r: r / 2**r, phi=power, terms=terms, lo=-h, hi=h, bits=bits)


def log_poly(bits, terms):
    """log(1 + f) = f - f^2/2 + f^3 P(f)."""
    return dict(g=lambda f: (mp.log1p(f) - f + f * f / 2) / f**3, w=lambda f: f**3 / mp.log1p(f), phi=power,
                terms=terms, lo=ROOT - 1, hi=1 / ROOT - 1, bits=bits)


def log_atanh(bits, terms):
    """log(1 + f) = 2 atanh(s), s = f/(2+f); 2 atanh(s) = 2s + s R, R = s^2 P(s^2)."""
    h = (1 / ROOT - 1) / (1 + 1 / ROOT) * mp.mpf("1.0001")
    return dict(g=lambda s: (2 * mp.atanh(s) / s - 2) / s**2, w=lambda s: s**3 / mp.atanh(s), phi=even,
                terms=terms, lo=mp.mpf("1e-6"), hi=h, bits=bits)


def log2_pairs(bits, terms, pairs):
    """log2((1+s)/(1-s)) = s P(s^2), the first coefficients as pairs."""
    h = (1 / ROOT - 1) / (1 + 1 / ROOT) * mp.mpf("1.0001")
    return dict(g=lambda s: 2 * mp.atanh(s) / LN2 / s, w=lambda s: s / mp.atanh(s) * LN2 / 2, phi=even,
                terms=terms, lo=mp.mpf("1e-6"), hi=h, bits=bits, pairs=pairs)


def sin_core(bits, terms):
    h = mp.pi / 4 * mp.mpf("1.002")
    return dict(g=lambda r: (mp.sin(r) - r) / r**3, w=lambda r: r**3 / mp.sin(r), phi=even, terms=terms,
                lo=mp.mpf("1e-4"), hi=h, bits=bits)


def cos_core(bits, terms):
    h = mp.pi / 4 * mp.mpf("1.002")
    return dict(g=lambda r: (mp.cos(r) - 1 + r * r / 2) / r**4, w=lambda r: r**4 / mp.cos(r), phi=even, terms=terms,
                lo=mp.mpf("1e-3"), hi=h, bits=bits)


def erf_small(bits, terms, hi):
    """erf(x) = x + x P(x^2)."""
    return dict(g=lambda x: mp.erf(x) / x - 1, w=lambda x: x / mp.erf(x), phi=even, terms=terms,
                lo=mp.mpf("1e-6"), hi=mp.mpf(hi), bits=bits)


def erf_tail(bits, terms, lo, hi, centre):
    """-log(erfc(a)) = P(a - centre); weight: its effect on 1 - exp(-P)."""
    return dict(g=lambda a: -mp.log(mp.erfc(a)), w=lambda a: mp.erfc(a) / mp.erf(a),
                phi=lambda a, i: (a - centre) ** i, terms=terms, lo=lo, hi=hi, bits=bits)


def cube_root(bits, terms):
    """m^(-1/3): a first guess."""
    return dict(g=lambda m: m ** (-mp.mpf(1) / 3), w=lambda m: mp.cbrt(m), phi=power, terms=terms,
                lo=mp.mpf("0.4999"), hi=mp.mpf("4.001"), bits=bits)


def asin_core(bits, terms):
    """asin(x) = x + x^3 P(x^2)."""
    return dict(g=lambda x: (mp.asin(x) - x) / x**3, w=lambda x: x**3 / mp.asin(x), phi=even, terms=terms,
                lo=mp.mpf("1e-4"), hi=mp.mpf("0.5001"), bits=bits)


def atan_core(bits, terms):
    """atan(x) = x + x^3 P(x^2)."""
    return dict(g=lambda x: (mp.atan(x) - x) / x**3, w=lambda x: x**3 / mp.atan(x), phi=even, terms=terms,
                lo=mp.mpf("1e-4"), hi=mp.tan(mp.pi / 8) * mp.mpf("1.0001"), bits=bits)


def erfc_scaled(bits, terms, hi):
    """(1 + 2 a) e^(a^2) erfc(a) = P(q), the constant as a pair, q = (a - 4) / (a + 4), a in [1/2, hi]."""
    g = lambda q: (lambda a: (1 + 2 * a) * mp.exp(a * a) * mp.erfc(a))(4 * (1 + q) / (1 - q))
    return dict(g=g, w=lambda q: 1 / g(q), phi=power, terms=terms, lo=-mp.mpf("7.001") / 9,
                hi=(mp.mpf(hi) - 4) / (mp.mpf(hi) + 4), bits=bits, pairs=1)


def erf_inv_of(w):
    """erf_inv(x) / x as a function of w = -log(1 - x^2)."""
    x = mp.sqrt(-mp.expm1(-w))
    return mp.erfinv(x) / x


def erf_inv_near(bits, terms, hi, pairs=0):
    """erf_inv(x) = x P(w - hi / 2), w = -log(1 - x^2) <= hi."""
    return dict(g=erf_inv_of, w=lambda w: 1 / erf_inv_of(w), phi=lambda w, i: (w - mp.mpf(hi) / 2) ** i, terms=terms,
                lo=mp.mpf("1e-8"), hi=mp.mpf(hi), bits=bits, pairs=pairs)


def erf_inv_far(bits, terms, lo, hi, centre):
    """erf_inv(x) = x P(sqrt(w) - centre)."""
    return dict(g=lambda s: erf_inv_of(s * s), w=lambda s: 1 / erf_inv_of(s * s),
                phi=lambda s, i: (s - mp.mpf(centre)) ** i, terms=terms, lo=mp.mpf(lo), hi=mp.mpf(hi), bits=bits)


def lgamma_near(bits, terms):
    """lgamma(2 + z) = z P(z), z in [0, 1]."""
    return dict(g=lambda z: mp.loggamma(2 + z) / z, w=lambda z: z / mp.loggamma(2 + z), phi=power, terms=terms,
                lo=mp.mpf("1e-6"), hi=1, bits=bits)


def stirling(bits, terms, lo):
    """lgamma(x) = (x - 1/2) log(x) - x + log(2 pi)/2 + P(1/x^2) / x, x >= lo."""
    g = lambda v: (lambda x: (mp.loggamma(x) - (x - mp.mpf(1) / 2) * mp.log(x) + x - mp.log(2 * mp.pi) / 2) * x)(
        1 / mp.sqrt(v))
    return dict(g=g, w=lambda v: 1, phi=power, terms=terms, lo=mp.mpf("1e-8"), hi=1 / mp.mpf(lo) ** 2, bits=bits)


def digamma_far(bits, terms, lo):
    """digamma(x) = log(x) - 1/(2 x) - P(1/x^2) / x^2, x >= lo."""
    g = lambda v: (lambda x: (mp.log(x) - 1 / (2 * x) - mp.digamma(x)) * x * x)(1 / mp.sqrt(v))
    return dict(g=g, w=lambda v: 1, phi=power, terms=terms, lo=mp.mpf("1e-8"), hi=1 / mp.mpf(lo) ** 2, bits=bits)


def bessel_near(order, bits, terms, hi):
    """I0(x) = P(x^2 / 4), I1(x) = x/2 P(x^2 / 4), |x| <= hi."""
    g = lambda t: mp.besseli(order, 2 * mp.sqrt(t)) / mp.sqrt(t) ** order
    return dict(g=g, w=lambda t: 1 / g(t), phi=power, terms=terms, lo=mp.mpf("1e-6"), hi=mp.mpf(hi) ** 2 / 4, bits=bits)


def bessel_far(order, bits, terms, lo):
    """e^-x I(x) sqrt(x) = P(1/x - c), x >= lo, c = 1 / (2 lo)."""
    g = lambda u: mp.besseli(order, 1 / u) * mp.exp(-1 / u) / mp.sqrt(u)
    return dict(g=g, w=lambda u: 1 / g(u), phi=lambda u, i: (u - 1 / (2 * mp.mpf(lo))) ** i, terms=terms,
                lo=mp.mpf("1e-5"), hi=1 / mp.mpf(lo), bits=bits)


FITS = {
    "exp32": exp_core(24, 5), "exp64": exp_core(53, 10),
    "exp2_32": exp2_core(24, 6), "exp2_64": exp2_core(53, 11),
    "log32": log_poly(24, 8), "log64": log_atanh(53, 7),
    "log2_32": log2_pairs(24, 5, 2), "log2_64": log2_pairs(53, 10, 3),
    "sin32": sin_core(24, 3), "cos32": cos_core(24, 3),
    "sin64": sin_core(53, 6), "cos64": cos_core(53, 6),
    "erf32": erf_small(24, 6, "1"), "erf64": erf_small(53, 12, "1"),
    "erft32": erf_tail(24, 8, "0.99", "4", 0), "erft64": erf_tail(53, 18, "0.99", "6", 0),
    "cbrt": cube_root(24, 5),
    "asin32": asin_core(24, 5), "asin64": asin_core(53, 12),
    "atan32": atan_core(24, 4), "atan64": atan_core(53, 11),
    "erfs32": erf_small(24, 5, "0.5001"), "erfs64": erf_small(53, 9, "0.5001"),
    "erfc32": erfc_scaled(24, 10, 10.1), "erfc64": erfc_scaled(53, 21, 27.3),
    "erfinv32": erf_inv_near(24, 11, 5, 1), "erfinvf32": erf_inv_far(24, 11, "2.23", "4", 3),
    "erfinv64": erf_inv_near(53, 25, "6.25"), "erfinvf64": erf_inv_far(53, 21, "2.5", "4", "3.25"),
    "erfinvff64": erf_inv_far(53, 20, "4", "6.01", "5"),
    "lgamma64": lgamma_near(53, 17), "stirling64": stirling(53, 7, 8), "digamma64": digamma_far(53, 7, 10),
    "i0near32": bessel_near(0, 24, 10, 8), "i0near64": bessel_near(0, 53, 16, 8),
    "i1near32": bessel_near(1, 24, 10, 8), "i1near64": bessel_near(1, 53, 15, 8),
    "i0far32": bessel_far(0, 24, 6, 8), "i0far64": bessel_far(0, 53, 23, 8),
    "i1far32": bessel_far(1, 24, 6, 8), "i1far64": bessel_far(1, 53, 23, 8),
}

if __name__ == "__main__":
    for name in sys.argv[1:] or FITS:
        fit(name, **FITS[name])
