// Arrays in files: NumPy's .npy. (Printing is with Array, in array.h.)

#ifndef VMAPC_IO_H
#define VMAPC_IO_H

#include "vmapc/array.h"

namespace vmapc {
inline namespace v0 {

/// Writes x, which must have data, as .npy version 1.0: little-endian, C order. A weak
/// scalar is written as f32 or i32. Error code io if the file cannot be written.
VMAPC_API void save(const std::string &path, const Array &x,
                    detail::Loc loc = detail::Loc::current());

/// Reads a .npy file of version 1, 2 or 3 with elements f4 f8 i4 i8 u4 or bool, little- or
/// big-endian; Fortran order is transposed. Other dtypes, and files that are malformed,
/// shorter or longer than their header says, are errors of code io that say what was
/// required; sizes are checked before memory is taken.
VMAPC_API Array load(const std::string &path, detail::Loc loc = detail::Loc::current());

} // namespace v0
} // namespace vmapc

#endif
