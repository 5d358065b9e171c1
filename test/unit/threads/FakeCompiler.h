// A compiler of three elementwise operations on f32, inside the test: libvmapc's own
// work (cache, threads, pool) runs without LLVM, which is not instrumented for
// sanitizers. Compiling takes a moment, so that threads meet.

#ifndef VMAPC_TEST_UNIT_THREADS_FAKECOMPILER_H
#define VMAPC_TEST_UNIT_THREADS_FAKECOMPILER_H

#include "vmapc/detail/abi.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <thread>

namespace fake {

using namespace vmapc::detail;
using vmapc::Error;
using vmapc::ErrorCode;

/// value[i] = operation(values[a][i], values[b][i]); inputs come first.
struct Step {
  enum Kind { input, constant, add, mul, spread } kind;
  std::uint32_t a = 0, b = 0;
  float value = 0;
  Aval aval = {};
  bool operator==(const Step &) const = default;
};

struct Code {
  std::vector<Step> steps;
  std::vector<std::uint32_t> results;
  bool operator==(const Code &) const = default;
};

// A kernel is a bare function pointer, so the fake ones find their code in a table.
constexpr std::size_t maxKernels = 512;
inline std::atomic<const Code *> kernelCode[maxKernels];
inline std::atomic<std::size_t> kernelCount{0};
inline std::atomic<int> compiles{0};

inline void interpret(const Code &code, void *const *buffers) {
  std::vector<std::vector<float>> values;
  std::size_t next = 0;
  auto size = [](const Step &s) { return std::size_t(vmapc::elementCount(s.aval.shape)); };
  for (const Step &s : code.steps) {
    std::vector<float> v(size(s), s.value);
    for (std::size_t k = 0; k < v.size(); ++k) {
      if (s.kind == Step::input)
        v[k] = static_cast<const float *>(buffers[next])[k];
      else if (s.kind == Step::add)
        v[k] = values[s.a][k] + values[s.b][k];
      else if (s.kind == Step::mul)
        v[k] = values[s.a][k] * values[s.b][k];
      else if (s.kind == Step::spread)
        v[k] = values[s.a][0];
    }
    next += s.kind == Step::input;
    values.push_back(std::move(v));
  }
  for (std::uint32_t r : code.results)
    std::memcpy(buffers[next++], values[r].data(), values[r].size() * sizeof(float));
}

template <std::size_t K> void entryOf(void *const *buffers) {
  interpret(*kernelCode[K].load(), buffers);
}
template <std::size_t... K> auto *entryAt(std::size_t k, std::index_sequence<K...>) {
  static constexpr void (*entries[])(void *const *) = {entryOf<K>...};
  return entries[k];
}

class FakeProgram : public Program {
public:
  std::string name_;
  Code code;
  std::vector<Port> in, out;
  const std::string &name() const override { return name_; }
  const std::vector<Port> &inputs() const override { return in; }
  const std::vector<Port> &outputs() const override { return out; }
  std::string print(Stage, const CompileOptions &) const override {
    std::string text;
    for (const Step &s : code.steps)
      text += "%" + std::to_string(s.kind) + " " + std::to_string(s.a) + " " +
              std::to_string(s.b) + " " + std::to_string(s.value) + "\n";
    return text;
  }
  std::string object(bool, const CompileOptions &) const override { return {}; }
  std::shared_ptr<Kernel> compile(const CompileOptions &) const override {
    std::this_thread::sleep_for(std::chrono::microseconds(300));
    ++compiles;
    std::size_t k = kernelCount++;
    if (k >= maxKernels)
      throw Error(ErrorCode::compile, "fake", "fewer kernels", "too many", {});
    kernelCode[k] = new Code(code); // the table keeps it
    auto kernel = std::make_shared<Kernel>();
    kernel->entry = entryAt(k, std::make_index_sequence<maxKernels>{});
    kernel->codeBytes = 1000;
    return kernel;
  }
  std::shared_ptr<Program> transpose(std::size_t) const override { return nullptr; }
  std::uint64_t fingerprint() const override { return code.steps.size(); }
  bool sameCode(const Program &other) const override {
    return code == static_cast<const FakeProgram &>(other).code;
  }
};

class FakeTrace : public Trace {
public:
  void beginFunction(std::string_view name, const Loc &) override {
    program_->name_ = name;
    ++depth_;
  }
  void beginRegion(const Loc &) override { unsupported("a region"); }
  ValueRef argument(const Aval &aval, std::string_view name, const Loc &) override {
    program_->in.push_back({std::string(name), aval});
    return push({Step::input, 0, 0, 0, aval}).ref;
  }
  ValueRef hiddenInput(const Aval &, std::string_view, const Loc &) override {
    unsupported("a hidden input");
  }
  FrameRef end(std::span<const ValueRef> results, std::span<const std::string> names,
               const Loc &) override {
    for (std::size_t k = 0; k < results.size(); ++k) {
      program_->code.results.push_back(results[k].id);
      program_->out.push_back({names[k], program_->code.steps[results[k].id].aval});
    }
    --depth_;
    return {};
  }
  void abandon() override { --depth_; }
  std::size_t depth() const override { return depth_; }
  TracedValue constant(const Aval &aval, const void *data, const Loc &) override {
    float v = aval.dtype == vmapc::f32 ? *static_cast<const float *>(data)
                                       : float(*static_cast<const double *>(data));
    return push({Step::constant, 0, 0, v, aval});
  }
  std::vector<TracedValue> emit(std::string_view op, std::span<const ValueRef> operands,
                                std::span<const Attr>, std::span<const Aval> results,
                                const Loc &) override {
    Step::Kind kind = op == "add" ? Step::add : op == "mul" ? Step::mul : Step::spread;
    if (kind == Step::spread && op != "broadcast")
      unsupported(std::string(op));
    Step s{kind, operands[0].id, operands.back().id, 0,
           results.empty() ? program_->code.steps[operands[0].id].aval : results[0]};
    return {push(s)};
  }
  std::vector<TracedValue> emitCall(std::string_view op, FrameRef, std::span<const ValueRef>,
                                    std::span<const Attr>, const Loc &) override {
    unsupported(std::string(op));
  }
  std::vector<TracedValue> applyLinear(std::string_view op, ValueRef,
                                       std::span<const ValueRef>, const Loc &) override {
    unsupported(std::string(op));
  }
  std::vector<TracedValue> emitControl(std::string_view op,
                                       std::span<const std::vector<ValueRef>>,
                                       std::span<const FrameRef>, std::span<const Attr>,
                                       const Loc &) override {
    unsupported(std::string(op));
  }
  Split split(ValueRef, const Loc &) override { unsupported("split"); }
  FrameRef import(const Program &, const Loc &) override { unsupported("import"); }
  std::shared_ptr<Program> finish(FrameRef) override { return program_; }

private:
  TracedValue push(Step s) {
    program_->code.steps.push_back(s);
    return {{std::uint32_t(program_->code.steps.size() - 1)}, s.aval};
  }
  [[noreturn]] static void unsupported(const std::string &what) {
    throw Error(ErrorCode::compile, what, "add, mul or broadcast", "", {});
  }
  std::shared_ptr<FakeProgram> program_ = std::make_shared<FakeProgram>();
  std::size_t depth_ = 0;
};

class FakeCompiler : public Compiler {
public:
  std::unique_ptr<Trace> newTrace() override { return std::make_unique<FakeTrace>(); }
  std::shared_ptr<Program> parse(std::string_view, std::string_view,
                                 std::string_view) override {
    return nullptr;
  }
};

} // namespace fake

#endif
