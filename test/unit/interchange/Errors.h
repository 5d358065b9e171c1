// An error that says what it must.

#ifndef VMAPC_TEST_UNIT_INTERCHANGE_ERRORS_H
#define VMAPC_TEST_UNIT_INTERCHANGE_ERRORS_H

#include "vmapc/vmapc.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

/// f must throw a vmapc::Error with this word.
template <class F>
void expectError(F f, const std::string &word,
                 vmapc::detail::Loc here = vmapc::detail::Loc::current()) {
  try {
    f();
  } catch (const vmapc::Error &error) {
    EXPECT_NE(std::string(error.what()).find(word), std::string::npos)
        << here.line() << ": no '" << word << "' in: " << error.what();
    return;
  }
  ADD_FAILURE() << here.line() << ": no error with '" << word << "'";
}

/// A folder of its own, gone afterwards.
class Folder {
public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "vmapc-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string &name) const { return path_ / name; }

private:
  std::filesystem::path path_;
};

#endif
