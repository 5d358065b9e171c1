"""Writes the expected values of SpecialTest.cpp, with mpmath at 300 digits.

usage: record.py > special.txt
Each line: function, arguments, value; numbers as hexadecimal doubles.
"""

import random

import mpmath as mp

# Tiny values need digits of their own: mpmath's sums are right in absolute terms.
mp.mp.dps = 300
random.seed(7)


def line(name, arguments, value):
    value = float(value)
    if value == value and 1e-290 < abs(value) < 1e290:
        print(name, *(float(a).hex() for a in arguments), value.hex())


def spread(low, high):
    return float(mp.exp(random.uniform(float(mp.log(low)), float(mp.log(high)))))




def gamma_pair(a, x):
    low = mp.gammainc(a, 0, x, regularized=True) if x < a + 1 else None
    high = mp.gammainc(a, x, mp.inf, regularized=True)
    return (low if low is not None else 1 - high), high


def main():
    for k in range(400):
        a = spread(1e-6, 1e4) if k % 4 else spread(1e3, 1e4)
        # Around the mean, in its tails, and anywhere.
        x = max(a + random.uniform(-8, 8) * a**0.5, a * random.random()) if k % 2 else spread(1e-4, 2e4)
        a, x = mp.mpf(a), mp.mpf(float(x))
        p, q = gamma_pair(a, x)
        line("igamma", (a, x), p)
        line("igammac", (a, x), q)
    for k in range(300):
        a, b = (spread(1e-3, 1e4), spread(1e-3, 1e4)) if k % 3 else (spread(10, 1e4), spread(10, 1e4))
        mean = a / (a + b)
        deviation = (mean * (1 - mean) / (a + b)) ** 0.5
        x = mean + random.uniform(-7, 7) * deviation if k % 2 else random.random()
        if not 1e-12 < x < 1 - 1e-12:
            continue
        value = mp.betainc(mp.mpf(a), mp.mpf(b), 0, mp.mpf(x), regularized=True)
        line("betainc", (a, b, x), value)
    for k in range(200):
        s, q = 1 + spread(1e-3, 60), spread(1e-2, 200)
        line("zeta", (s, q), mp.zeta(mp.mpf(s), mp.mpf(q)))
    for k in range(200):
        n, x = random.randrange(1, 30), spread(0.05, 500)
        line("polygamma", (n, x), mp.psi(n, mp.mpf(x)))


main()
