// Programs of StableHLO text as programs of vmapc: the text is read
// (StablehloReader.h), its functions are walked inside a trace, and every operation calls
// the library as a C++ program would (StablehloTranslator.h).

#ifndef VMAPC_COMPILER_FRONTEND_STABLEHLO_H
#define VMAPC_COMPILER_FRONTEND_STABLEHLO_H

#include "vmapc/array.h"
#include "vmapc/detail/abi.h"

namespace vmapc::frontend {

/// The function `entry` of a text (empty: @main, else the first public one). Calls are
/// inlined, `check.*` calls left out. Throws vm::Error with file, line and column for what
/// cannot be read, is not imported, or does not fit together.
std::shared_ptr<detail::Program> importStablehlo(std::string_view text, const std::string &file,
                                                 std::string_view entry);

/// A self-checking program: an entry without arguments that compares what it computes with
/// what it expects by `stablehlo.custom_call @check.expect_*(got, expected)`.
struct SelfCheck {
  /// Takes `inputs` and `expected`; gives (got, expected) for every check, in order.
  std::shared_ptr<detail::Program> program;
  /// What the private functions without arguments that only hold constants (@inputs,
  /// @expected) give, in the order of the program's inputs. `given` tells which of
  /// them are operands of the computation, not only of a check.
  std::vector<Array> data;
  std::vector<bool> given;
  /// "eq", "close", "almost_eq" for each pair of results.
  std::vector<std::string> checks;
};
struct SelfCheckOptions {
  /// Every float type is taken as f64, in constants too.
  bool inDouble = false;
};
SelfCheck importSelfCheck(std::string_view text, const std::string &file,
                          const SelfCheckOptions &options = {});

} // namespace vmapc::frontend

#endif
