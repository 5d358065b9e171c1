// Where an array keeps what a debugger shows of it: the gdb pretty-printer reads this table
// from the process or core dump, so it needs no debug information of the library.

#include "runtime/ArrayImpl.h"

#include <cstddef>

namespace vmapc {
inline namespace v0 {
namespace detail {

struct DTypeRow {
  char name[8];
  std::uint32_t size;
};

/// Offsets in bytes. The shape is a vector: pointers to its begin and its end.
struct DebugLayout {
  std::uint32_t version, kind, weak, type, data, dtype, shape, dataKind, dtypeCount;
  DTypeRow dtypes[std::size(allDTypes)]; // by the number of the dtype
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"
static DebugLayout makeLayout() {
  DebugLayout l = {1,
                   offsetof(ArrayImpl, kind),
                   offsetof(ArrayImpl, weak),
                   offsetof(ArrayImpl, type),
                   offsetof(ArrayImpl, data),
                   offsetof(Type, dtype),
                   offsetof(Type, shape),
                   std::uint32_t(ArrayKind::data),
                   std::uint32_t(std::size(allDTypes)),
                   {}};
  for (DType t : allDTypes) {
    DTypeRow &row = l.dtypes[std::size_t(t)];
    nameOf(t).copy(row.name, sizeof row.name - 1);
    row.size = std::uint32_t(sizeOf(t));
  }
  return l;
}
#pragma GCC diagnostic pop

extern "C" {
extern VMAPC_API const DebugLayout vmapc_debug_layout;
const DebugLayout vmapc_debug_layout = makeLayout();
}

} // namespace detail
} // namespace v0
} // namespace vmapc
