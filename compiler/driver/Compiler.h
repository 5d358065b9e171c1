// What the compiler library offers: traces, parsing, and the one exported symbol.

#ifndef VMAPC_COMPILER_DRIVER_COMPILER_H
#define VMAPC_COMPILER_DRIVER_COMPILER_H

#include "vmapc/detail/abi.h"

namespace vmapc::driver {

std::unique_ptr<detail::Trace> newTrace();

/// See detail::Compiler::parse.
std::shared_ptr<detail::Program> parse(std::string_view text, std::string_view name,
                                       std::string_view entry);

} // namespace vmapc::driver

#endif
