// The only export of this folder: how every operation of the dialect answers the
// five interfaces.

#ifndef VMAPC_COMPILER_RULES_RULES_H
#define VMAPC_COMPILER_RULES_RULES_H

namespace mlir {
class DialectRegistry;
}

namespace vmapc::ir {

/// Attaches the rules to the operations when the dialect is loaded.
void registerRules(mlir::DialectRegistry &registry);

} // namespace vmapc::ir

#endif
