// The parity table: each entry under vmap, jvp and vjp, and docs/parity.md, which is this
// table as text. VMAPC_WRITE=1 writes the page; VMAPC_FULL=1 tries every choice of axes.

#include "OpCases.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <sstream>

namespace property {
namespace {

bool isSet(const char *name) {
  const char *value = std::getenv(name);
  return value && std::string(value) == "1";
}

/// What of an entry is checked: integers and bools have no derivative.
std::string derivatives(const Row &row) {
  if (!row.smooth)
    return "no derivative: counts or draws";
  Values x;
  Random random(1);
  for (const Input &input : row.inputs)
    x.push_back(draw(random, input.dtype.value_or(vm::f64), input.shape, input.low, input.high));
  for (const Tensor &y : row.expect(x))
    if (!reference::isFloat(y.type))
      return "no derivative: not floats";
  for (const Input &input : row.inputs)
    if (input.differentiable)
      return "jvp, vjp";
  return "no derivative: not of floats";
}

TEST(Parity, EveryEntryIsRight) {
  std::ostringstream page;
  page << "# Parity\n\nOperations that other libraries lack a rule for (batching, forward or "
          "reverse differentiation),\nand how they are written here. Each line is a test of "
          "`parity-test`: vmap against the loop over\nexamples, jvp and vjp against differences, "
          "vmap of the gradient and gradient of the vmap. The page is\nwritten by that test.\n";
  Share share = isSet("VMAPC_FULL") ? Share{1, 1, {1, 3}} : Share{0.2, 1, {3}};
  int entries = 0, right = 0, outside = 0;
  std::int64_t cells = 0;
  std::string peer;
  for (const Parity &entry : parityTable()) {
    if (entry.peer != peer) {
      peer = entry.peer;
      page << "\n## " << peer << "\n\n| lacks a rule | here | checked |\n| --- | --- | --- |\n";
    }
    if (!entry.row) {
      ++outside;
      page << "| " << entry.op << " | out of scope: " << entry.ours << " | |\n";
      continue;
    }
    ++entries;
    Tally tally;
    std::string checked = "vmap, ";
    try {
      Subject subject{*entry.row, vm::f64};
      Random random(std::hash<std::string>()(entry.op));
      checkVmap(subject, share, random, tally);
      checkDerivatives(subject, share, random, tally);
      checked += derivatives(*entry.row);
    } catch (const std::exception &error) {
      tally.failed(entry.op, error.what());
    }
    right += tally.failures() == 0;
    cells += tally.cells();
    for (std::size_t k = 0; k < tally.messages().size() && k < 3; ++k)
      ADD_FAILURE() << entry.peer << ", " << tally.messages()[k];
    page << "| " << entry.op << " | `" << entry.ours << "` | " << checked << " |\n";
  }
  std::cout << "[summary] parity: " << right << " of " << entries << " entries right, " << cells
            << " cells; " << outside << " out of scope" << std::endl;
  EXPECT_LE(outside, 8);

  const std::string path = VMAPC_SOURCE "/docs/parity.md";
  if (isSet("VMAPC_WRITE"))
    std::ofstream(path) << page.str();
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(text == page.str()) << "docs/parity.md is not this table: run with VMAPC_WRITE=1";
}

} // namespace
} // namespace property
