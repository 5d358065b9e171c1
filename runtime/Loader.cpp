// Finds and loads the compiler library, once, at the first need; it is never
// closed. RTLD_LOCAL keeps its LLVM apart from any other in the process.

#include "runtime/TraceState.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>

namespace vmapc::rt {

namespace {
constexpr const char *libraryName = "libvmapc-compiler.so";

std::vector<std::string> candidates() {
  std::vector<std::string> paths;
  static const char here = 0;
  Dl_info info;
  if (dladdr(&here, &info) && info.dli_fname) {
    std::filesystem::path folder = std::filesystem::path(info.dli_fname).parent_path();
    paths.push_back((folder / libraryName).string());
    paths.push_back((folder / (std::string(libraryName) + ".0")).string());
  }
  if (const char *path = std::getenv("VMAPC_COMPILER_PATH")) {
    std::filesystem::path p(path);
    std::error_code ignored;
    paths.push_back((std::filesystem::is_directory(p, ignored) ? p / libraryName : p).string());
  }
  return paths;
}

detail::Compiler *load() {
  std::string tried;
  for (const std::string &path : candidates()) {
    void *handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
      tried += "\n  " + std::string(dlerror());
      continue;
    }
    auto get = reinterpret_cast<detail::GetCompiler>(dlsym(handle, detail::getCompilerSymbol));
    detail::Compiler *compiler = get ? get(detail::abiVersion) : nullptr;
    if (compiler)
      return compiler;
    tried += "\n  " + path + ": not a compiler for this libvmapc (interface version " +
             std::to_string(detail::abiVersion) + ")";
  }
  throw Error(ErrorCode::compile, "vmapc",
              "the compiler library beside libvmapc or at VMAPC_COMPILER_PATH",
              "none that loads:" + tried, {});
}

detail::Compiler *injected = nullptr;
} // namespace

detail::Compiler &compiler() {
  if (injected)
    return *injected;
  static detail::Compiler *loaded = load();
  return *loaded;
}

} // namespace vmapc::rt

namespace vmapc {
inline namespace v0 {
namespace detail {
void setCompiler(Compiler *compiler) { rt::injected = compiler; }
Compiler &loadedCompiler() { return rt::compiler(); }
} // namespace detail
} // namespace v0
} // namespace vmapc
