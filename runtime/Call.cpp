// Running a transformed function outside a trace: the hit path, and tracing.

#include "runtime/Cache.h"
#include "runtime/Pool.h"

#include "vmapc/jit.h"

#include <cstdlib>
#include <cstring>

namespace vmapc::rt {

using detail::describe;
using detail::TracedResult;

namespace {

/// Scratch of this thread, grown to the largest kernel.
struct Scratch {
  Block block{nullptr, 0};
  std::size_t bytes = 0;
  ~Scratch() {
    if (block.data)
      deallocate(block.data, block.sizeClass);
  }
  std::byte *get(std::size_t wanted) {
    if (wanted > bytes) {
      if (block.data)
        deallocate(block.data, block.sizeClass);
      block.data = nullptr;
      bytes = 0;
      block = allocate(wanted);
      bytes = wanted;
    }
    return block.data;
  }
};
Scratch &scratch() {
  static thread_local Scratch s;
  return s;
}

bool aligned(const void *p) { return reinterpret_cast<std::uintptr_t>(p) % 64 == 0; }

/// A few pointers without the heap.
class Pointers {
public:
  explicit Pointers(std::size_t n) {
    if (n > inlineCount) {
      more_.resize(n);
      data_ = more_.data();
    }
  }
  void push(void *p) { data_[count_++] = p; }
  void *const *data() const { return data_; }

private:
  static constexpr std::size_t inlineCount = 48;
  std::size_t count_ = 0;
  void *few_[inlineCount];
  std::vector<void *> more_;
  void **data_ = few_;
};

/// The data of an input, copied when a view starts at an odd place.
void *inputPointer(const ArrayImpl &impl, std::vector<Array> &copies) {
  if (aligned(impl.data)) [[likely]]
    return impl.data;
  ArrayImpl *copy = detail::newData(impl.type);
  copies.push_back(ArrayImpl::adopt(copy));
  std::memcpy(copy->data, impl.data, impl.type->bytes);
  return copy->data;
}
} // namespace

void execute(const Kernel &kernel, std::span<const Array *const> inputs,
             const Compiled &code, std::span<const Array> cells, void *const *outputs) {
  std::vector<Array> copies;
  std::size_t outputCount = code.outputs.size();
  Pointers buffers(inputs.size() + code.hidden.size() + outputCount + 1);
  for (const Array *input : inputs)
    if (const ArrayImpl *impl = ArrayImpl::of(*input))
      buffers.push(inputPointer(*impl, copies));
  for (std::size_t k = 0; k < code.hidden.size(); ++k)
    buffers.push(inputPointer(
        *ArrayImpl::of(code.hidden[k].cell ? cells[k] : code.hidden[k].array), copies));
  for (std::size_t k = 0; k < outputCount; ++k)
    if (code.outputs[k].type)
      buffers.push(outputs[k]);
  if (kernel.scratchBytes)
    buffers.push(scratch().get(kernel.scratchBytes));
  kernel.entry(buffers.data());
}

std::vector<Array> runKernel(const Kernel &kernel, std::span<const Array> inputs,
                             std::span<const detail::Port> outputs) {
  Compiled code;
  std::vector<Array> results;
  std::vector<void *> pointers;
  for (const detail::Port &port : outputs) {
    ArrayImpl *impl = detail::newData(detail::intern(port.aval));
    results.push_back(ArrayImpl::adopt(impl));
    pointers.push_back(impl->data);
    code.outputs.push_back({impl->type, false});
  }
  std::vector<const Array *> in;
  for (const Array &a : inputs)
    in.push_back(&a);
  execute(kernel, in, code, {}, pointers.data());
  return results;
}

//===-- Tracing ----------------------------------------------------------------===//

Compiled traceBody(Signature &signature, const CallBody &body, const Loc &loc) {
  Compiled code;
  TraceState state(body.name());
  std::vector<std::string> names = body.inputNames();
  {
    Frame frame(state, state.name.c_str(), loc);
    std::vector<Array> arguments;
    std::span<const Array *const> leaves = signature.leaves();
    for (std::size_t k = 0; k < leaves.size(); ++k) {
      const ArrayImpl *impl = ArrayImpl::of(*leaves[k]);
      code.nullInputs |= !impl;
      arguments.push_back(impl ? frame.argument(*impl->type, impl->weak,
                                                k < names.size() ? names[k] : "arg" + std::to_string(k), loc)
                               : Array());
    }
    TracedResult result = body.trace(arguments);
    std::vector<Array> values;
    std::vector<std::string> valueNames;
    for (std::size_t k = 0; k < result.leaves.size(); ++k) {
      Array &r = result.leaves[k];
      if (!r.defined()) {
        code.outputs.push_back({});
        continue;
      }
      if (!body.keepsWeak())
        r = detail::settled(r, loc);
      code.outputs.push_back({ArrayImpl::of(r)->type, detail::isWeak(r)});
      values.push_back(r);
      valueNames.push_back(k < result.names.size() ? result.names[k] : "");
    }
    FrameRef function = frame.close(values, valueNames, state.name.c_str(), loc);
    code.program = state.trace->finish(function);
    code.skeleton = std::move(result.skeleton);
  }
  code.hidden = std::move(state.hidden);
  for (const Hidden &h : code.hidden)
    code.cells |= h.cell != nullptr;
  return code;
}

namespace {

bool checksCaptures() {
  static const bool on = [] {
    const char *v = std::getenv("VMAPC_CHECK_CAPTURES");
    return v && *v && std::string_view(v) != "0";
  }();
  return on;
}

/// A dump without its locations: a function may be called from many lines.
std::string withoutLocations(const std::string &text) {
  std::string result;
  for (std::size_t k = 0; k < text.size();) {
    if (text.compare(k, 5, " loc(") != 0) {
      result += text[k++];
      continue;
    }
    k += 5;
    bool quoted = false;
    for (int depth = 1; depth > 0 && k < text.size(); ++k) {
      quoted ^= text[k] == '"' && text[k - 1] != '\\';
      depth += quoted ? 0 : (text[k] == '(') - (text[k] == ')');
    }
  }
  return result;
}

/// Traces again and compares: something that was captured by reference has changed.
void checkCaptures(const Entry &entry, Signature &signature, const CallBody &body,
                   const Loc &loc) {
  if (thread.checking)
    return;
  struct Guard {
    Guard() { thread.checking = true; }
    ~Guard() { thread.checking = false; }
  } guard;
  Compiled now = traceBody(signature, body, loc);
  std::string was, is;
  if (entry.code.program && now.program) {
    was = withoutLocations(entry.code.program->print(detail::Stage::traced, {}));
    is = withoutLocations(now.program->print(detail::Stage::traced, {}));
  }
  const char *required = "captured values that have not changed since the function was traced";
  if (was != is) {
    std::size_t k = 0, line = 0;
    for (std::size_t n = std::min(was.size(), is.size()); k < n && was[k] == is[k]; ++k)
      if (was[k] == '\n')
        line = k + 1;
    auto lineOf = [&](const std::string &s) {
      std::size_t first = s.find_first_not_of(' ', line);
      return first == s.npos ? std::string() : s.substr(first, s.find('\n', first) - first);
    };
    detail::fail(body.name(), required,
                 "'" + lineOf(is) + "' where it was '" + lineOf(was) +
                     "'; pass the value as an argument or use vm::Ref",
                 loc);
  }
  for (std::size_t k = 0; k < now.hidden.size() && k < entry.code.hidden.size(); ++k) {
    const ArrayImpl *a = ArrayImpl::of(entry.code.hidden[k].array);
    const ArrayImpl *b = ArrayImpl::of(now.hidden[k].array);
    if (a && b && a->data != b->data && std::memcmp(a->data, b->data, a->type->bytes) != 0)
      detail::fail(body.name(), required,
                   "another " + describe(now.hidden[k].array) +
                       "; pass the array as an argument or use vm::Ref",
                   loc);
  }
}

/// The current arrays of cells; false when one has another shape than was compiled for.
bool loadCells(const Compiled &code, std::vector<Array> &arrays) {
  arrays.resize(code.hidden.size());
  for (std::size_t k = 0; k < code.hidden.size(); ++k) {
    const Hidden &h = code.hidden[k];
    if (!h.cell)
      continue;
    if (h.cell->version() != h.cellVersion)
      return false;
    arrays[k] = h.cell->load(h.leaf);
  }
  return true;
}

/// The code for this call, with the arrays of its cells.
const Entry &prepare(const Site &site, Signature &signature, const CallBody &body,
                     const Loc &loc, std::vector<Array> &cells) {
  std::uint64_t hash = completeKey(signature, loc, false);
  for (;;) {
    const Entry &entry = find(site, signature, hash, body, loc);
    if (entry.code.cells && !loadCells(entry.code, cells)) {
      forget(entry);
      continue;
    }
    if (checksCaptures()) [[unlikely]]
      checkCaptures(entry, signature, body, loc);
    return entry;
  }
}
} // namespace

} // namespace vmapc::rt

