// Operations and composed functions called outside a trace: each is a compiled function,
// cached under its name and options.

#include "runtime/Cache.h"

#include "vmapc/jit.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {
class LibraryBody final : public CallBody {
public:
  LibraryBody(const char *name, const Loc &loc, FunctionRef<TracedResult(std::span<const Array>)> f)
      : name_(name), loc_(loc), f_(f) {}
  std::vector<std::string> inputNames() const override { return {}; }
  TracedResult trace(std::span<const Array> leaves) const override {
    Scope scope(loc_);
    return f_(leaves);
  }
  std::string name() const override { return name_; }
  bool keepsWeak() const override { return true; }

private:
  const char *name_;
  const Loc &loc_;
  FunctionRef<TracedResult(std::span<const Array>)> f_;
};

const Site &librarySite() {
  static const SitePtr site = internSite("library", nullptr, 0);
  return *site;
}

void runLibrary(const char *name, std::string_view statics, std::span<const Array> operands,
                const Loc &loc, FunctionRef<TracedResult(std::span<const Array>)> f,
                Results &results) {
  Signature s;
  s.word(librarySite().id);
  s.text(name);
  s.text(statics);
  for (const Array &a : operands)
    s.leaf(required(a, name, loc));
  LibraryBody body(name, loc, f);
  runCompiled(librarySite(), s, body, loc, results);
}
} // namespace

std::vector<Array> library(const char *name, std::string_view statics,
                           std::span<const Array> operands, const Loc &loc, Body body) {
  if (tracing()) {
    Scope scope(loc);
    return body(operands);
  }
  Results results;
  runLibrary(name, statics, operands, loc,
             [&](std::span<const Array> leaves) {
               return TracedResult{body(leaves), {}, nullptr};
             },
             results);
  return {results.span().begin(), results.span().end()};
}

Array library1(const char *name, std::string_view statics, std::span<const Array> operands,
               const Loc &loc, Body1 body) {
  if (tracing()) {
    Scope scope(loc);
    return body(operands);
  }
  Results results;
  runLibrary(name, statics, operands, loc,
             [&](std::span<const Array> leaves) {
               return TracedResult{{body(leaves)}, {}, nullptr};
             },
             results);
  return std::move(results[0]);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
