#include "compiler/dialect/Dialect.h"

#include "compiler/dialect/Contraction.h"
#include "compiler/dialect/Control.h"
#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/External.h"
#include "compiler/dialect/Indexing.h"
#include "compiler/dialect/Order.h"
#include "compiler/dialect/Reduction.h"
#include "compiler/dialect/Structure.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#include "compiler/dialect/Dialect.cpp.inc"
#include "compiler/dialect/Enums.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "compiler/dialect/Types.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "compiler/dialect/Attributes.cpp.inc"

using namespace mlir;

void vmapc::ir::VmapcDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "compiler/dialect/Types.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "compiler/dialect/Attributes.cpp.inc"
      >();
#define GET_OP_LIST
  addOperations<
#include "compiler/dialect/Elementwise.cpp.inc"
      >();
#define GET_OP_LIST
  addOperations<
#include "compiler/dialect/Structure.cpp.inc"
      >();
#define GET_OP_LIST
  addOperations<
#include "compiler/dialect/Reduction.cpp.inc"
      >();
#define GET_OP_LIST
  addOperations<
#include "compiler/dialect/Contraction.cpp.inc"
      >();
#define GET_OP_LIST
  addOperations<
#include "compiler/dialect/Indexing.cpp.inc"
      >();
#define GET_OP_LIST
  addOperations<
#include "compiler/dialect/Order.cpp.inc"
      >();
#define GET_OP_LIST
  addOperations<
#include "compiler/dialect/External.cpp.inc"
      >();
#define GET_OP_LIST
  addOperations<
#include "compiler/dialect/Requests.cpp.inc"
      >();
}

Operation *vmapc::ir::VmapcDialect::materializeConstant(OpBuilder &builder,
                                                        Attribute value,
                                                        Type type,
                                                        Location loc) {
  if (auto elements = dyn_cast<ElementsAttr>(value))
    return ConstantOp::create(builder, loc, type, elements);
  return nullptr;
}
