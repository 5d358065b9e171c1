// Making entries of the parity table.

#ifndef TEST_PROPERTY_PARITYKIT_H
#define TEST_PROPERTY_PARITYKIT_H

#include "OpCases.h"

namespace property {

struct ParityList {
  std::string peer;
  std::vector<Parity> entries;

  void add(std::string op, std::string ours, std::vector<Input> inputs,
           std::function<Array(const Arrays &)> f, bool constant = false) {
    Row row = opCase(op, std::move(inputs), std::move(f), 1e4);
    entries.push_back({peer, std::move(op), std::move(ours),
                       constant ? constantCase(std::move(row)) : std::move(row)});
  }
  void outOfScope(std::string op, std::string why) {
    entries.push_back({peer, std::move(op), std::move(why), std::nullopt});
  }
};

void addTorchParity(ParityList &list);
void addOtherParity(ParityList &list);

} // namespace property

#endif
