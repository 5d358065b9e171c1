// What the parts of the command line share.

#ifndef VMAPC_TOOLS_VMAPC_H
#define VMAPC_TOOLS_VMAPC_H

#include "vmapc/array.h"
#include "vmapc/detail/abi.h"

#include <optional>
#include <string>
#include <vector>

namespace vmapc::tool {

using ProgramRef = std::shared_ptr<detail::Program>;

/// A misuse of the command line (exit code 2).
struct UsageError {
  std::string message;
};

/// The parts of `text` between separators; one at least.
std::vector<std::string> split(const std::string &text, char separator);

//===-- Transformations (vmapc-transform.cpp) -------------------------------===//

/// One of --vmap, --grad, --vjp, --jvp as written, with what followed '='.
struct Transformation {
  std::string name, argument;
};

/// Moves the transformations out of the arguments, in the order written.
std::vector<Transformation> takeTransformations(std::vector<std::string> &arguments);

/// Names of the inputs after all of `list`.
std::vector<std::string> inputNames(const detail::Program &program,
                                    const std::vector<Transformation> &list);

/// Applies `list` left to right. `inputs` (by position after all of them; null
/// where none was given) tell the batch sizes that no `size=` does.
ProgramRef transform(ProgramRef program, const std::vector<Transformation> &list,
                     const std::vector<Array> &inputs);

//===-- Inputs (vmapc-inputs.cpp) -------------------------------------------===//

/// Reads --input arguments: FILE.npy or SHAPExDTYPE=GENERATOR, after NAME= or in the
/// order of `names`; and FILE.npz or FILE.safetensors, whose keys are names (after NAME=,
/// paths below it). Null where nothing was given.
std::vector<Array> readInputs(const std::vector<std::string> &arguments,
                              const std::vector<std::string> &names);
/// Throws unless the inputs are what the program takes.
void checkInputs(const detail::Program &program, const std::vector<Array> &inputs);

//===-- Results (vmapc-results.cpp) -----------------------------------------===//

/// The results of one call.
std::vector<Array> call(const detail::Kernel &kernel, const detail::Program &program,
                        const std::vector<Array> &inputs);
void printResults(const detail::Program &program, const std::vector<Array> &results,
                  bool json);
/// One .npy per result, and index.json.
void writeResults(const std::string &folder, const detail::Program &program,
                  const std::vector<Array> &results);
/// Compares with files (by position or NAME=FILE); says on stderr what differs.
bool matches(const std::vector<std::string> &expected, const detail::Program &program,
             const std::vector<Array> &results, double rtol, double atol);

//===-- C header (vmapc-header.cpp) -----------------------------------------===//

/// The declaration of the function in an object file.
std::string cHeader(const detail::Program &program);

} // namespace vmapc::tool

#endif
