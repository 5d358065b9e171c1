// A finished graph. It holds serialized MLIR, not a module: a context may be used by
// one thread at a time, and a program by any number.

#ifndef VMAPC_COMPILER_DRIVER_PROGRAM_H
#define VMAPC_COMPILER_DRIVER_PROGRAM_H

#include "compiler/driver/Job.h"

namespace vmapc::driver {

class Program final : public detail::Program {
public:
  /// Serializes `module`, which is verified and has a valid signature.
  Program(mlir::ModuleOp module, detail::Stage stage);

  const std::string &name() const override { return name_; }
  const std::vector<detail::Port> &inputs() const override { return signature_.inputs; }
  const std::vector<detail::Port> &outputs() const override { return signature_.outputs; }
  std::string print(detail::Stage stage,
                    const detail::CompileOptions &options) const override;
  std::string object(bool assembly, const detail::CompileOptions &options) const override;
  std::shared_ptr<detail::Kernel>
  compile(const detail::CompileOptions &options) const override;
  std::shared_ptr<detail::Program> transpose(std::size_t residuals) const override;
  std::uint64_t fingerprint() const override { return fingerprint_; }
  bool sameCode(const detail::Program &other) const override;

  const std::string &bytes() const { return bytes_; }
  detail::Stage stage() const { return stage_; }

private:
  Job job() const { return Job(name_, bytes_, stage_); }

  std::string name_;
  Signature signature_;
  detail::Stage stage_;
  std::string bytes_;
  /// The same without locations and names: equal code has equal text.
  std::string code_;
  std::uint64_t fingerprint_;
};

} // namespace vmapc::driver

#endif
