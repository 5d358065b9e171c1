// Trees in .npz and .safetensors files: what is written comes back, under its path.

#include "test/unit/interchange/Errors.h"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

namespace vm = vmapc;
using vm::Array;

namespace {

struct Layer {
  Array w, b;
  int stride = 3;
};
struct Model {
  std::vector<Layer> layers;
  std::map<std::string, Array> tables;
  std::optional<Array> bias;
  std::tuple<Array, double> pair;
  std::array<Array, 2> two;
};
struct Custom {
  Array a, b;
  explicit Custom(double scale = 1) : scale(scale) {}
  double scale;
};

Model model() {
  Model m;
  for (int k = 0; k < 11; ++k)
    m.layers.push_back({vm::full({2, 3}, k), vm::astype(vm::arange(3), vm::bf16), k});
  m.tables = {{"words", vm::Array{1, 2}}, {"odd.name[0]", vm::Array{true, false}}};
  m.bias = Array(2.5f);
  m.pair = {vm::arange(4), 7.0};
  m.two = {vm::zeros({0, 2}), vm::astype(Array{1., -2.}, vm::f16)};
  return m;
}

std::string contents(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const std::string &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
}

} // namespace

VMAPC_TREE(Custom, a, b);

namespace {

class TreeFiles : public testing::TestWithParam<const char *> {
protected:
  Folder folder;
  std::string path(const std::string &name = "p") const { return folder / (name + GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Formats, TreeFiles, testing::Values(".npz", ".safetensors"),
                         [](const auto &info) { return std::string(info.param + 1); });

void expectSame(const Model &got, const Model &m) {
  EXPECT_EQ(vm::tree_paths(got), vm::tree_paths(m));
  std::vector<Array> a = vm::tree_leaves(got), b = vm::tree_leaves(m);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    EXPECT_EQ(a[k].dtype(), b[k].dtype());
    EXPECT_EQ(a[k].shape(), b[k].shape());
    EXPECT_TRUE(vm::array_equal(a[k], b[k]));
  }
}

TEST_P(TreeFiles, StructureComesFromTheFile) {
  Model m = model();
  vm::save(path(), m);
  Model got = vm::load<Model>(path());
  expectSame(got, m);
  EXPECT_EQ(got.layers[2].stride, 3); // as in a new Layer: static leaves are not in files
  Model like = vm::load(path(), m);
  expectSame(like, m);
  EXPECT_EQ(like.layers[2].stride, 2); // as in `like`
  EXPECT_EQ(std::get<1>(like.pair), 7.0);

  m.bias = std::nullopt;
  m.layers.clear();
  vm::save(path(), m);
  got = vm::load<Model>(path());
  EXPECT_FALSE(got.bias);
  EXPECT_TRUE(got.layers.empty());
}

TEST_P(TreeFiles, EveryDtypeAndALoneArray) {
  std::map<std::string, Array> all;
  for (vm::DType t : vm::allDTypes)
    if (t != vm::c128 || GetParam() == std::string(".npz"))
      all[std::string(vm::nameOf(t))] = vm::astype(Array{{0., 1.}, {100., 3.}}, t);
  vm::save(path(), all);
  auto got = vm::load<std::map<std::string, Array>>(path());
  ASSERT_EQ(got.size(), all.size());
  for (auto &[name, x] : all) {
    EXPECT_EQ(got[name].dtype(), x.dtype());
    EXPECT_TRUE(vm::array_equal(got[name], x)) << name;
  }
  vm::save(path(), Array(3));
  EXPECT_EQ(vm::load(path()).dtype(), vm::i32);
  EXPECT_EQ(vm::load<Array>(path()).item<int>(), 3);
}

TEST_P(TreeFiles, CustomTrees) {
  Custom c(2);
  c.a = Array{1.f};
  c.b = Array{2.f, 3.f};
  vm::save(path(), c);
  EXPECT_EQ((vm::load<std::map<std::string, Array>>(path()).size()), 2u);
  EXPECT_EQ(vm::load<Custom>(path()).b.to_vector<float>(), (std::vector<float>{2, 3}));
}

TEST_P(TreeFiles, OneErrorListsMissingExtraAndMisshapen) {
  vm::save(path(), std::map<std::string, Array>{
                       {"w", vm::ones({2, 3})}, {"more", Array(1)}, {"stuff[0]", Array(1)}});
  auto at = [&](auto f) {
    try {
      f();
    } catch (const vm::Error &e) {
      EXPECT_EQ(e.code(), vm::ErrorCode::io);
      return e.got();
    }
    return std::string("no error");
  };
  EXPECT_EQ(at([&] { vm::load<Layer>(path()); }), path() + ": missing: b; extra: more, stuff[0]");
  EXPECT_EQ(at([&] { vm::load(path(), Layer{vm::ones({3, 2}), Array(1.f)}); }),
            path() + ": missing: b; extra: more, stuff[0]; of another shape or dtype: w: f32[2,3] "
                     "instead of f32[3,2]");
  // A null array of `like` is not looked for.
  EXPECT_EQ(at([&] { vm::load(path(), Layer{vm::ones({2, 3}), Array()}); }),
            path() + ": extra: more, stuff[0]");
}

TEST_P(TreeFiles, WhatCannotBeSaved) {
  std::map<std::string, Array> tree = {{"x", Array(1.f)}};
  expectError([&] { vm::save("/nonexistent/p" + std::string(GetParam()), tree); }, "No such file");
  expectError([&] { vm::load<Layer>(folder / "none" + GetParam()); }, "No such file");
  expectError([&] { vm::save(path() + ".pt", tree); }, ".npz or .safetensors");
  expectError([&] { vm::load<Layer>(path() + ".pt"); }, ".npz or .safetensors");
  expectError([&] { vm::jit([&](Array a) { return vm::save(path(), std::vector{a}), a; })(1.f); },
              "in a trace");
  // Nothing is left behind.
  EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(path()).parent_path()));
}

