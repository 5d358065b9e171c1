// Attaches the rules of operations with regions. A call has none: it is inlined
// before anything else is asked.

#include "compiler/rules/Control.h"

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"

using namespace mlir;

namespace vmapc::ir {

void sameDimensions(Axes &axes, ValueRange a, ValueRange b) {
  for (auto [x, y] : llvm::zip_equal(a, b))
    for (int64_t dim = 0; dim < tensorType(x).getRank(); ++dim)
      axes.same(x, dim, y, dim);
}

void registerControlRules(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, VmapcDialect *) {
    attach<CondRules>(*context);
    attach<WhileRules>(*context);
    attach<ScanRules>(*context);
    attach<CustomJvpRules>(*context);
  });
}

} // namespace vmapc::ir
