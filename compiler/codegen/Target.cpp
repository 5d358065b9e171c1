// What the machine this process runs on can do.

#include "compiler/codegen/CpuJit.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"

namespace vmapc::ir {

const CpuTarget &hostTarget() {
  static const CpuTarget target = [] {
    CpuTarget t;
    t.triple = llvm::sys::getProcessTriple();
    t.cpu = llvm::sys::getHostCPUName().str();
    llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
    for (auto &feature : features) {
      // Vectors are explicit and as wide as the machine's.
      if (feature.first() == "prefer-256-bit")
        continue;
      if (!t.features.empty())
        t.features += ',';
      t.features += (feature.second ? "+" : "-") + feature.first().str();
    }
    t.vectorBits = features.lookup("avx512f") && features.lookup("avx512vl") ? 512
                   : features.lookup("avx2")                                 ? 256
                                                                             : 128;
    return t;
  }();
  return target;
}

} // namespace vmapc::ir
