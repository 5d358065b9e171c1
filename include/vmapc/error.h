// The one exception type.

#ifndef VMAPC_ERROR_H
#define VMAPC_ERROR_H

#include "vmapc/dtype.h"

#include <source_location>
#include <stdexcept>

namespace vmapc {
inline namespace v0 {

/// What kind of thing went wrong.
enum class ErrorCode { invalid_argument, compile, out_of_memory, device, io };

/// A line of the user's program.
struct SourceLine {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  SourceLine() = default;
  SourceLine(std::string f, unsigned l, unsigned c)
      : file(std::move(f)), line(l), column(c) {}
  SourceLine(const std::source_location &l)
      : file(l.file_name()), line(l.line()), column(l.column()) {}
};

/// Thrown for every misuse and every failure. `what()` reads
/// "FILE:LINE: OP: required R, got G"; the parts are there one by one.
class VMAPC_API Error : public std::runtime_error {
public:
  Error(ErrorCode code, std::string op, std::string required, std::string got,
        SourceLine location, std::vector<SourceLine> frames = {});
  ~Error() override;

  ErrorCode code() const { return code_; }
  /// The operation or function that complained: "add", "vmap", "load".
  const std::string &op() const { return op_; }
  const std::string &required() const { return required_; }
  const std::string &got() const { return got_; }
  /// The user's line.
  const SourceLine &location() const { return location_; }
  /// Callers of that line, innermost first, when they were recorded.
  const std::vector<SourceLine> &frames() const { return frames_; }

private:
  ErrorCode code_;
  std::string op_, required_, got_;
  SourceLine location_;
  std::vector<SourceLine> frames_;
};

namespace detail {
/// A helper function that wants to be named in errors: see VMAPC_FRAME.
class VMAPC_API CallerFrame {
public:
  explicit CallerFrame(std::source_location loc = std::source_location::current()) noexcept
      : line(loc), outer(innermost()) {
    innermost() = this;
  }
  ~CallerFrame() { innermost() = outer; }
  CallerFrame(const CallerFrame &) = delete;
  CallerFrame &operator=(const CallerFrame &) = delete;
  static CallerFrame *&innermost() noexcept;

  std::source_location line;
  CallerFrame *outer;
};
} // namespace detail

} // namespace v0
} // namespace vmapc

/// In a function that calls operations for others: adds its line to the frames() of errors
/// that are thrown while it runs. VMAPC_TRACEBACK=1 in the environment adds the names of all
/// callers instead.
#define VMAPC_FRAME ::vmapc::detail::CallerFrame vmapcCallerFrame

#endif
