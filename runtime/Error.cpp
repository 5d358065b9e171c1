// The exception type and the words that describe dtypes, shapes and arrays in it.

#include "runtime/ArrayImpl.h"
#include "runtime/Thread.h"
#include "runtime/TraceState.h"

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

namespace vmapc {
inline namespace v0 {

namespace {
std::string message(const std::string &op, const std::string &required,
                    const std::string &got, const SourceLine &location) {
  std::string text;
  if (!location.file.empty())
    text = detail::at(location) + ": ";
  text += op;
  if (!required.empty())
    text += ": required " + required;
  if (!got.empty())
    text += std::string(required.empty() ? ": " : ", ") + "got " + got;
  return text;
}
} // namespace

Error::Error(ErrorCode code, std::string op, std::string required, std::string got,
             SourceLine location, std::vector<SourceLine> frames)
    : std::runtime_error(message(op, required, got, location)), code_(code),
      op_(std::move(op)), required_(std::move(required)), got_(std::move(got)),
      location_(std::move(location)), frames_(std::move(frames)) {}
Error::~Error() = default;

std::string_view nameOf(DType t) {
  switch (t) {
  case f16: return "f16";
  case bf16: return "bf16";
  case f32: return "f32";
  case f64: return "f64";
  case i8: return "i8";
  case i16: return "i16";
  case i32: return "i32";
  case i64: return "i64";
  case u8: return "u8";
  case u16: return "u16";
  case u32: return "u32";
  case u64: return "u64";
  case b1: return "b1";
  case c64: return "c64";
  case c128: return "c128";
  }
  return "?";
}

std::string describe(DType t, const Shape &shape) {
  std::string text(nameOf(t));
  text += '[';
  for (std::size_t k = 0; k < shape.size(); ++k)
    text += (k ? "," : "") + std::to_string(shape[k]);
  return text + ']';
}

namespace detail {

std::string at(const SourceLine &loc) {
  if (loc.file.empty())
    return "an unknown line";
  // In C++ a line names a statement; positions in other text have a column.
  constexpr std::string_view sources[] = {"c",   "cc",  "cpp", "cxx", "cu",
                                          "h",   "hh",  "hpp", "hxx", "inc"};
  std::string_view suffix(loc.file);
  suffix.remove_prefix(suffix.rfind('.') + 1);
  std::string text = loc.file + ":" + std::to_string(loc.line);
  if (loc.column && std::find(std::begin(sources), std::end(sources), suffix) == std::end(sources))
    text += ":" + std::to_string(loc.column);
  return text;
}

std::string describe(const Aval &aval) { return v0::describe(aval.dtype, aval.shape); }

std::string describe(const Array &array) {
  const ArrayImpl *impl = ArrayImpl::of(array);
  if (!impl)
    return "a null array";
  std::string text = v0::describe(array.dtype(), impl->type->shape);
  if (impl->kind == ArrayKind::traced)
    text += " traced at " + at(impl->traced.made);
  else if (impl->kind == ArrayKind::shape)
    text += " without data";
  return text;
}

CallerFrame *&CallerFrame::innermost() noexcept {
  static thread_local CallerFrame *frame = nullptr;
  return frame;
}

namespace {
/// The functions on the stack by name, without lines.
std::vector<SourceLine> traceback() {
  void *addresses[64];
  int n = backtrace(addresses, 64);
  std::vector<SourceLine> frames;
  for (int k = 2; k < n; ++k) {
    Dl_info info;
    if (!dladdr(addresses[k], &info) || !info.dli_sname)
      continue;
    int status = 0;
    char *name = abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, &status);
    std::string text = status == 0 ? name : info.dli_sname;
    std::free(name);
    if (text.find("vmapc::v0::") == text.npos && text.find("std::") != 0)
      frames.emplace_back(std::move(text), 0, 0);
  }
  return frames;
}

std::vector<SourceLine> callers() {
  const char *wanted = std::getenv("VMAPC_TRACEBACK");
  if (wanted && *wanted && std::string_view(wanted) != "0")
    return traceback();
  std::vector<SourceLine> frames;
  for (CallerFrame *f = CallerFrame::innermost(); f; f = f->outer)
    frames.emplace_back(f->line);
  return frames;
}
} // namespace

void fail(std::string op, std::string required, std::string got, const Loc &loc) {
  throw Error(ErrorCode::invalid_argument, std::move(op), std::move(required),
              std::move(got), userLine(loc), callers());
}

const Array &required(const Array &array, const char *op, const Loc &loc) {
  if (!array.defined())
    fail(op, "an array", "a null array (default-constructed, moved from or donated)", loc);
  return array;
}

const ArrayImpl &requireData(const Array &array, const char *op, const Loc &loc) {
  const ArrayImpl &impl = *ArrayImpl::of(required(array, op, loc));
  if (impl.kind == ArrayKind::traced)
    fail(op, "an array with data",
         describe(array) + "; while a function is traced its values are not known", loc);
  if (impl.kind == ArrayKind::shape)
    fail(op, "an array with data", describe(array), loc);
  return impl;
}

Scope::Scope(const Loc &loc) noexcept : outermost_(!rt::thread.scoped) {
  if (outermost_) {
    rt::thread.scope = userLine(loc);
    rt::thread.scoped = true;
  }
}
Scope::~Scope() {
  if (outermost_)
    rt::thread.scoped = false;
}

/// Whether a line is of the standard library's or our own headers: there the operation
/// was called by what it was handed to, as in vmap(vm::dot), not by the user's code.
static bool isOfHeaders(std::string_view file) {
  return file.find("/include/c++/") != file.npos || file.find("include/vmapc/") != file.npos;
}

Loc userLine(const Loc &loc) noexcept {
  if (rt::thread.scoped)
    return rt::thread.scope;
  const rt::TraceState *trace = rt::thread.trace;
  return trace && !trace->lines.empty() && isOfHeaders(loc.file_name()) ? trace->lines.back() : loc;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