TEST(Npz, DeflatedIsSmallerAndEqual) {
  Folder folder;
  std::vector<Array> tree = {vm::zeros({100, 100}), vm::arange(10000)};
  vm::save(folder / "a.npz", tree);
  vm::save(folder / "b.npz", tree, {.compress = true});
  EXPECT_LT(std::filesystem::file_size(folder / "b.npz"),
            std::filesystem::file_size(folder / "a.npz") / 2);
  EXPECT_TRUE(vm::array_equal(vm::load<std::vector<Array>>(folder / "b.npz"), tree));
}

TEST(Safetensors, LayoutIsAsPublished) {
  Folder folder;
  vm::save(folder / "a.safetensors", Layer{Array{1.f, 2.f}, vm::astype(Array{1}, vm::f64)});
  std::string file = contents(folder / "a.safetensors");
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), 8);
  EXPECT_EQ(length % 8, 0u);
  auto header = nlohmann::json::parse(file.substr(8, length));
  EXPECT_EQ(header["b"],
            nlohmann::json::parse(R"({"dtype": "F64", "shape": [1], "data_offsets": [0, 8]})"));
  EXPECT_EQ(header["w"],
            nlohmann::json::parse(R"({"dtype": "F32", "shape": [2], "data_offsets": [8, 16]})"));
  EXPECT_EQ(file.size(), 8 + length + 16);
  expectError(
      [&] { vm::save(folder / "a.safetensors", std::vector{vm::astype(Array{1}, vm::c128)}); },
      "c128");
  expectError(
      [&] { vm::save(folder / "a.safetensors", std::map<std::string, Array>{{"\xff", Array(1)}}); },
      "UTF-8");
}

/// A file with this header and so many bytes of elements.
std::string tensors(const std::string &header, std::size_t bytes) {
  std::uint64_t length = header.size();
  return std::string(reinterpret_cast<char *>(&length), 8) + header + std::string(bytes, '\1');
}

TEST(Safetensors, BadFilesSayWhatIsWrong) {
  Folder folder;
  std::string path = folder / "x.safetensors";
  auto says = [&](const std::string &file, const char *word) {
    write(path, file);
    expectError([&] { vm::load<std::map<std::string, Array>>(path); }, word);
  };
  says("", "header length");
  says("\xff\xff\xff\xff\xff\xff\xff\x7f{}", "a header of at most 2 bytes");
  says(tensors("{", 0), "a header in JSON");
  says(tensors("[1]", 0), "JSON object");
  says(tensors("[[[[[[1]]]]]]", 0), "deeper");
  says(tensors(R"({"a": 3})", 0), "'a' as");
  std::string a = R"("a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]})";
  says(tensors("{" + a + "}", 7), "8 bytes of elements");
  says(tensors("{" + a + "}", 9), "8 bytes of elements");
  says(tensors("{" + a + ", " + a + "}", 8), "two for 'a'");
  auto with = [](const std::string &dtype, const std::string &shape, const std::string &offsets) {
    return tensors("{\"a\": {\"dtype\": " + dtype + ", \"shape\": " + shape +
                       ", \"data_offsets\": " + offsets + "}}",
                   8);
  };
  says(with("\"F4\"", "[2]", "[0, 8]"), "F4");
  says(with("\"F32\"", "[-2]", "[0, 8]"), "'a' as");
  says(with("\"F32\"", "[2.0]", "[0, 8]"), "'a' as");
  says(with("\"F32\"", "[3]", "[0, 8]"), "12 bytes for 'a', f32[3]");
  says(with("\"F32\"", "[2]", "[1, 9]"), "from byte 0 on");
  says(with("\"F32\"", "[2]", "[8, 0]"), "8 bytes for 'a'");
  says(with("\"F32\"", "[4294967296, 4294967296, 4294967296]", "[0, 8]"), "below 2^63");
  says(with("\"F32\"", "[18446744073709551615]", "[0, 8]"), "below 2^63");
  // Metadata is passed over, empty arrays and bools are read.
  write(path, tensors(R"({"__metadata__": {"by": "hand"}, "e": {"dtype": "F32", "shape": [0, 3],
    "data_offsets": [0, 0]}, "b": {"dtype": "BOOL", "shape": [2], "data_offsets": [0, 2]}})",
                      2));
  auto got = vm::load<std::map<std::string, Array>>(path);
  EXPECT_EQ(got["e"].shape(), (vm::Shape{0, 3}));
  EXPECT_EQ(got["b"].to_vector<bool>(), (std::vector<bool>{true, true}));
}

} // namespace
