// Reading StableHLO and CHLO text without their operations: every operation is an
// unregistered one, and whatever form it was written in, its attributes have the names and
// shapes of the generic form. Nothing about operands, types or attributes is
// verified; whoever walks the module does that.

#ifndef VMAPC_COMPILER_FRONTEND_STABLEHLOREADER_H
#define VMAPC_COMPILER_FRONTEND_STABLEHLOREADER_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <string>
#include <string_view>

namespace vmapc::frontend {

/// Whether a text is a module of StableHLO or CHLO rather than one of vmapc.
bool isStablehlo(std::string_view text);

/// A context that reads such text, with `func` and nothing of vmapc.
std::unique_ptr<mlir::MLIRContext> stablehloContext();

/// The module of `text`; `file` is what locations say. Throws vm::Error with file,
/// line and column where the text cannot be read.
mlir::OwningOpRef<mlir::ModuleOp> readStablehlo(std::string_view text, const std::string &file,
                                                mlir::MLIRContext *context);

//===-- Syntax (StablehloSyntax.cpp) ------------------------------------------===//

/// The rest of an operation in its own form: after the name, to the end of its types
/// and regions.
mlir::ParseResult parsePretty(mlir::OpAsmParser &parser, mlir::OperationState &state);
/// `#stablehlo.NAME<key = value, ...>` as a dictionary, `#stablehlo<NAME CASE>` and
/// `#stablehlo.NAME<CASE>` as a string.
mlir::Attribute parseHloAttribute(mlir::DialectAsmParser &parser);

} // namespace vmapc::frontend

#endif
