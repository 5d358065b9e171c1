// Recording: arrays to names of the trace and back, frames, the escape error.

#include "runtime/TraceState.h"

#include "vmapc/detail/import.h"

#include <atomic>
#include <cstring>

namespace vmapc::rt {

using detail::ArrayKind;
using detail::intern;

namespace {
std::atomic<std::uint64_t> nextSerial{1};

/// Up to this many bytes an array with data becomes a constant.
constexpr std::size_t constantBytes = 64;
/// EmbedCaptures guards that are alive on this thread.
thread_local constinit int embedding = 0;

[[noreturn]] void escaped(const TraceState &state, const Array &array, const char *op,
                          const Loc &loc) {
  const ArrayImpl &impl = *ArrayImpl::of(array);
  std::string why;
  if (impl.traced.trace == state.serial)
    why = ", in a function or body that has ended (a value assigned to an outer variable "
          "does not survive it: return it)";
  else {
    bool outerTrace = false;
    for (const TraceState *s = state.outer; s; s = s->outer)
      outerTrace |= s->serial == impl.traced.trace;
    why = outerTrace ? ", in a trace around this one (pass it as an argument)"
                     : ", in a trace that has ended or belongs to another thread";
  }
  detail::fail(op, "values of the function that is being traced",
               detail::describe(array) + why, loc);
}
} // namespace

TraceState::TraceState(std::string n)
    : trace(compiler().newTrace()), name(std::move(n)), serial(nextSerial++),
      outer(thread.trace) {
  thread.trace = this;
}
TraceState::~TraceState() { thread.trace = outer; }

Array TraceState::wrap(const detail::TracedValue &value, const Loc &loc, bool weak) {
  ArrayImpl *impl = detail::newImpl();
  Array result = ArrayImpl::adopt(impl);
  impl->kind = ArrayKind::traced;
  impl->type = intern(value.aval);
  impl->weak = weak;
  impl->traced = {serial, frames.back(), std::uint32_t(frames.size() - 1), value.ref, loc};
  return result;
}

ValueRef TraceState::resolve(const Array &array, const char *op, const Loc &loc) {
  detail::required(array, op, loc);
  const ArrayImpl &impl = *ArrayImpl::of(array);
  if (impl.kind == ArrayKind::traced) {
    const detail::TracedInfo &t = impl.traced;
    if (t.trace != serial || t.depth >= frames.size() || frames[t.depth] != t.frame)
      escaped(*this, array, op, loc);
    return t.ref;
  }
  detail::requireData(array, op, loc);
  if (impl.type->bytes <= constantBytes || embedding)
    return trace->constant(*impl.type, impl.data, detail::userLine(loc)).ref;
  auto [it, isNew] = hiddenArrays.try_emplace({impl.data, impl.type});
  if (isNew) {
    std::string inputName = "captured" + std::to_string(hidden.size());
    it->second = trace->hiddenInput(*impl.type, inputName, detail::userLine(loc));
    hidden.push_back({array, nullptr, 0, 0});
  }
  return it->second;
}

Array TraceState::hiddenCell(const std::shared_ptr<Cell> &cell, std::size_t leaf,
                             bool weak, const Loc &loc) {
  Array now = cell->load(leaf);
  const detail::Type &type = *ArrayImpl::of(now)->type;
  auto [it, isNew] = hiddenCells.try_emplace({cell.get(), leaf});
  if (isNew) {
    it->second = trace->hiddenInput(type, "ref" + std::to_string(hidden.size()), loc);
    hidden.push_back({Array(), cell, leaf, cell->version()});
  }
  // An argument of the outermost function: usable wherever that one is open.
  ArrayImpl *impl = detail::newImpl();
  Array result = ArrayImpl::adopt(impl);
  impl->kind = ArrayKind::traced;
  impl->type = &type;
  impl->weak = weak;
  impl->traced = {serial, frames.front(), 0, it->second, loc};
  return result;
}

FrameRef TraceState::import(const std::shared_ptr<Program> &program, const Loc &loc) {
  auto [it, isNew] = imports.try_emplace(program.get());
  if (isNew)
    it->second = {program, trace->import(*program, loc)};
  return it->second.second;
}

TraceState &currentTrace(const char *op, const Loc &loc) {
  if (!thread.trace)
    detail::fail(op, "a trace", "none on this thread", loc);
  return *thread.trace;
}

Frame::Frame(TraceState &state, const char *name, const Loc &loc) : state_(state) {
  if (name)
    state.trace->beginFunction(name, loc);
  else
    state.trace->beginRegion(loc);
  state.frames.push_back(nextSerial++);
  state.lines.push_back(loc);
}

Frame::~Frame() {
  if (open_)
    abandon();
}

void Frame::abandon() {
  open_ = false;
  state_.frames.pop_back();
  state_.lines.pop_back();
  state_.trace->abandon();
}

Array Frame::argument(const Aval &aval, bool weak, std::string_view name,
                      const Loc &loc) {
  return state_.wrap({state_.trace->argument(aval, name, loc), aval}, loc, weak);
}

FrameRef Frame::close(std::span<const Array> results, std::span<const std::string> names,
                      const char *op, const Loc &loc) {
  std::vector<ValueRef> refs;
  refs.reserve(results.size());
  for (const Array &r : results)
    refs.push_back(state_.resolve(r, op, loc));
  FrameRef ref = state_.trace->end(refs, names, loc);
  open_ = false;
  state_.frames.pop_back();
  state_.lines.pop_back();
  return ref;
}

} // namespace vmapc::rt

