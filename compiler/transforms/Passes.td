// The transformations as passes: each runs alone in vmapc-opt. Their order in a
// compilation is written in compiler/driver.

#ifndef VMAPC_TRANSFORMS_PASSES_TD
#define VMAPC_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def VmapcVmap : Pass<"vmapc-vmap", "::mlir::ModuleOp"> {
  let summary = "Expands ready vmap requests";
  let description = [{
    A request is ready when its function holds no linearize and none of its operands
    is a linear map. It becomes a call of a new private function.

    ```mlir
    %y = vmapc.vmap @f(%x, %w) in [0, -1] out [0] size 5 : (tensor<5x3xf32>, tensor<3xf32>) -> tensor<5x3xf32>
    // with  %0 = vmapc.mul %a, %b : tensor<3xf32>  in @f becomes a call of @f.vmap:
    %0 = vmapc.broadcast %w to [1] : tensor<3xf32> -> tensor<5x3xf32>
    %1 = vmapc.mul %x, %0 : tensor<5x3xf32>
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def VmapcLinearize : Pass<"vmapc-linearize", "::mlir::ModuleOp"> {
  let summary = "Expands ready linearize requests whose maps are applied";
  let description = [{
    A map with one application beside it becomes a call of one function, @f.jvp.
    Otherwise @f.forward returns results and residuals, and applying the map calls
    @f.linear(residuals..., tangents...). Maps whose transpose is applied are left
    for vmapc-transpose.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def VmapcTranspose : Pass<"vmapc-transpose", "::mlir::ModuleOp"> {
  let summary = "Expands ready linearize requests whose transposes are applied";
  let description = [{
    Splits as vmapc-linearize does; apply_transpose becomes a call of
    @f.linear.transpose(residuals..., cotangents...).
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def VmapcTransposeFunctions : Pass<"vmapc-transpose-functions", "::mlir::ModuleOp"> {
  let summary = "Adds the transpose of every function that says it is linear";
  let description = [{
    A function with attribute `vmapc.residuals = k` is linear in its arguments from
    the k-th on.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def VmapcInline : Pass<"vmapc-inline", "::mlir::ModuleOp"> {
  let summary = "Inlines calls and erases private functions that nothing names";
}

def VmapcExpand : Pass<"vmapc-expand", "::mlir::ModuleOp"> {
  let summary = "Expands all requests; only functions without calls remain";
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def VmapcSimplify : Pass<"vmapc-simplify", "::mlir::func::FuncOp"> {
  let summary = "Folds, merges, hoists and drops what the results do not need";
  let description = [{
    Canonicalization patterns and folds of the operations, common subexpressions, dead
    carries, captures, residuals and results of loops and branches, loop invariants. No
    bit of a result changes.
  }];
}

def GroupPass : Pass<"vmapc-group", "::mlir::ModuleOp"> {
  let summary = "Cuts functions that are parallel over a leading dimension into chunks of lanes";
  let description = [{
    Also fixes, from the shapes before any cut, the order in which every contraction
    is summed (`vmapc.order`), so that no chunk size changes a bit.
  }];
  let options = [
    Option<"chunk", "chunk", "int64_t", "0", "lanes per chunk; 0: chosen here, -1: no chunks">,
    Option<"laneExact", "lane-exact", "bool", "false", "one order for contractions of every shape">
  ];
}

#endif