namespace vmapc {
inline namespace v0 {
namespace detail {

using rt::Compiled;
using rt::Entry;
using rt::Output;

void runCompiled(const Site &site, Signature &signature, const CallBody &body,
                 const Loc &loc, Results &results) {
  std::vector<Array> cells;
  const Entry &entry = rt::prepare(site, signature, body, loc, cells);
  const Compiled &code = entry.code;
  std::size_t n = code.outputs.size();
  results.resize(n);
  void *few[16];
  std::vector<void *> more;
  void **pointers = few;
  if (n > 16) {
    more.resize(n);
    pointers = more.data();
  }
  for (std::size_t k = 0; k < n; ++k) {
    const Output &out = code.outputs[k];
    if (!out.type)
      continue;
    ArrayImpl *impl = newData(out.type);
    impl->weak = out.weak;
    pointers[k] = impl->data;
    results[k] = ArrayImpl::adopt(impl);
  }
  if (code.kernel)
    rt::execute(*code.kernel, signature.leaves(), code, cells, pointers);
  results.skeleton = code.skeleton;
}

void runInto(const Site &site, Signature &signature, const CallBody &body,
             std::span<const Array *const> outs, const Loc &loc) {
  std::vector<Array> cells;
  const Entry &entry = rt::prepare(site, signature, body, loc, cells);
  const Compiled &code = entry.code;
  if (outs.size() != code.outputs.size())
    fail("call_into", std::to_string(code.outputs.size()) + " arrays",
         std::to_string(outs.size()), loc);
  void *few[16];
  std::vector<void *> more(outs.size() > 16 ? outs.size() : 0);
  void **pointers = outs.size() > 16 ? more.data() : few;
  std::vector<std::pair<std::byte *, Array>> later;
  auto overlaps = [&](const Array &input, const ArrayImpl &out, bool &same) {
    const ArrayImpl *in = ArrayImpl::of(input);
    if (!in || !in->type->bytes || !out.type->bytes)
      return false;
    same = in->data == out.data && in->type->bytes == out.type->bytes;
    return in->data < out.data + out.type->bytes && out.data < in->data + in->type->bytes;
  };
  for (std::size_t k = 0; k < outs.size(); ++k) {
    const Output &expected = code.outputs[k];
    if (!expected.type)
      continue;
    const ArrayImpl &out = requireData(*outs[k], "call_into", loc);
    if (out.type != expected.type)
      fail("call_into", describe(*expected.type) + " as result " + std::to_string(k),
           describe(*outs[k]), loc);
    bool needsCopy = reinterpret_cast<std::uintptr_t>(out.data) % 64 != 0;
    auto meet = [&](const Array &other) {
      bool same = false;
      if (!overlaps(other, out, same))
        return;
      if (!same)
        fail("call_into", "results that are an argument or overlap none",
             describe(*outs[k]) + " as result " + std::to_string(k) +
                 ", which overlaps an argument partly",
             loc);
      needsCopy = true;
    };
    for (const Array *input : signature.leaves())
      meet(*input);
    for (std::size_t h = 0; h < code.hidden.size(); ++h)
      meet(code.hidden[h].cell ? cells[h] : code.hidden[h].array);
    for (std::size_t other = 0; other < k; ++other) {
      bool same = false;
      if (outs[other]->defined() && overlaps(*outs[other], out, same))
        fail("call_into", "results that overlap each other nowhere",
             "results " + std::to_string(other) + " and " + std::to_string(k), loc);
    }
    pointers[k] = out.data;
    if (needsCopy) {
      ArrayImpl *temporary = newData(out.type);
      later.emplace_back(out.data, ArrayImpl::adopt(temporary));
      pointers[k] = temporary->data;
    }
  }
  if (code.kernel)
    rt::execute(*code.kernel, signature.leaves(), code, cells, pointers);
  for (auto &[to, from] : later)
    std::memcpy(to, ArrayImpl::of(from)->data, ArrayImpl::of(from)->type->bytes);
}

void compileOnly(const Site &site, Signature &signature, const CallBody &body,
                 const Loc &loc) {
  std::uint64_t hash = rt::completeKey(signature, loc, true);
  rt::find(site, signature, hash, body, loc);
}

void traceShapes(Signature &signature, const CallBody &body, const Loc &loc,
                 Results &results) {
  Compiled code = rt::traceBody(signature, body, loc);
  results.resize(code.outputs.size());
  for (std::size_t k = 0; k < code.outputs.size(); ++k)
    if (const Type *type = code.outputs[k].type)
      results[k] = shapeOnly(type, code.outputs[k].weak);
  results.skeleton = code.skeleton;
}

std::shared_ptr<Program> traceProgram(Signature &signature, const CallBody &body,
                                      const Loc &loc, std::vector<Array> &hidden) {
  Compiled code = rt::traceBody(signature, body, loc);
  for (rt::Hidden &h : code.hidden)
    hidden.push_back(h.cell ? h.cell->load(h.leaf) : h.array);
  return code.program;
}

Array shapeOf(DType dtype, const Shape &shape) {
  return shapeOnly(intern(dtype, shape), false);
}

} // namespace detail

NoCompile::NoCompile() { ++rt::thread.noCompile; }
NoCompile::~NoCompile() { --rt::thread.noCompile; }

std::size_t Pool::held_bytes() const { return rt::poolStats().heldBytes; }
void Pool::set_max_bytes(std::size_t bytes) { rt::setPoolBound(bytes); }
void Pool::trim() { rt::trimPool(); }
Pool &pool() {
  static Pool p;
  return p;
}

} // namespace v0
} // namespace vmapc
