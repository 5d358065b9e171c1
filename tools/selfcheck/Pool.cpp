// Every file in a process of its own, a few at a time: a crash or a hang is the
// outcome of its file and of no other. A child sends its outcome through a pipe.

#include "tools/selfcheck/Selfcheck.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vmapc::selfcheck {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

std::string familyOf(const std::string &file) {
  std::string stem = std::filesystem::path(file).stem().string(), family, word;
  auto isType = [](const std::string &w) {
    for (const char *t : {"float16", "float32", "float64", "bfloat16", "int2", "int4", "int8",
                          "int16", "int32", "int64", "uint2", "uint4", "uint8", "uint16", "uint32",
                          "uint64", "bool", "shape", "dtype"})
      if (w == t)
        return true;
    return w.empty();
  };
  for (std::size_t from = 0; from <= stem.size();) {
    std::size_t to = std::min(stem.find('_', from), stem.size());
    word = stem.substr(from, to - from);
    if (isType(word))
      break;
    family += (family.empty() ? "" : "_") + word;
    from = to + 1;
  }
  return family;
}

namespace {

Json json(const Outcome &o) {
  return {{"file", o.file},       {"family", o.family}, {"dtype", o.dtype}, {"passed", o.passed},
          {"skipped", o.skipped}, {"cause", o.cause},   {"ulps", o.ulps},   {"ms", o.milliseconds}};
}

struct Child {
  pid_t pid = 0;
  int pipe = -1;
  std::size_t index = 0;
  Clock::time_point start;
  std::string text;
};

// In the child: runs the file and writes the outcome. Does not return.
[[noreturn]] void serve(const Options &options, Outcome outcome, int pipe) {
  // What the compiler has to say belongs to the outcome alone.
  int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDERR_FILENO);
  auto start = Clock::now();
  try {
    const std::string &path = outcome.file;
    options.grad       ? runDerivatives(path, outcome)
    : options.vmap > 0 ? runBatched(path, options.vmap, outcome)
                       : runPlain(path, outcome);
  } catch (const std::exception &error) {
    outcome.cause = error.what();
  }
  outcome.milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  std::string text = json(outcome).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  for (std::size_t sent = 0; sent < text.size();) {
    ssize_t n = write(pipe, text.data() + sent, text.size() - sent);
    if (n <= 0)
      break;
    sent += std::size_t(n);
  }
  _exit(0);
}

void finish(Child &child, Outcome &outcome, bool timedOut, double limit) {
  int status = 0;
  waitpid(child.pid, &status, 0);
  close(child.pipe);
  if (timedOut) {
    outcome.cause = "no end after " + std::to_string(int(limit)) + " s";
    return;
  }
  Json parsed = Json::parse(child.text, nullptr, false);
  if (!parsed.is_object()) {
    outcome.cause = WIFSIGNALED(status) ? std::string("crash: ") + strsignal(WTERMSIG(status))
                                        : "ended with code " + std::to_string(WEXITSTATUS(status));
    return;
  }
  outcome.dtype = parsed["dtype"];
  outcome.passed = parsed["passed"];
  outcome.skipped = parsed["skipped"];
  outcome.cause = parsed["cause"];
  outcome.ulps = parsed["ulps"];
  outcome.milliseconds = parsed["ms"];
}

} // namespace

std::string toJson(const std::vector<Outcome> &outcomes) {
  Json all = Json::array();
  for (const Outcome &o : outcomes)
    all.push_back(json(o));
  return all.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<Outcome> runAll(const Options &options) {
  std::vector<Outcome> outcomes;
  for (const std::string &file : options.files) {
    Outcome outcome;
    outcome.file = file;
    outcome.family = familyOf(file);
    outcomes.push_back(outcome);
  }
  std::vector<Child> running;
  std::size_t next = 0;
  while (next < outcomes.size() || !running.empty()) {
    while (next < outcomes.size() && running.size() < std::size_t(options.jobs)) {
      int ends[2];
      if (pipe(ends) != 0)
        throw Error(ErrorCode::io, "conformance", "a pipe", std::strerror(errno), {});
      Child child;
      child.index = next++;
      child.start = Clock::now();
      child.pipe = ends[0];
      child.pid = fork();
      if (child.pid == 0) {
        close(ends[0]);
        serve(options, outcomes[child.index], ends[1]);
      }
      close(ends[1]);
      if (child.pid < 0)
        throw Error(ErrorCode::io, "conformance", "a process", std::strerror(errno), {});
      running.push_back(std::move(child));
    }
    std::vector<pollfd> polled;
    for (const Child &child : running)
      polled.push_back({child.pipe, POLLIN, 0});
    poll(polled.data(), polled.size(), 200);
    for (std::size_t k = running.size(); k-- > 0;) {
      Child &child = running[k];
      bool ended = false, timedOut = false;
      if (polled[k].revents) {
        char buffer[65536];
        ssize_t n = read(child.pipe, buffer, sizeof buffer);
        if (n > 0)
          child.text.append(buffer, std::size_t(n));
        ended = n <= 0;
      }
      std::chrono::duration<double> since = Clock::now() - child.start;
      if (!ended && since.count() > options.timeout) {
        kill(child.pid, SIGKILL);
        ended = timedOut = true;
      }
      if (!ended)
        continue;
      finish(child, outcomes[child.index], timedOut, options.timeout);
      running.erase(running.begin() + std::ptrdiff_t(k));
    }
  }
  return outcomes;
}

} // namespace vmapc::selfcheck
