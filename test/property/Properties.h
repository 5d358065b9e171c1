// What is tested of every row, cell by cell, and the count of it.

#ifndef TEST_PROPERTY_PROPERTIES_H
#define TEST_PROPERTY_PROPERTIES_H

#include "Values.h"

#include <map>

namespace property {

/// What was tried: cells (one fact of one row in one form each), those left out with
/// the reason, those that failed.
class Tally {
public:
  void passed() { ++cells_; }
  void failed(const std::string &cell, const std::string &how);
  void skipped(const std::string &reason) { ++skipped_[reason]; }
  /// Counts "" as passed and anything else as failed.
  void check(const std::string &cell, const std::string &how) {
    how.empty() ? passed() : failed(cell, how);
  }

  std::int64_t cells() const { return cells_; }
  std::int64_t failures() const { return failures_; }
  std::int64_t skips() const;
  const std::vector<std::string> &messages() const { return messages_; }
  /// One line, and one for each reason of skipping.
  std::string summary(std::size_t operations, std::size_t rows) const;

private:
  std::int64_t cells_ = 0, failures_ = 0;
  std::map<std::string, std::int64_t> skipped_;
  std::vector<std::string> messages_; // one for each failure
};

/// One row with one dtype.
struct Subject {
  const Row &row;
  DType dtype;
  /// The operation compiled for one example: what a loop over examples calls.
  std::function<Arrays(const Arrays &)> one = vm::jit(row.run);
  std::string name() const;
  DType dtypeOf(const Input &input) const { return input.dtype.value_or(dtype); }
  bool differentiable(std::size_t operand) const;
  bool anyDifferentiable() const;
};

/// Which cells are tried: everything, or a share chosen by a fixed seed.
struct Share {
  double batched = 1, derivatives = 1;
  std::vector<std::int64_t> batches = {0, 1, 5, 16, 37};
};

/// The CPU's result is the reference's, for drawn and for special values.
void checkReference(const Subject &subject, Random &random, Tally &tally);
/// vmap equals the loop for every choice of mapped operands and axes, for each batch size,
/// twice nested, and for each chunk size bit by bit.
void checkVmap(const Subject &subject, const Share &share, Random &random, Tally &tally);
/// jvp, vjp and the second order against differences; vmap of a gradient and gradient of a
/// vmap against the loop.
void checkDerivatives(const Subject &subject, const Share &share, Random &random, Tally &tally);

} // namespace property

#endif
