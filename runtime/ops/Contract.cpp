// Products of arrays: matmul, dot, outer and einsum, all by `contract`.

#include "vmapc/structure.h"

#include "runtime/ops/EinsumOrder.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

/// An array with a letter per axis.
struct Term {
  Array array;
  Dims letters;
};

bool has(const Dims &letters, std::int64_t letter) {
  return std::find(letters.begin(), letters.end(), letter) != letters.end();
}

Dims range(std::int64_t from, std::int64_t count) {
  Dims result(static_cast<std::size_t>(count));
  std::iota(result.begin(), result.end(), from);
  return result;
}

/// The product of two terms, summed over the letters that `keep` lacks.
Array product(const Term &a, const Term &b, const Dims &keep) {
  return prim::contract(a.array, a.letters, b.array, b.letters, keep);
}

/// Removes axis k, of extent 1.
void drop(Term &t, std::size_t k) {
  Shape shape = t.array.shape();
  shape.erase(shape.begin() + std::ptrdiff_t(k));
  t.array = prim::reshape(t.array, shape);
  t.letters.erase(t.letters.begin() + std::ptrdiff_t(k));
}

[[noreturn]] void mismatch(const char *op, const Operand &a, std::int64_t axisA, const Operand &b,
                           std::int64_t axisB) {
  fail(op, "equal extents at axis " + std::to_string(axisA) + " and axis " + std::to_string(axisB),
       detail::describe(a.array, a.loc) + " and " + detail::describe(b.array, b.loc), a.loc);
}

} // namespace

//===-- matmul, dot, outer ------------------------------------------------------===//

Array Matmul::operator()(const Operand &a, const Operand &b) const {
  return call("matmul", {}, {&a, &b}, [&](Inputs in) {
    std::int64_t ra = in[0].rank(), rb = in[1].rank();
    if (ra == 0 || rb == 0)
      fail("matmul", "operands of rank 1 or more",
           detail::describe(in[0], a.loc) + " and " + detail::describe(in[1], b.loc), a.loc);
    // Letters: batch axes 0.. from the last, then row, inner, column.
    std::int64_t batch = std::max({ra, rb, std::int64_t(2)}) - 2;
    const std::int64_t row = batch, inner = batch + 1, column = batch + 2;
    if (in[0].dim(-1) != in[1].dim(rb == 1 ? -1 : -2))
      mismatch("matmul", a, ra - 1, b, rb == 1 ? 0 : rb - 2);
    DType dtype = within(Domain::numbers, promote(in, "matmul", a.loc), "matmul", a.loc).dtype;
    Term terms[2];
    Dims keep = range(0, batch);
    for (int side = 0; side < 2; ++side) {
      std::int64_t rank = in[std::size_t(side)].rank(), lead = std::max<std::int64_t>(rank - 2, 0);
      terms[side] = {prim::convert(in[std::size_t(side)], dtype), range(batch - lead, lead)};
      Dims &letters = terms[side].letters;
      if (side == 0 && rank > 1)
        letters.push_back(row);
      letters.push_back(inner);
      if (side == 1 && rank > 1)
        letters.push_back(column);
      if (rank > 1)
        keep.push_back(side == 0 ? row : column);
    }
    // An extent of 1 against another one repeats: without that axis it does.
    for (std::int64_t l = 0; l < batch; ++l) {
      auto place = [&](const Term &t) {
        return std::size_t(std::find(t.letters.begin(), t.letters.end(), l) - t.letters.begin());
      };
      std::size_t pa = place(terms[0]), pb = place(terms[1]);
      if (pa == terms[0].letters.size() || pb == terms[1].letters.size())
        continue;
      std::int64_t ea = terms[0].array.shape()[pa], eb = terms[1].array.shape()[pb];
      if (ea == eb)
        continue;
      if (ea == 1)
        drop(terms[0], pa);
      else if (eb == 1)
        drop(terms[1], pb);
      else
        mismatch("matmul", a, ra - 2 - batch + l, b, rb - 2 - batch + l);
    }
    return product(terms[0], terms[1], keep);
  });
}

Array Dot::operator()(const Operand &a, const Operand &b) const {
  std::int64_t ra = required(a.array, "dot", a.loc).rank();
  std::int64_t rb = required(b.array, "dot", b.loc).rank();
  if (ra == 0 || rb == 0)
    return mul(a, b);
  std::int64_t inner = std::max<std::int64_t>(rb - 2, 0);
  if (a.array.dim(-1) != b.array.dim(inner))
    mismatch("dot", a, ra - 1, b, inner);
  return call("dot", {}, {&a, &b}, [&](Inputs in) {
    DType dtype = within(Domain::numbers, promote(in, "dot", a.loc), "dot", a.loc).dtype;
    Dims la = range(0, ra), lb = range(ra, rb), keep = range(0, ra - 1);
    lb[std::size_t(inner)] = ra - 1;
    for (std::int64_t letter : lb)
      if (letter >= ra)
        keep.push_back(letter);
    return product({prim::convert(in[0], dtype), la}, {prim::convert(in[1], dtype), lb}, keep);
  });
}

