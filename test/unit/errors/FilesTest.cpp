// Files that are not what they should be, and programs that must not compile.

#include "WrongUse.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

constexpr const char *npy = ".npy files", *graphs = ".mlir files", *types = "types";

/// A file of these bytes in a folder that goes with the test.
class WrongFiles : public testing::Test {
protected:
  WrongFiles()
      : folder(std::filesystem::temp_directory_path() /
               (wrong::wrongFiles + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder);
  }
  ~WrongFiles() override { std::filesystem::remove_all(folder); }
  std::string file(const char *name, const std::string &bytes) {
    std::string path = folder / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string array(const std::string &header, const std::string &elements) {
    std::string text = "\x93NUMPY\x01";
    text += '\0';
    text += char(header.size());
    text += '\0';
    return file("bad.npy", text + header + elements);
  }
  std::string graph(const std::string &body) {
    return file("bad.mlir", "module attributes {vmapc.version = \"0.1.0\"} {\n" + body + "}\n");
  }
  std::filesystem::path folder;
};

TEST_F(WrongFiles, Arrays) {
  WRONG(npy, WORDS("load", "a readable file", "none.npy"), vm::load("/nowhere/none.npy"));
  WRONG(npy, WORDS("load", folder.string()), vm::load(folder.string()));
  WRONG(npy, WORDS("bad.npy", "8 bytes", "an end after 0"), vm::load(file("bad.npy", "")));
  WRONG(npy, WORDS("bad.npy", "NUMPY"), vm::load(file("bad.npy", "PK\3\4 not an array")));
  WRONG(npy, WORDS("version 1, 2 or 3", "9"),
        vm::load(file("bad.npy", std::string("\x93NUMPY\x09\0\1\0{", 11))));
  WRONG(npy, WORDS("65535 bytes of header"),
        vm::load(file("bad.npy", std::string("\x93NUMPY\x01\0\xff\xff", 10))));
  std::string ok = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
  WRONG(npy, WORDS("8 bytes of elements for f32[2]", "7"), vm::load(array(ok, "1234567")));
  WRONG(npy, WORDS("dtype", "'<c7'"),
        vm::load(array("{'descr': '<c7', 'fortran_order': False, 'shape': (2,), }\n", "1234")));
  WRONG(npy, WORDS("an extent"),
        vm::load(array("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }\n", "")));
  WRONG(npy, WORDS("2^63"),
        vm::load(array("{'descr': '<f8', 'fortran_order': False, "
                       "'shape': (4611686018427387904,4), }\n",
                       "")));
  WRONG(npy, WORDS("8000000000000 bytes of elements", "8"),
        vm::load(array("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }\n",
                       "12345678")));
  WRONG(npy, WORDS("save", "a writable file"), vm::save("/nowhere/x.npy", Array{1}));
}

TEST_F(WrongFiles, Graphs) {
  auto load = [&](const std::string &body,
                  std::source_location l = std::source_location::current()) {
    return vm::Graph::load(graph(body), l);
  };
  const std::string f = "func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {\n";
  WRONG(graphs, WORDS("load", "/nowhere/graph.mlir"), vm::Graph::load("/nowhere/graph.mlir"));
  WRONG(graphs, WORDS("load", folder.string()), vm::Graph::load(folder.string()));
  WRONG(graphs, WORDS("load", "vmapc.version", "one without"),
        vm::Graph::load(file("bad.mlir", "")));
  WRONG(graphs, WORDS("bad.mlir:1:"),
        vm::Graph::load(file("bad.mlir", "\x7f"
                                         "ELF\2\1\1")));
  WRONG(graphs, WORDS("vmapc.version", "without"),
        vm::Graph::load(file("bad.mlir", "module {\n" + f + "return %x : tensor<2xf32>\n}\n}\n")));
  WRONG(graphs, WORDS("0.1.0 or older", "7.3.0"),
        vm::Graph::load(file("bad.mlir", "module attributes {vmapc.version = \"7.3.0\"} {\n" + f +
                                             "return %x : tensor<2xf32>\n}\n}\n")));
  WRONG(graphs, WORDS("bad.mlir:3:"), load(f + "%0 = vmapc.sin"));
  WRONG(graphs, WORDS("bad.mlir:3:"), load(f + "%0 = vmapc.sin %y : tensor<2xf32>\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:3:", "vmapc.sni"),
        load(f + "%0 = \"vmapc.sni\"(%x) : (tensor<2xf32>) -> tensor<2xf32>\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:3:", "tensor<3xf32>"),
        load(f + "%0 = vmapc.sin %x : tensor<3xf32>\nreturn %0 : tensor<3xf32>\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:3"), load(f + "return\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:3"),
        load(f + "%0 = vmapc.call @g(%x) : (tensor<2xf32>) -> tensor<2xf32>\n"
                 "return %0 : tensor<2xf32>\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:2"),
        load("func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {\nreturn %x : tensor<?xf32>\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:2"),
        load("func.func @f(%x: tensor<2xi7>) -> tensor<2xi7> {\nreturn %x : tensor<2xi7>\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:3", "transpose"),
        load(f + "%0 = vmapc.transpose %x by [1] : tensor<2xf32> -> tensor<2xf32>\n"
                 "return %0 : tensor<2xf32>\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:2", "1 TB"),
        load("func.func @f(%x: tensor<9000000000000000000x9xf32>) -> tensor<f32> {\n"
             "%0 = vmapc.reduce_sum %x over [0, 1] : tensor<9000000000000000000x9xf32> -> "
             "tensor<f32>\nreturn %0 : tensor<f32>\n}\n"));
  WRONG(graphs, WORDS("bad.mlir:1", "a function with a body", "@g"),
        load("func.func private @g(tensor<2xf32>) -> tensor<2xf32>\n"));
  WRONG(graphs, WORDS("bad.mlir:3", "do not call themselves", "@f"),
        load(f + "%0 = vmapc.call @f(%x) : (tensor<2xf32>) -> tensor<2xf32>\n"
                 "return %0 : tensor<2xf32>\n}\n"));
}

/// What the compiler says about a program of these lines.
std::string compiled(const std::string &path) {
  std::string command = std::string(WRONG_USES_COMPILE) + " " + path + " 2>&1", text;
  FILE *pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (std::size_t n = pipe ? fread(buffer, 1, sizeof(buffer), pipe) : 0)
    text.append(buffer, n);
  if (pipe)
    pclose(pipe);
  return text;
}

TEST_F(WrongFiles, TypesThatAreNoTrees) {
  struct Program {
    const char *lines, *error;
  };
  const Program programs[] = {
      {"struct B { vm::Array a; };\nstruct D : B { vm::Array b; };\n"
       "auto r = vm::jit([](const D &d) { return d.b; })(D{});\n",
       "this type is not a tree, because it has a base class"},
      {"class P { vm::Array a; public: P(int); };\n"
       "auto r = vm::jit([](const P &) { return vm::Array(1.0); })(P(1));\n",
       "this type is not a tree, because it has a constructor, private members"},
      {"float *p;\nauto r = vm::jit([](vm::Array a, float *) { return a; })(vm::Array(1.0), p);\n",
       "a pointer is not a tree"},
      {"auto r = vm::grad<2>([](vm::Array a) { return a; })(vm::Array(1.0));\n",
       "there is no such argument"},
      {"auto r = vm::jit([](vm::Array &a) { return a; })(vm::Array(1.0));\n",
       "it must not be mutable nor take T&"},
      {"auto r = vm::scan(vm::Array(1.0), vm::Array(1.0), [](vm::Array a, vm::Array) { return a; "
       "});\n",
       "the body of scan must return std::pair{carry, output}"},
      {"auto r = vm::grad([](vm::Array a) { return std::pair{a, a}; })(vm::Array(1.0));\n",
       "grad needs a function that returns a scalar Array"},
  };
  for (const Program &program : programs) {
    std::string path = file("bad.cpp", std::string("#include <vmapc/vmapc.h>\n"
                                                   "namespace vm = vmapc;\n") +
                                           program.lines);
    std::string said = compiled(path);
    std::string problem;
    if (said.find(program.error) == std::string::npos || said.find(path + ":") == std::string::npos)
      problem = "required '" + std::string(program.error) + "' and " + path +
                ":LINE:COLUMN, got\n" + said.substr(0, 3000);
    wrong::count({types, program.lines, __FILE__, __LINE__}, problem);
  }
}

} // namespace
