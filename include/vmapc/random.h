// Random numbers from explicit keys: a function of the key and the shape alone,
// without any state. The generator is Threefry-2x32 (Salmon et al., 2011) with the 64-bit
// index of the element as counter. Keys, bits, integers and uniforms in [0, 1) equal
// JAX's for the same seed (with jax_threefry_partitionable, its default) bit for bit, other
// uniforms and normals up to rounding.
//
// A key is u32[2]. Use each key once: split it for more. Under vmap a mapped key gives
// each example its own draws, an unmapped key the same to all.

#ifndef VMAPC_RANDOM_H
#define VMAPC_RANDOM_H

#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {
namespace random {

/// The key of a seed, an integer of rank 0: its upper and lower 32 bits (upper 0 for
/// 32-bit seeds, which C++ ints are).
inline constexpr struct Key {
  VMAPC_API Array operator()(const Operand &seed) const;
} key{};

/// `count` new keys: u32[count, 2].
inline constexpr struct Split {
  VMAPC_API Array operator()(const Operand &key, std::int64_t count = 2) const;
} split{};

/// A new key from a key and an integer of rank 0 (taken as u32), such as a step number.
inline constexpr struct FoldIn {
  VMAPC_API Array operator()(const Operand &key, const Operand &data) const;
} fold_in{};

/// Uniform bits of dtype u8, u16, u32 or u64.
inline constexpr struct Bits {
  VMAPC_API Array operator()(const Operand &key, const Shape &shape = {}, DType dtype = u32) const;
} bits{};

/// Uniform in [low, high), which are of rank 0 or broadcast to `shape`. Any float
/// dtype.
inline constexpr struct Uniform {
  VMAPC_API Array operator()(const Operand &key, const Shape &shape = {}, DType dtype = f32,
                             const Operand &low = 0., const Operand &high = 1.) const;
} uniform{};

/// Normal with mean 0 and variance 1, as sqrt(2) * erf_inv of a uniform. Any float dtype.
inline constexpr struct Normal {
  VMAPC_API Array operator()(const Operand &key, const Shape &shape = {}, DType dtype = f32) const;
} normal{};

/// b1: true with probability p, which broadcasts to `shape` (its own shape if left out).
inline constexpr struct Bernoulli {
  VMAPC_API Array operator()(const Operand &key, const Operand &p = 0.5,
                             std::optional<Shape> shape = {}) const;
} bernoulli{};

/// Uniform integers in [low, high); low where high <= low. Any integer dtype;
/// bounds beyond its range are moved there, `high` to one past the end.
inline constexpr struct RandInt {
  VMAPC_API Array operator()(const Operand &key, const Shape &shape, const Operand &low,
                             const Operand &high, DType dtype = i32) const;
} randint{};

} // namespace random
} // namespace v0
} // namespace vmapc

#endif
