#!/usr/bin/env python3
"""Records whole programs of JAX as self-checking StableHLO files in programs/.

Each file is what `jax.jit(f).lower(...).as_text()` prints, with an @main around it that
takes @inputs and compares the results with @expected, which JAX computed. Needs jax; the
recorded files do not.
"""
import argparse
import pathlib
import re

import jax
import jax.numpy as jnp
import numpy as np

random = np.random.default_rng(7)


def draw(*shape, scale=0.5):
    return (random.standard_normal(shape) * scale).astype(np.float32)


# One step of Adam on a classifier of two hidden layers: loss, new parameters and moments.
def mlp():
    sizes = [6, 16, 16, 4]
    params = [{"w": draw(m, n), "b": draw(n)} for m, n in zip(sizes, sizes[1:])]
    zeros = jax.tree.map(np.zeros_like, params)
    x, labels = draw(12, 6, scale=1), random.integers(0, 4, 12).astype(np.int32)

    def loss(params, x, labels):
        for layer in params[:-1]:
            x = jax.nn.relu(x @ layer["w"] + layer["b"])
        logits = x @ params[-1]["w"] + params[-1]["b"]
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1))

    def step(params, m, v, count, x, labels):
        value, grads = jax.value_and_grad(loss)(params, x, labels)
        count = count + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        t = count.astype(jnp.float32)
        params = jax.tree.map(
            lambda p, m, v: p - 0.01 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8),
            params, m, v)
        return value, params, m, v, count

    return step, (params, zeros, zeros, np.int32(3), x, labels)


# LeCun's network on small images: loss and the gradient of every parameter.
def lenet():
    params = {"c1": draw(6, 1, 5, 5), "b1": draw(6), "c2": draw(16, 6, 5, 5, scale=0.1),
              "b2": draw(16), "w3": draw(16, 32), "b3": draw(32), "w4": draw(32, 10),
              "b4": draw(10)}
    images = draw(3, 1, 16, 16, scale=1)
    labels = np.array([3, 0, 8], np.int32)

    def pool(x):
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")

    def conv(x, w, b):
        y = jax.lax.conv_general_dilated(x, w, (1, 1), "VALID",
                                         dimension_numbers=("NCHW", "OIHW", "NCHW"))
        return y + b[None, :, None, None]

    def loss(p, images, labels):
        x = pool(jnp.tanh(conv(images, p["c1"], p["b1"])))
        x = pool(jax.nn.relu(conv(x, p["c2"], p["b2"]))).reshape(images.shape[0], -1)
        x = jax.nn.sigmoid(x @ p["w3"] + p["b3"])
        logits = x @ p["w4"] + p["b4"]
        return jnp.mean(jax.nn.logsumexp(logits, 1) - (logits * jax.nn.one_hot(labels, 10)).sum(1))

    return jax.value_and_grad(loss), (params, images, labels)