Array Outer::operator()(const Operand &a, const Operand &b) const {
  return call("outer", {}, {&a, &b}, [&](Inputs in) {
    return mul({reshape(in[0], {-1, 1}), a.loc}, {reshape(in[1], {1, -1}), b.loc});
  });
}

//===-- einsum --------------------------------------------------------------------===//

namespace {

/// What a specification says, with "..." still in place (letter 0).
struct Spec {
  std::vector<Dims> inputs;
  Dims output;
  bool explicitOutput = false;
};

// Letters of the axes that "..." stands for: ellipsisBase - 1 is the last one.
constexpr std::int64_t ellipsisBase = 1000;

Spec parse(std::string_view text, const Loc &loc) {
  Spec spec;
  spec.inputs.emplace_back();
  Dims *term = &spec.inputs.back();
  auto bad = [&](std::size_t at) {
    fail("einsum", "terms of letters and at most one '...', as in \"bij,jk->bik\"",
         "\"" + std::string(text) + "\" at character " + std::to_string(at), loc);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == ' ')
      continue;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      term->push_back(c);
    } else if (text.substr(i, 3) == "..." && !has(*term, 0)) {
      term->push_back(0);
      i += 2;
    } else if (c == ',' && !spec.explicitOutput) {
      term = &spec.inputs.emplace_back();
    } else if (text.substr(i, 2) == "->" && !spec.explicitOutput) {
      spec.explicitOutput = true;
      term = &spec.output;
      i += 1;
    } else {
      bad(i);
    }
  }
  return spec;
}

/// Replaces "..." by the letters of `count` axes.
void expandEllipsis(Dims &letters, std::int64_t count) {
  auto at = std::find(letters.begin(), letters.end(), 0);
  if (at == letters.end())
    return;
  Dims axes = range(ellipsisBase - count, count);
  letters.insert(letters.erase(at), axes.begin(), axes.end());
}

/// Fits the specification to the operands and checks it.
Spec resolve(std::string_view text, std::span<const Operand> operands, const Loc &loc) {
  Spec spec = parse(text, loc);
  std::string quoted = "\"" + std::string(text) + "\"";
  if (spec.inputs.size() != operands.size())
    fail("einsum", std::to_string(spec.inputs.size()) + " operands for " + quoted,
         std::to_string(operands.size()), loc);
  std::int64_t widest = 0;
  std::map<std::int64_t, std::pair<std::int64_t, std::size_t>> extents; // extent, operand
  std::map<std::int64_t, int> uses;
  for (std::size_t n = 0; n < operands.size(); ++n) {
    const Array &x = required(operands[n].array, "einsum", operands[n].loc);
    Dims &letters = spec.inputs[n];
    bool dots = has(letters, 0);
    std::int64_t named = std::int64_t(letters.size()) - dots;
    if (dots ? x.rank() < named : x.rank() != named)
      fail("einsum",
           (dots ? "rank " : "rank exactly ") + std::to_string(named) + (dots ? " or more" : "") +
               " for operand " + std::to_string(n) + " of " + quoted,
           detail::describe(x, operands[n].loc), operands[n].loc);
    expandEllipsis(letters, x.rank() - named);
    if (dots)
      widest = std::max(widest, x.rank() - named);
    for (std::size_t k = 0; k < letters.size(); ++k) {
      std::int64_t letter = letters[k], e = x.shape()[k];
      ++uses[letter];
      bool repeats = letter > 'z'; // an axis of "..."
      auto [at, fresh] = extents.try_emplace(letter, e, n);
      if (fresh || at->second.first == e || (repeats && e == 1))
        continue;
      if (!repeats || at->second.first != 1)
        fail("einsum",
             "equal extents for " +
                 (repeats ? "an axis of '...'" : "'" + std::string(1, char(letter)) + "'") +
                 " of " + quoted,
             detail::describe(operands[at->second.second].array, operands[at->second.second].loc) +
                 " and " + detail::describe(x, operands[n].loc),
             operands[n].loc);
      at->second = {e, n};
    }
  }
  if (!spec.explicitOutput) {
    spec.output.push_back(0);
    for (auto [letter, count] : uses)
      if (letter <= 'z' && count == 1)
        spec.output.push_back(letter);
  }
  expandEllipsis(spec.output, widest);
  Dims sorted = spec.output;
  std::sort(sorted.begin(), sorted.end());
  bool known = std::all_of(sorted.begin(), sorted.end(),
                           [&](std::int64_t l) { return extents.count(l) != 0; });
  if (!known || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    fail("einsum", "a result of different letters that occur in operands", quoted, loc);
  return spec;
}

/// Takes the diagonal of axes with the same letter: what is off it becomes 0, and the
/// later axis is summed away.
void takeDiagonals(Term &t) {
  for (std::size_t q = 1; q < t.letters.size();) {
    std::size_t p = std::size_t(std::find(t.letters.begin(), t.letters.end(), t.letters[q]) -
                                t.letters.begin());
    if (p == q) {
      ++q;
      continue;
    }
    const Shape &shape = t.array.shape();
    Array on = prim::iota(shape, std::int64_t(p), i32) == prim::iota(shape, std::int64_t(q), i32);
    Array zero = prim::splat(0, t.array.dtype(), shape);
    t.array =
        prim::reduce("reduce_sum", prim::make("select", {on, t.array, zero}), {std::int64_t(q)});
    t.letters.erase(t.letters.begin() + std::ptrdiff_t(q));
  }
}

} // namespace

