// What a call is told apart by: words for the callable, the structure and the
// static values of its arguments, and the arrays in them. No memory is allocated for
// ordinary calls.

#ifndef VMAPC_DETAIL_SIGNATURE_H
#define VMAPC_DETAIL_SIGNATURE_H

#include "vmapc/array.h"

#include <cstring>
#include <memory>

namespace vmapc {
inline namespace v0 {
namespace detail {

class Signature {
public:
  Signature() = default;
  Signature(const Signature &) = delete;
  Signature &operator=(const Signature &) = delete;

  void word(std::uint64_t w) {
    if (wordCount_ == wordCapacity_)
      growWords();
    words_[wordCount_++] = w;
  }
  void bytes(const void *data, std::size_t n) {
    word(n);
    auto *p = static_cast<const char *>(data);
    for (; n >= 8; p += 8, n -= 8) {
      std::uint64_t w;
      std::memcpy(&w, p, 8);
      word(w);
    }
    if (n) {
      std::uint64_t w = 0;
      std::memcpy(&w, p, n);
      word(w);
    }
  }
  void text(std::string_view s) { bytes(s.data(), s.size()); }
  /// An array, which must outlive this object and stay where it is.
  void leaf(const Array &a) {
    if (leafCount_ == leafCapacity_)
      growLeaves();
    leaves_[leafCount_++] = &a;
  }

  /// Something that must live as long as this object.
  void keep(std::shared_ptr<void> object) { kept_.push_back(std::move(object)); }

  std::span<const std::uint64_t> words() const { return {words_, wordCount_}; }
  std::span<const Array *const> leaves() const { return {leaves_, leafCount_}; }
  std::size_t leafCount() const { return leafCount_; }

private:
  VMAPC_API void growWords();
  VMAPC_API void growLeaves();

  std::size_t wordCount_ = 0, wordCapacity_ = 48;
  std::size_t leafCount_ = 0, leafCapacity_ = 16;
  std::uint64_t inlineWords_[48];
  const Array *inlineLeaves_[16];
  std::uint64_t *words_ = inlineWords_;
  const Array **leaves_ = inlineLeaves_;
  std::unique_ptr<std::uint64_t[]> moreWords_;
  std::unique_ptr<const Array *[]> moreLeaves_;
  std::vector<std::shared_ptr<void>> kept_;
};

/// Takes the arrays of a tree one after another.
class LeafReader {
public:
  explicit LeafReader(std::span<const Array> leaves) : leaves_(leaves) {}
  const Array &take() { return leaves_[next_++]; }

private:
  std::span<const Array> leaves_;
  std::size_t next_ = 0;
};

/// The structure of a tree with the names in it; for messages, names of inputs and
/// prefix trees of axes.
struct TreeDef {
  enum Kind : std::uint8_t { array, fixed, node };
  Kind kind = node;
  /// How the parent refers to it: ".w", "[0]".
  std::string name;
  std::vector<TreeDef> kids;
};

/// The last identifier in what __PRETTY_FUNCTION__ says of a template argument.
VMAPC_API std::string lastName(const char *pretty);
/// The paths of all arrays under `def`, in order, each starting with `root`.
VMAPC_API std::vector<std::string> paths(const TreeDef &def, const std::string &root);
VMAPC_API std::size_t arrayCount(const TreeDef &def);
/// Names the children by a list "a, b, c".
VMAPC_API void nameKids(TreeDef &def, std::string_view names);

VMAPC_API void requireSameCount(const char *op, std::size_t required, std::size_t got);
/// Arrays without data of the same shapes and dtypes.
VMAPC_API std::vector<Array> shapesOf(std::span<const Array> leaves);
VMAPC_API Array ravelLeaves(std::span<const Array> leaves, const Loc &loc);
VMAPC_API std::vector<Array> unravelLeaves(const Array &flat, std::span<const Array> shapes,
                                           const Loc &loc);
VMAPC_API std::vector<Array> filledLike(std::vector<Array> leaves, double value);
VMAPC_API std::string treeText(std::span<const Array> leaves,
                               std::span<const std::string> paths);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
