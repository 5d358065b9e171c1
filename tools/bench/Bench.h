// The harness of the benchmarks: rows that compare a call of the library with a
// peer, or a figure with a bound.

#ifndef TOOLS_BENCH_BENCH_H
#define TOOLS_BENCH_BENCH_H

#include <vmapc/vmapc.h>

#include <functional>
#include <string>
#include <vector>

namespace bench {

namespace vm = vmapc;
using vm::Array;
using Call = std::function<void()>;

/// Prints what was measured and counts what reaches its target.
class Report {
public:
  explicit Report(std::string filter) : filter_(std::move(filter)) {}
  /// Whether the row is wanted at all.
  bool wants(const std::string &name) const;
  void section(const std::string &title);
  /// Medians of interleaved rounds of both; the ratio is peer / ours.
  void compare(const std::string &name, const Call &ours, const std::string &peerName,
               const Call &peer, double atLeast);
  /// The same for a call on `count` items against several peers, in ns an item; the ratio is asked of
  /// each peer.
  struct Peer {
    const char *name;
    Call call;
  };
  void perItem(const std::string &name, const Call &ours, const std::vector<Peer> &peers,
               long count, double atLeast);
  /// A figure with its unit and an upper bound.
  void bound(const std::string &name, double figure, const std::string &unit, double atMost);
  int missed() const { return missed_; }
  int rows() const { return rows_; }

private:
  std::string filter_;
  int rows_ = 0, missed_ = 0;
};

/// Seconds of one call: the median over rounds of repeated calls.
double secondsOf(const Call &call, int rounds = 15);
/// Seconds of a single call, now.
double once(const Call &call);
double median(std::vector<double> values);

/// Allocations (malloc and its kin) of this thread since the program began.
long allocations();

void kernels(Report &report);
void latency(Report &report);
void linalg(Report &report);
void compilation(Report &report, const std::string &tool);

} // namespace bench

#endif
