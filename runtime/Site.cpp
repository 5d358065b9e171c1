// Which callables are the same, and values that are told apart by ==.

#include "runtime/Cache.h"

#include "vmapc/detail/callable.h"

#include <map>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {
std::atomic<std::uint64_t> nextSite{1};

/// Callables known by type and value; they live as long as the process.
struct Known {
  std::mutex mutex;
  std::map<std::string, SitePtr, std::less<>> sites;
};
Known &known() {
  static Known &k = *new Known;
  return k;
}

SitePtr knownSite(const std::string &key, const CompileOptions &options,
                  std::string_view name) {
  Known &k = known();
  std::lock_guard lock(k.mutex);
  SitePtr &slot = k.sites[key];
  if (!slot) {
    auto site = std::make_shared<Site>();
    site->id = nextSite++;
    site->options = options;
    site->name = name;
    slot = site;
  }
  return slot;
}

template <class T> void append(std::string &key, const T &value) {
  key.append(reinterpret_cast<const char *>(&value), sizeof value);
}
} // namespace

SitePtr internSite(const void *tag, const void *bytes, std::size_t count) {
  std::string key("f");
  append(key, tag);
  key.append(static_cast<const char *>(bytes), count);
  return knownSite(key, {}, "");
}

SitePtr uniqueSite() {
  auto site = std::make_shared<Site>();
  site->id = nextSite++;
  site->unique = true;
  return site;
}

SitePtr derivedSite(const char *kind, const SitePtr &inner, std::string_view options,
                    const CompileOptions &compile, std::string_view name) {
  if (inner->unique) {
    auto site = std::make_shared<Site>();
    site->id = nextSite++;
    site->unique = true;
    site->options = compile;
    site->name = name;
    return site;
  }
  std::string key("d");
  key += kind;
  key += '\0';
  append(key, inner->id);
  append(key, compile.fast_math);
  append(key, compile.lane_exact);
  append(key, compile.chunk);
  key += options;
  return knownSite(key, compile, name);
}

std::uint64_t idOf(const Site &site) noexcept { return site.id; }

std::uint64_t internValue(const void *tag, FunctionRef<bool(const void *)> equals,
                          FunctionRef<std::shared_ptr<const void>()> copy) {
  struct Values {
    std::mutex mutex;
    std::map<const void *, std::vector<std::shared_ptr<const void>>> of;
  };
  static Values &values = *new Values;
  std::lock_guard lock(values.mutex);
  auto &list = values.of[tag];
  for (std::size_t k = 0; k < list.size(); ++k)
    if (equals(list[k].get()))
      return k;
  list.push_back(copy());
  return list.size() - 1;
}

void Signature::growWords() {
  auto more = std::make_unique<std::uint64_t[]>(wordCapacity_ * 2);
  std::copy_n(words_, wordCount_, more.get());
  words_ = more.get();
  moreWords_ = std::move(more);
  wordCapacity_ *= 2;
}
void Signature::growLeaves() {
  auto more = std::make_unique<const Array *[]>(leafCapacity_ * 2);
  std::copy_n(leaves_, leafCount_, more.get());
  leaves_ = more.get();
  moreLeaves_ = std::move(more);
  leafCapacity_ *= 2;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