# A transformer block with a causal mask: output, and gradient of its mean square.
def attention():
    d, heads, length = 16, 2, 8
    params = {"qkv": draw(d, 3 * d), "out": draw(d, d), "up": draw(d, 2 * d),
              "down": draw(2 * d, d), "g1": 1 + draw(d, scale=0.1), "g2": 1 + draw(d, scale=0.1)}
    x = draw(2, length, d, scale=1)

    def norm(x, gain):
        mean = x.mean(-1, keepdims=True)
        return (x - mean) * jax.lax.rsqrt(x.var(-1, keepdims=True) + 1e-5) * gain

    def block(p, x):
        b = x.shape[0]
        q, k, v = jnp.split(norm(x, p["g1"]) @ p["qkv"], 3, -1)
        q, k, v = (t.reshape(b, length, heads, d // heads) for t in (q, k, v))
        scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / np.sqrt(d // heads)
        mask = jnp.tril(jnp.ones((length, length), bool))
        weights = jax.nn.softmax(jnp.where(mask, scores, -1e9))
        x = x + jnp.einsum("bhqk,bkhd->bqhd", weights, v).reshape(b, length, d) @ p["out"]
        return x + jax.nn.gelu(norm(x, p["g2"]) @ p["up"]) @ p["down"]

    def both(p, x):
        return block(p, x), jax.grad(lambda p: (block(p, x) ** 2).mean())(p)

    return both, (params, x)


# A recurrent network over a sequence, a loop in the text: states and gradient.
def lstm():
    n, hidden, steps, batch = 5, 8, 6, 3
    params = {"w": draw(n, 4 * hidden), "u": draw(hidden, 4 * hidden), "b": draw(4 * hidden)}
    xs = draw(steps, batch, n, scale=1)

    def run(p, xs):
        def cell(carry, x):
            h, c = carry
            i, f, g, o = jnp.split(x @ p["w"] + h @ p["u"] + p["b"], 4, -1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h
        zero = jnp.zeros((batch, hidden), jnp.float32)
        (h, c), hs = jax.lax.scan(cell, (zero, zero), xs)
        return hs, c

    def both(p, xs):
        hs, c = run(p, xs)
        return hs, c, jax.grad(lambda p: (run(p, xs)[0] ** 2).sum())(p)

    return both, (params, xs)


def type_of(x):
    dims = "".join(f"{n}x" for n in x.shape)
    return f"tensor<{dims}{ {'float32': 'f32', 'int32': 'i32'}[str(x.dtype)] }>"


def literal(x):
    if x.size == 1:
        return f"dense<{'%.9e' % x.item() if x.dtype == np.float32 else x.item()}> : {type_of(x)}"
    return f'dense<"0x{x.tobytes().hex().upper()}"> : {type_of(x)}'


def constants(name, values):
    lines = [f"    %c{k} = stablehlo.constant {literal(x)}" for k, x in enumerate(values)]
    types = ", ".join(map(type_of, values))
    names = ", ".join(f"%c{k}" for k in range(len(values)))
    return (f"  func.func private @{name}() -> ({types}) {{\n" + "\n".join(lines) +
            f"\n    return {names} : {types}\n  }}\n")


def record(name, f, args):
    lowered = jax.jit(f).lower(*args)
    text = lowered.as_text()
    inputs = [np.asarray(x) for x in jax.tree.leaves(args)]
    expected = [np.asarray(x) for x in jax.tree.leaves(lowered.compile()(*args))]
    text = text.replace("func.func public @main(", "func.func private @program(", 1)
    ins, outs = ", ".join(map(type_of, inputs)), ", ".join(map(type_of, expected))
    n, m = len(inputs), len(expected)
    one = lambda base, count, k: base if count == 1 else f"{base}#{k}"
    given = ", ".join(one("%in", n, k) for k in range(n))
    main = ["  func.func public @main() {",
            f"    %in{f':{n}' if n > 1 else ''} = call @inputs() : () -> ({ins})",
            f"    %want{f':{m}' if m > 1 else ''} = call @expected() : () -> ({outs})",
            f"    %got{f':{m}' if m > 1 else ''} = call @program({given}) : ({ins}) -> ({outs})"]
    for k, x in enumerate(expected):
        kind = "almost_eq" if x.dtype == np.float32 else "eq"
        t = type_of(x)
        main.append(f"    stablehlo.custom_call @check.expect_{kind}({one('%got', m, k)}, "
                    f"{one('%want', m, k)}) {{has_side_effect = true}} : ({t}, {t}) -> ()")
    main += ["    return", "  }", ""]
    head, body = re.match(r"(module[^\n]*\{\n)(.*)", text, re.S).groups()
    return (f"// {name}: printed by jax {jax.__version__}; see record.py.\n" + head +
            "\n".join(main) + constants("inputs", inputs) + constants("expected", expected) + body)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default=pathlib.Path(__file__).parent / "programs")
    out = pathlib.Path(parser.parse_args().out)
    for make in (mlp, lenet, attention, lstm):
        (out / f"{make.__name__}.mlir").write_text(record(make.__name__, *make()))
