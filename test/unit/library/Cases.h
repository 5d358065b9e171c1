// The composed library by name: what each case of table.json calls.

#ifndef TEST_UNIT_LIBRARY_CASES_H
#define TEST_UNIT_LIBRARY_CASES_H

#include "vmapc/vmapc.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace library {

namespace vm = vmapc;
using vm::Array;
using Arrays = std::vector<Array>;

/// A function of arrays for every name of the table.
class Cases {
public:
  void one(const std::string &name, std::function<Array(const Arrays &)> f) {
    all_[name] = [f = std::move(f)](const Arrays &x) { return Arrays{f(x)}; };
  }
  void several(const std::string &name, std::function<Arrays(const Arrays &)> f) {
    all_[name] = std::move(f);
  }
  const std::map<std::string, std::function<Arrays(const Arrays &)>> &all() const { return all_; }

private:
  std::map<std::string, std::function<Arrays(const Arrays &)>> all_;
};

void addArrange(Cases &cases);
void addNumeric(Cases &cases);
void addOrder(Cases &cases);
void addNn(Cases &cases);
void addLosses(Cases &cases);

} // namespace library

#endif
