// Factorisations and special functions: calls of the library.

#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/linalg.h"
#include "vmapc/special.h"

#include <numeric>

using namespace mlir;

namespace vmapc::frontend::hlo {

static Arrays polygamma(Op &op) {
  op.requireOperands(2);
  return {v0::polygamma(op.operand(0), op.operand(1))};
}

static Arrays triangularSolve(Op &op) {
  op.requireOperands(2);
  std::string transpose = op.word("transpose_a", "NO_TRANSPOSE");
  Array a = op.operand(0);
  op.require(transpose == "NO_TRANSPOSE" || transpose == "TRANSPOSE" ||
                 (transpose == "ADJOINT" && !isComplex(dtypeOf(a))),
             "NO_TRANSPOSE, TRANSPOSE, or ADJOINT of a real matrix", transpose);
  linalg::TriangularOptions options;
  options.left = op.flag("left_side", true);
  options.lower = op.flag("lower", true);
  options.unit = op.flag("unit_diagonal", false);
  options.transpose = transpose != "NO_TRANSPOSE";
  return {linalg::triangular_solve(a, op.operand(1), options)};
}

// The part above the diagonal is zero here; StableHLO leaves it open.
static Arrays cholesky(Op &op) {
  op.requireOperands(1);
  bool lower = op.flag("lower", false);
  Array a = op.operand(0);
  Dims swap(shapeOf(a).size());
  std::iota(swap.begin(), swap.end(), 0);
  op.require(swap.size() >= 2, "matrices", text(detail::avalOf(a)));
  std::swap(swap[swap.size() - 1], swap[swap.size() - 2]);
  linalg::CholeskyOptions options;
  options.symmetrize = false; // one triangle is read
  Array factor = linalg::cholesky(lower ? a : transpose(a, swap), options);
  return {lower ? factor : transpose(factor, swap)};
}

//===-- Calls of LAPACK -----------------------------------------------------------===//
// As JAX exports them for CPUs: @lapack_sNAME_ffi and @lapack_dNAME_ffi, letters of LAPACK's
// arguments as numbers in mhlo.backend_config, and an i32 `info` that is 0 where all went well.

static char letter(Op &op, StringRef name, char otherwise) {
  auto config = dyn_cast_if_present<DictionaryAttr>(op.attribute("mhlo.backend_config"));
  return config ? char(op.integerIn(config, name, otherwise)) : otherwise;
}

static Array swapped(const Array &matrix) {
  Dims order(shapeOf(matrix).size());
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return transpose(matrix, order);
}

// 1 for the matrices of which some element is NaN, else 0.
static Array failed(const Array &x, std::int64_t dimensions) {
  Dims last;
  auto rank = std::int64_t(shapeOf(x).size());
  for (std::int64_t d = rank - dimensions; d < rank; ++d)
    last.push_back(d);
  return convert(emit("reduce_or", {compare("ne", x, x)}, {{"dimensions", last}}), i32);
}

std::optional<Arrays> lapackCall(Op &op, StringRef target) {
  if (!target.consume_front("lapack_") || !target.consume_back("_ffi") || target.size() < 2 ||
      (target[0] != 's' && target[0] != 'd'))
    return std::nullopt;
  StringRef routine = target.drop_front();
  if (!llvm::is_contained({"potrf", "getrf", "syevd", "trsm"}, routine))
    return std::nullopt;
  Array a = op.operand(0);
  op.require(shapeOf(a).size() >= 2, "matrices", text(detail::avalOf(a)));
  if (routine == "potrf") {
    bool lower = letter(op, "uplo", 'L') == 'L';
    Array l = linalg::cholesky(lower ? a : swapped(a), {.symmetrize = false});
    return Arrays{lower ? l : swapped(l), failed(l, 2)};
  }
  if (routine == "getrf") {
    linalg::LU f = linalg::lu(a);
    Array one = filled(1, i32, shapeOf(f.pivots)); // LAPACK counts rows from 1
    return Arrays{f.lu, emitSame("add", {f.pivots, one}), failed(f.lu, 2)};
  }
  if (routine == "syevd") {
    // One triangle is given; ours takes the mean of both.
    bool lower = letter(op, "uplo", 'L') == 'L';
    auto rank = std::int64_t(shapeOf(a).size());
    Array row = iota(shapeOf(a), rank - 2, i32), column = iota(shapeOf(a), rank - 1, i32);
    Array whole = select(compare(lower ? "ge" : "le", row, column), a, swapped(a));
    linalg::EIGH e = linalg::eigh(whole);
    return Arrays{e.vectors, e.values, failed(e.values, 1)};
  }
  op.requireOperands(2);
  linalg::TriangularOptions options;
  options.left = letter(op, "side", 'L') == 'L';
  options.lower = letter(op, "uplo", 'L') == 'L';
  options.transpose = letter(op, "trans_x", 'N') != 'N';
  options.unit = letter(op, "diag", 'N') == 'U';
  return Arrays{linalg::triangular_solve(a, op.operand(1), options)};
}

ArrayRef<Entry> linalgEntries() {
  static const Entry entries[] = {
      {"chlo.polygamma", polygamma},
      {"stablehlo.triangular_solve", triangularSolve},
      {"stablehlo.cholesky", cholesky},
  };
  return entries;
}

} // namespace vmapc::frontend::hlo
