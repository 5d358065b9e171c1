// The C declaration of a compiled function.

#include "tools/vmapc.h"

#include <cctype>

namespace vmapc::tool {

static const char *cType(DType dtype) {
  switch (dtype) {
  case f32:
    return "float";
  case f64:
    return "double";
  case i8:
    return "int8_t";
  case i16:
    return "int16_t";
  case i32:
    return "int32_t";
  case i64:
    return "int64_t";
  case f16: // the bits: not every C compiler has the types
  case bf16:
  case u16:
    return "uint16_t";
  case u32:
    return "uint32_t";
  case u64:
    return "uint64_t";
  case b1:
  case u8:
    return "uint8_t";
  case c64:
    return "float _Complex";
  case c128:
    return "double _Complex";
  }
  return "void";
}

static std::string identifier(const std::string &name) {
  std::string result;
  for (char c : name)
    result += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  if (result.empty() || std::isdigit(static_cast<unsigned char>(result[0])))
    result.insert(0, "a");
  return result;
}

std::string cHeader(const detail::Program &program) {
  std::string name = identifier(program.name());
  std::string guard = "VMAPC_" + name + "_H", parameters, comment;
  auto add = [&](const detail::Port &port, const char *qualifier, const char *prefix) {
    std::string parameter = prefix + identifier(port.name);
    parameters += (parameters.empty() ? "" : ", ") + std::string(qualifier) +
                  cType(port.aval.dtype) + " *" + parameter;
    comment += " *   " + parameter + ": " + describe(port.aval.dtype, port.aval.shape) + "\n";
  };
  for (const detail::Port &port : program.inputs())
    add(port, "const ", "in_");
  for (const detail::Port &port : program.outputs())
    add(port, "", "out_");
  return "#ifndef " + guard + "\n#define " + guard +
         "\n\n#include <stdint.h>\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n/* " +
         program.name() +
         ", dense and row-major:\n" + comment +
         " * Every array is 64-byte aligned; results overlap no argument. A uint8_t of a b1\n"
         " * array is 0 or 1. Returns 0; 1 when an array is not aligned, 2 when there is no\n"
         " * memory for intermediate values. */\nint " +
         name + "(" + parameters + ");\n\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
}

} // namespace vmapc::tool
