#include "compiler/frontend/Diagnostics.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"

using namespace mlir;

namespace vmapc::frontend {

SourceLine sourceLine(Location location) {
  SourceLine found;
  location->walk([&](Location inner) {
    auto file = dyn_cast<FileLineColLoc>(inner);
    if (!file)
      return WalkResult::advance();
    found = SourceLine(file.getFilename().str(), file.getLine(), file.getColumn());
    return WalkResult::interrupt();
  });
  return found;
}

DiagnosticCollector::DiagnosticCollector(MLIRContext *context)
    : handler_(context, [this](Diagnostic &diagnostic) {
        SourceLine at = sourceLine(diagnostic.getLocation());
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
          Message message{diagnostic.str(), at, {}};
          for (Diagnostic &note : diagnostic.getNotes()) {
            message.text += "; " + note.str();
            SourceLine line = sourceLine(note.getLocation());
            if (line.line)
              message.notes.push_back(line);
          }
          errors_.push_back(std::move(message));
        } else {
          std::string where =
              at.line ? at.file + ":" + std::to_string(at.line) + ": " : "";
          remarks_.push_back(where + diagnostic.str());
        }
        return success();
      }) {}

// MLIR prefixes an op's message with "'vmapc.add' op "; the op and the two
// halves of "required R, got G" become the parts of the error. A message of
// another form says what was found instead of what is required, `what`.
static void splitMessage(StringRef text, const std::string &what, std::string &op,
                         std::string &required, std::string &got) {
  text.consume_front("custom op ");
  if (text.consume_front("'")) {
    auto [name, rest] = text.split('\'');
    name.consume_front("vmapc.");
    op = name.str();
    text = rest.ltrim();
    text.consume_front("op ");
    text.consume_front("error: ");
  }
  bool isRequired = false;
  for (StringRef word : {"requires ", "required ", "expected "})
    if ((isRequired = text.consume_front(word)))
      break;
  for (StringRef separator : {", got ", " but got ", ", but got ", " got "}) {
    std::size_t at = text.rfind(separator);
    if (at == StringRef::npos)
      continue;
    required = text.take_front(at).str();
    got = text.drop_front(at + separator.size()).str();
    return;
  }
  bool isFound = !isRequired && !what.empty();
  required = isFound ? what : text.str();
  got = isFound ? text.str() : "";
}

Error DiagnosticCollector::take(ErrorCode code, const std::string &op,
                                const SourceLine &location,
                                const std::string &what) {
  if (errors_.empty())
    return Error(code, op, what, "a failure without a message", location);
  Message first = std::move(errors_.front());
  errors_.clear();
  std::string name = op, required, got;
  splitMessage(first.text, what, name, required, got);
  return Error(code, name, required, got, first.location.line ? first.location : location,
               first.notes);
}

} // namespace vmapc::frontend