Array Einsum::operator()(std::string_view text, std::span<const Operand> operands) const {
  Loc loc = operands.empty() ? Loc::current() : operands[0].loc;
  Spec spec = resolve(text, operands, loc);
  std::vector<Array> arrays;
  for (const Operand &o : operands)
    arrays.push_back(o.array);
  return callList("einsum", Key() << text, arrays, loc, [&](Inputs in) {
    DType dtype = within(Domain::numbers, promote(in, "einsum", loc), "einsum", loc).dtype;
    std::vector<Term> terms;
    std::map<std::int64_t, std::int64_t> extents;
    for (std::size_t n = 0; n < in.size(); ++n) {
      terms.push_back({prim::convert(in[n], dtype), spec.inputs[n]});
      takeDiagonals(terms[n]);
      for (std::size_t k = 0; k < terms[n].letters.size(); ++k) {
        std::int64_t &e = extents.try_emplace(terms[n].letters[k], 1).first->second;
        e = terms[n].array.shape()[k] == 1 ? e : terms[n].array.shape()[k];
      }
    }
    // Whether a letter is in the result or in a term from number n on, other than `self`.
    auto needed = [&](std::int64_t letter, std::size_t n, std::size_t self) {
      bool found = has(spec.output, letter);
      for (std::size_t k = n; k < terms.size(); ++k)
        found |= k != self && has(terms[k].letters, letter);
      return found;
    };
    for (std::size_t n = 0; n < terms.size(); ++n) {
      Term &t = terms[n];
      for (std::size_t k = t.letters.size(); k-- > 0;)
        if (t.array.shape()[k] == 1 && extents[t.letters[k]] != 1)
          drop(t, k);
    }
    for (std::size_t n = 0; n < terms.size(); ++n) {
      Dims summed, left;
      for (std::size_t k = 0; k < terms[n].letters.size(); ++k)
        if (needed(terms[n].letters[k], 0, n))
          left.push_back(terms[n].letters[k]);
        else
          summed.push_back(std::int64_t(k));
      terms[n] = {prim::reduce("reduce_sum", terms[n].array, summed), left};
    }
    std::vector<Dims> letters;
    for (const Term &t : terms)
      letters.push_back(t.letters);
    std::vector<bool> used(terms.size());
    for (auto [p, q] : contractionOrder(letters, spec.output, extents)) {
      used[p] = used[q] = true;
      Dims keep;
      for (const Dims *own : {&terms[p].letters, &terms[q].letters})
        for (std::int64_t l : *own) {
          bool wanted = has(spec.output, l);
          for (std::size_t k = 0; k < terms.size(); ++k)
            wanted |= !used[k] && has(terms[k].letters, l);
          if (wanted && !has(keep, l))
            keep.push_back(l);
        }
      if (std::count(used.begin(), used.end(), false) == 0)
        keep = spec.output;
      terms.push_back({product(terms[p], terms[q], keep), keep});
      used.push_back(false);
    }
    const Term &result = terms.back();
    Dims permutation;
    for (std::int64_t l : spec.output)
      permutation.push_back(std::find(result.letters.begin(), result.letters.end(), l) -
                            result.letters.begin());
    return prim::transpose(result.array, permutation);
  });
}

} // namespace v0
} // namespace vmapc
