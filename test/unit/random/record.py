"""Records draws of JAX (CPU, partitionable Threefry): draws.txt and normals.npy.

usage: record.py, in this folder, with JAX installed. Keys, bits, uniforms and integers of the seeds
0..999 are recorded as a hash (FNV-1a, 64 bits) of their bytes, which must be equal; others as
numbers.
"""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

r = jax.random


def fnv1a(array):
    h = 0xCBF29CE484222325
    for byte in np.asarray(array).tobytes():
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


keys = jax.vmap(r.PRNGKey)(jnp.arange(1000, dtype=jnp.int32))
f32 = jnp.float32
with open("draws.txt", "w") as out:
    for name, value in {
        "keys": keys,
        "split": jax.vmap(lambda k: r.split(k, 3))(keys),
        "fold_in": jax.vmap(lambda k: r.fold_in(k, 7))(keys),
        "bits": jax.vmap(lambda k: r.bits(k, (5,), jnp.uint32))(keys),
        "uniform32": jax.vmap(lambda k: r.uniform(k, (5,), f32))(keys),
        "uniform64": jax.vmap(lambda k: r.uniform(k, (5,), jnp.float64))(keys),
        "randint": jax.vmap(lambda k: r.randint(k, (5,), -5, 1000, jnp.int32))(keys),
        "permutation": jax.vmap(lambda k: r.permutation(k, 11).astype(jnp.int32))(keys),
        "categorical": jax.vmap(
            lambda k: r.categorical(k, jnp.array([0.1, 2.0, -1.0, 0.7], f32)).astype(jnp.int32)
        )(keys),
    }.items():
        print("hash", name, hex(fnv1a(value)), file=out)
    key = r.PRNGKey(42)
    a = jnp.array([0.05, 0.5, 1.0, 3.0, 50.0])
    for name, value in {
        "exponential": r.exponential(key, (6,), jnp.float64),
        "laplace": r.laplace(key, (6,), jnp.float64),
        "gumbel": r.gumbel(key, (6,), jnp.float64),
        "logistic": r.logistic(key, (6,), jnp.float64),
        "cauchy": r.cauchy(key, (6,), jnp.float64),
        "truncated_normal": r.truncated_normal(key, -0.3, 1.2, (6,), jnp.float64),
        "gamma": r.gamma(key, a, dtype=jnp.float64),
        "loggamma": r.loggamma(key, a, dtype=jnp.float64),
        "gamma_grad": jax.grad(lambda a: r.gamma(key, a, dtype=jnp.float64).sum())(a),
        "beta": r.beta(key, a, 2.0, dtype=jnp.float64),
        "dirichlet": r.dirichlet(key, a, dtype=jnp.float64),
        "chisquare": r.chisquare(key, a, dtype=jnp.float64),
        "t": r.t(key, a, dtype=jnp.float64),
    }.items():
        print("values", name, *(float(v).hex() for v in value), file=out)
np.save("normals.npy", np.asarray(jax.vmap(lambda k: r.normal(k, (4,), f32))(keys)))
