// .npy files: every dtype and order there and back, and files that are wrong.

#include "Check.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace vmapc;

namespace {

class Npy : public testing::Test {
protected:
  void SetUp() override {
    std::filesystem::path folder = std::filesystem::temp_directory_path();
    path = (folder / ("vmapc-npy-" + std::to_string(getpid()) + ".npy")).string();
  }
  void TearDown() override { std::remove(path.c_str()); }

  /// A file with this header text and elements.
  void write(const std::string &header, const std::string &elements, char version = 1) {
    std::string text = std::string("\x93NUMPY") + version + '\0';
    text.push_back(char(header.size() & 0xff));
    text.push_back(char(header.size() >> 8));
    if (version > 1)
      text.append(2, '\0');
    raw(text + header + elements);
  }
  void raw(const std::string &bytes) { std::ofstream(path, std::ios::binary) << bytes; }
  void expectBad(std::vector<std::string> parts) {
    parts.push_back(path);
    expectError([&] { load(path); }, "load", parts, __LINE__, ErrorCode::io);
  }
  std::string path;
};

TEST_F(Npy, EveryDtypeAndShapeComesBack) {
  for (DType t : {f32, f64, i32, i64, u32, b1})
    for (const Shape &shape : {Shape{}, Shape{3}, Shape{2, 3}, Shape{0, 4}, Shape{1, 1, 2}}) {
      Array x = vm::full(shape, 1, t);
      save(path, x);
      Array y = load(path);
      EXPECT_EQ(y.dtype(), t);
      EXPECT_TRUE(vm::array_equal(x, y));
      EXPECT_EQ(std::filesystem::file_size(path) % 64, std::size_t(x.size()) * sizeOf(t) % 64);
    }
}

TEST_F(Npy, FortranOrderIsTransposed) {
  write("{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }\n",
        std::string("\1\0\0\0\4\0\0\0\2\0\0\0\5\0\0\0\3\0\0\0\6\0\0\0", 24));
  expectArray(load(path), i32, {2, 3}, {1, 2, 3, 4, 5, 6});
}

TEST_F(Npy, OtherSpellings) {
  write("{\"shape\":(2,),\"descr\":\">i4\",\"fortran_order\":False}",
        std::string("\0\0\0\1\0\0\1\0", 8), 2);
  expectArray(load(path), i32, {2}, {1, 256});
  write("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }\n", "\5\1");
  expectArray(load(path), b1, {2}, {1, 1});
}

TEST_F(Npy, WrongFiles) {
  const std::string ok = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  std::remove(path.c_str());
  expectBad({"a readable file"});
  raw("");
  expectBad({"8 bytes", "end after 0"});
  raw("PK\3\4 not an npy file");
  expectBad({"NUMPY"});
  raw(std::string("\x93NUMPY\x09\0\1\0{", 11));
  expectBad({"version 1, 2 or 3", "9"});
  raw(std::string("\x93NUMPY\x01\0\xff\xff", 10));
  expectBad({"65535 bytes of header"});
  write(ok, "1234567");
  expectBad({"8 bytes of elements for f32[2]", "7"});
  write(ok, "123456789");
  expectBad({"8 bytes of elements for f32[2]", "9"});
  write("{'descr': '|S2', 'fortran_order': False, 'shape': (2,), }\n", "1234");
  expectBad({"dtype f2, f4", "'|S2'"});
  write("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2,), }\n", "12345678");
  expectBad({"True or False", "Maybe"});
  write("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }\n", "");
  expectBad({"an extent"});
  write("{'descr': '<f4', 'fortran_order': False, 'shape': (2", "");
  expectBad({"',' or ')'"});
  write("{'descr': '<f4', 'fortran_order': False}", "");
  expectBad({"'shape'"});
  write("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,4), }\n", "");
  expectBad({"2^63"});
  write("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }\n", "12345678");
  expectBad({"8000000000000 bytes of elements", "8"});
}

TEST_F(Npy, SaveErrors) {
  expectError([] { save("/no/such/folder/x.npy", Array{1}); }, "save", {"a writable file"},
              __LINE__, ErrorCode::io);
  EXPECT_VM_ERROR(vm::jit([&](Array x) {
                    save(path, x);
                    return x;
                  })(Array{1}),
                  "save", "trace");
}

TEST_F(Npy, AWeakScalarIsSavedAsItsDtype) {
  save(path, 2.5);
  expectArray(load(path), f32, {}, {2.5});
}

} // namespace