namespace vmapc {
inline namespace v0 {
namespace detail {

bool tracing() noexcept { return rt::thread.trace; }

std::vector<Array> emit(const char *op, std::span<const Array> operands,
                        std::span<const Attr> attrs, const Loc &loc,
                        std::span<const Aval> results) {
  rt::TraceState &state = rt::currentTrace(op, loc);
  std::vector<ValueRef> refs;
  refs.reserve(operands.size());
  for (const Array &a : operands)
    refs.push_back(state.resolve(a, op, loc));
  Loc line = userLine(loc);
  std::vector<Array> arrays;
  for (const TracedValue &v : state.trace->emit(op, refs, attrs, results, line))
    arrays.push_back(state.wrap(v, line));
  return arrays;
}

Array emit1(const char *op, std::span<const Array> operands, std::span<const Attr> attrs,
            const Loc &loc, std::span<const Aval> results) {
  return std::move(emit(op, operands, attrs, loc, results).front());
}

Array literal(const Aval &aval, const void *data, const Loc &loc) {
  if (rt::thread.trace && intern(aval)->bytes <= 64) {
    Loc line = userLine(loc);
    return rt::thread.trace->wrap(rt::thread.trace->trace->constant(aval, data, line), line);
  }
  ArrayImpl *impl = newData(intern(aval));
  if (impl->type->bytes)
    std::memcpy(impl->data, data, impl->type->bytes);
  return ArrayImpl::adopt(impl);
}

EmbedCaptures::EmbedCaptures() noexcept { ++rt::embedding; }
EmbedCaptures::~EmbedCaptures() { --rt::embedding; }

Array embedded(const Aval &aval, const void *data, const Loc &loc) {
  rt::TraceState &state = rt::currentTrace("constant", loc);
  Loc line = userLine(loc);
  return state.wrap(state.trace->constant(aval, data, line), line);
}

Array converted(const Array &array, DType dtype, const Loc &loc) {
  if (Array constant = constantAs(array, dtype); constant.defined())
    return constant;
  const Aval &aval = avalOf(array);
  if (aval.dtype == dtype)
    return withWeak(array, false);
  Aval result{dtype, aval.shape};
  return emit1("convert", {&array, 1}, {}, loc, {&result, 1});
}

Array settled(const Array &array, const Loc &loc) {
  return isWeak(array) ? converted(array, array.dtype(), loc) : array;
}

Array filled(const Aval &aval, double value, const Loc &loc) {
  alignas(16) std::byte element[16];
  convertElements(f64, &value, aval.dtype, element, 1);
  Array scalar = literal({aval.dtype, {}}, element, loc);
  if (aval.shape.empty())
    return scalar;
  Attr attrs[] = {{"dimensions", std::vector<std::int64_t>{}}};
  return emit1("broadcast", {&scalar, 1}, attrs, loc, {&aval, 1});
}

} // namespace detail
} // namespace v0
} // namespace vmapc
