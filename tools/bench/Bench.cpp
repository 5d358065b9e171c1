// The benchmarks' harness and main program.

#include "Bench.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

namespace bench {

double once(const Call &call) {
  auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

namespace {

/// How many calls take about two milliseconds.
int repetitions(const Call &call) {
  call();
  double one = once(call);
  return int(std::clamp(2e-3 / std::max(one, 1e-9), 1., 1e6));
}

double round(const Call &call, int repeat) {
  return once([&] {
           for (int k = 0; k < repeat; ++k)
             call();
         }) /
         repeat;
}

} // namespace

double secondsOf(const Call &call, int rounds) {
  int repeat = repetitions(call);
  std::vector<double> times;
  for (int r = 0; r < rounds; ++r)
    times.push_back(round(call, repeat));
  return median(times);
}

bool Report::wants(const std::string &name) const {
  return filter_.empty() || name.find(filter_) != std::string::npos;
}

void Report::section(const std::string &title) { std::printf("\n%s\n", title.c_str()); }

void Report::compare(const std::string &name, const Call &ours, const std::string &peerName,
                     const Call &peer, double atLeast) {
  if (!wants(name))
    return;
  int oursRepeat = repetitions(ours), peerRepeat = repetitions(peer);
  std::vector<double> a, b;
  for (int r = 0; r < 31; ++r) {
    a.push_back(round(ours, oursRepeat));
    b.push_back(round(peer, peerRepeat));
  }
  double mine = median(a), theirs = median(b), ratio = theirs / mine;
  bool met = ratio >= atLeast;
  std::printf("  %-34s %10.1f us  %-22s %10.1f us  %5.2fx (at least %.2f) %s\n", name.c_str(),
              mine * 1e6, peerName.c_str(), theirs * 1e6, ratio, atLeast, met ? "" : "MISSED");
  std::fflush(stdout);
  ++rows_;
  missed_ += !met;
}

void Report::perItem(const std::string &name, const Call &ours, const std::vector<Peer> &peers,
                     long count, double atLeast) {
  if (!wants(name))
    return;
  std::vector<const Call *> calls = {&ours};
  for (const Peer &peer : peers)
    calls.push_back(&peer.call);
  std::vector<std::vector<double>> times(calls.size());
  // A round is tens of milliseconds for the larger items.
  double budget = 2, spent = 0;
  for (int r = 0; r < 31 && (r < 5 || spent < budget); ++r)
    for (std::size_t k = 0; k < calls.size(); ++k) {
      times[k].push_back(once(*calls[k]));
      spent += times[k].back();
    }
  double mine = median(times[0]), worst = 1e300;
  std::printf("  %-34s %10.1f ns", name.c_str(), mine / double(count) * 1e9);
  for (std::size_t k = 1; k < calls.size(); ++k) {
    double theirs = median(times[k]);
    worst = std::min(worst, theirs / mine);
    std::printf("  %s %10.1f ns %6.2fx", peers[k - 1].name, theirs / double(count) * 1e9,
                theirs / mine);
  }
  bool met = worst >= atLeast;
  if (atLeast > 0)
    std::printf("  (at least %.2f)", atLeast);
  std::printf("%s\n", met ? "" : " MISSED");
  std::fflush(stdout);
  ++rows_;
  missed_ += !met;
}

void Report::bound(const std::string &name, double figure, const std::string &unit, double atMost) {
  bool met = figure <= atMost;
  std::printf("  %-58s %10.2f %-6s (at most %g) %s\n", name.c_str(), figure, unit.c_str(), atMost,
              met ? "" : "MISSED");
  std::fflush(stdout);
  ++rows_;
  missed_ += !met;
}

} // namespace bench

int main(int argc, char **argv) {
  bench::Report report(argc > 1 ? argv[1] : "");
  std::printf("one thread; medians of interleaved rounds; f32\n");
  bench::kernels(report);
  bench::linalg(report);
  bench::latency(report);
  auto tool = std::filesystem::absolute(argv[0]).parent_path() / "vmapc";
  bench::compilation(report, tool.string());
  std::printf("\n%d of %d rows reach their target\n", report.rows() - report.missed(),
              report.rows());
  return 0;
}
