// Files that were damaged or made to harm: each loads or is an error of code io; nothing
// crashes, hangs or takes memory that the file does not pay for. Under the address
// sanitizer this is a fuzz test with seeds.

#include "test/unit/interchange/Errors.h"

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace vm = vmapc;
using vm::Array;

namespace {

class Bits {
public:
  explicit Bits(std::uint64_t seed) : state_(seed) {}
  std::uint64_t operator()(std::uint64_t below) {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u; // splitmix64
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % below;
  }

private:
  std::uint64_t state_;
};

std::string contents(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// One to four of: a byte changed, a bit flipped, a word set to an extreme, a piece cut out,
/// doubled, or the end lost.
std::string damaged(std::string file, Bits &bits) {
  for (std::uint64_t n = 1 + bits(4); n > 0 && !file.empty(); --n) {
    std::size_t at = bits(file.size());
    switch (bits(6)) {
    case 0:
      file[at] = char(bits(256));
      break;
    case 1:
      file[at] = char(file[at] ^ (1 << bits(8)));
      break;
    case 2: {
      static const std::uint64_t extremes[] = {0, ~0ull, 1ull << 31, 1ull << 32, ~0ull >> 1};
      std::uint64_t word = extremes[bits(5)];
      std::memcpy(file.data() + at, &word,
                  std::min<std::size_t>(1ull << (1 + bits(3)), file.size() - at));
      break;
    }
    case 3:
      file.erase(at, 1 + bits(16));
      break;
    case 4:
      file.insert(at, file.substr(at, 1 + bits(64)));
      break;
    default:
      file.resize(at);
    }
  }
  return file;
}

TEST(HostileFiles, LoadOrSayWhy) {
  Folder folder;
  std::map<std::string, Array> tree = {{"layers[0].w", vm::arange(24)},
                                       {"layers[0].b", Array{true, false, true}},
                                       {"z", vm::zeros({4, 0})},
                                       {"s", Array(2.5f)}};
  vm::save(folder / "stored.npz", tree);
  vm::save(folder / "deflated.npz", tree, {.compress = true});
  vm::save(folder / "t.safetensors", tree);
  vm::save(folder / "x.npy", tree["layers[0].w"]);
  const char *full = std::getenv("VMAPC_FULL");
  int each = full && std::string(full) == "1" ? 20000 : 1000, files = 0, loaded = 0;
  for (const char *name : {"stored.npz", "deflated.npz", "t.safetensors", "x.npy"}) {
    std::string good = contents(folder / name), path = folder / (std::string("bad-") + name);
    for (int seed = 0; seed < each; ++seed, ++files) {
      Bits bits(std::uint64_t(seed) * 4 + std::uint64_t(name[0]));
      std::ofstream(path, std::ios::binary | std::ios::trunc) << damaged(good, bits);
      try {
        if (std::string(name).ends_with(".npy"))
          vm::load(path);
        else
          vm::load<std::map<std::string, Array>>(path);
        ++loaded;
      } catch (const vm::Error &error) {
        EXPECT_EQ(error.code(), vm::ErrorCode::io)
            << name << " seed " << seed << ": " << error.what();
      } catch (const std::exception &error) {
        ADD_FAILURE() << name << " seed " << seed << ": " << error.what();
      }
    }
  }
  std::cout << "[summary] " << files << " damaged files: " << files - loaded
            << " errors of code io, " << loaded << " that still load, 0 crashes" << std::endl;
  EXPECT_LT(loaded, files / 2);
}

} // namespace
