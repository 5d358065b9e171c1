// dot_general, dot, convolution and the Fourier transform.

#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/fft.h"
#include "vmapc/window.h"

#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace vmapc::frontend::hlo {

struct Contracted {
  Dims lhsBatch, rhsBatch, lhs, rhs;
};

// Batch dimensions first, then those that only the left side has, then those of the right.
static Array contract(Op &op, const Contracted &dims) {
  op.requireOperands(2);
  Array a = op.operand(0), b = op.operand(1);
  Aval result = op.result();
  std::size_t m = shapeOf(a).size(), n = shapeOf(b).size();
  Dims left = dims.lhsBatch, right = dims.rhsBatch;
  left.insert(left.end(), dims.lhs.begin(), dims.lhs.end());
  right.insert(right.end(), dims.rhs.begin(), dims.rhs.end());
  op.requireDimensions(left, m, "dimensions of the left side");
  op.requireDimensions(right, n, "dimensions of the right side");
  op.require(dims.lhsBatch.size() == dims.rhsBatch.size() && dims.lhs.size() == dims.rhs.size(),
             "as many dimensions of the left side as of the right",
             text(left) + " and " + text(right));
  std::int64_t next = 0;
  Dims ai(m, -1), bi(n, -1), ri;
  for (std::size_t k = 0; k < left.size(); ++k) {
    auto l = std::size_t(left[k]), r = std::size_t(right[k]);
    op.require(shapeOf(a)[l] == shapeOf(b)[r], "equal extents of contracted dimensions",
               text(detail::avalOf(a)) + " and " + text(detail::avalOf(b)));
    if (k < dims.lhsBatch.size())
      ri.push_back(next);
    ai[l] = bi[r] = next++;
  }
  for (Dims *indices : {&ai, &bi})
    for (std::int64_t &index : *indices)
      if (index < 0)
        ri.push_back(index = next++);
  // Products are formed in the result's dtype; of bools by and, their sums by or.
  DType dtype = result.dtype == b1 ? i32 : result.dtype;
  Aval made{dtype, result.shape};
  Array sum = emit("contract", {convert(a, dtype), convert(b, dtype)},
                   {{"lhs_indices", ai}, {"rhs_indices", bi}, {"result_indices", ri}}, &made);
  return convert(sum, result.dtype);
}

static Arrays dotGeneral(Op &op) {
  DictionaryAttr d = op.dictionary("dot_dimension_numbers");
  return {contract(op, {op.intsIn(d, "lhs_batching_dimensions"),
                        op.intsIn(d, "rhs_batching_dimensions"),
                        op.intsIn(d, "lhs_contracting_dimensions"),
                        op.intsIn(d, "rhs_contracting_dimensions")})};
}

static Arrays dot(Op &op) {
  op.requireOperands(2);
  std::size_t m = shapeOf(op.operand(0)).size(), n = shapeOf(op.operand(1)).size();
  op.require(m >= 1 && m <= 2 && n >= 1 && n <= 2, "vectors and matrices",
             text(op.aval(0)) + " and " + text(op.aval(1)));
  return {contract(op, {{}, {}, {std::int64_t(m) - 1}, {0}})};
}

//===-- Convolution -----------------------------------------------------------===//

// [b, 0, f] as "N0C": ours names spatial dimensions by a character too.
static std::string layoutOf(Op &op, Attribute list, StringRef words, StringRef letters) {
  std::string layout;
  auto entries = dyn_cast_if_present<ArrayAttr>(list);
  op.require(entries != nullptr, "dimension_numbers like [b, 0, f]x[0, i, o]->[b, 0, f]",
             "another attribute");
  for (Attribute entry : entries) {
    if (auto number = dyn_cast<IntegerAttr>(entry)) {
      op.require(number.getInt() >= 0 && number.getInt() < 10, "at most ten spatial dimensions",
                 std::to_string(number.getInt()));
      layout += char('0' + number.getInt());
      continue;
    }
    auto word = dyn_cast<StringAttr>(entry);
    std::size_t at = word ? words.find(word.getValue()) : StringRef::npos;
    op.require(at != StringRef::npos && word.size() == 1, "dimension numbers of b, f, i, o",
               word ? word.str() : "another attribute");
    layout += letters[at];
  }
  return layout;
}

static Arrays convolution(Op &op) {
  op.requireOperands(2);
  auto numbers = dyn_cast_if_present<ArrayAttr>(op.attribute("dimension_numbers"));
  op.require(numbers && numbers.size() == 3, "dimension_numbers of input, kernel and output",
             "another attribute");
  ConvOptions options;
  options.layout = layoutOf(op, numbers[0], "bf", "NC") + "," +
                   layoutOf(op, numbers[1], "io", "IO") + "->" +
                   layoutOf(op, numbers[2], "bf", "NC");
  std::size_t spatial = shapeOf(op.operand(0)).size() - 2;
  Dims ones(spatial, 1), zeros(2 * spatial, 0);
  options.strides = op.ints("window_strides", ones);
  options.lhs_dilation = op.ints("lhs_dilation", ones);
  options.rhs_dilation = op.ints("rhs_dilation", ones);
  Dims padding = op.ints("padding", zeros), reversed = op.ints("window_reversal", Dims(spatial));
  op.require(padding.size() == 2 * spatial && reversed.size() == spatial,
             "two paddings and a reversal per spatial dimension",
             text(padding) + " and " + text(reversed));
  Padding::Pairs pairs;
  for (std::size_t k = 0; k < spatial; ++k)
    pairs.emplace_back(padding[2 * k], padding[2 * k + 1]);
  options.padding = pairs;
  options.reverse.assign(reversed.begin(), reversed.end());
  options.feature_groups = op.integer("feature_group_count", 1);
  options.batch_groups = op.integer("batch_group_count", 1);
  DType dtype = op.result().dtype;
  return {v0::conv_general(convert(op.operand(0), dtype), convert(op.operand(1), dtype), options)};
}

//===-- Fourier transform -------------------------------------------------------===//

static Arrays fft(Op &op) {
  op.requireOperands(1);
  std::string type = op.word("fft_type");
  Dims lengths = op.ints("fft_length");
  std::size_t rank = shapeOf(op.operand(0)).size();
  op.require(!lengths.empty() && lengths.size() <= 3 && lengths.size() <= rank,
             "one to three lengths, of the last dimensions", text(lengths));
  Dims axes;
  for (std::size_t k = rank - lengths.size(); k < rank; ++k)
    axes.push_back(std::int64_t(k));
  auto transform = [&](detail::FftKind kind) {
    return Arrays{detail::fourier(kind, {op.operand(0), op.loc()}, std::optional<Shape>(lengths),
                                  AxisList(axes), FftNorm::backward, false)};
  };
  if (type == "FFT")
    return transform(detail::FftKind::fft);
  if (type == "IFFT")
    return transform(detail::FftKind::ifft);
  if (type == "RFFT")
    return transform(detail::FftKind::rfft);
  op.require(type == "IRFFT", "FFT, IFFT, RFFT or IRFFT", type);
  return transform(detail::FftKind::irfft);
}

ArrayRef<Entry> productEntries() {
  static const Entry entries[] = {
      {"stablehlo.dot_general", dotGeneral},
      {"stablehlo.dot", dot},
      {"stablehlo.convolution", convolution},
      {"stablehlo.fft", fft},
  };
  return entries;
}

} // namespace vmapc::frontend::hlo
