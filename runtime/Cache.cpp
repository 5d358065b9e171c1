// The tables of compiled code: lookup, one compiler per signature, the bound.

#include "runtime/Cache.h"

#include "vmapc/jit.h"

#include <algorithm>

namespace vmapc::rt {

namespace {

struct WordsHash {
  std::size_t operator()(std::uint64_t h) const { return h; }
};

struct Table {
  std::shared_mutex mutex;
  std::condition_variable_any done;
  std::unordered_multimap<std::uint64_t, EntryPtr, WordsHash> entries;
  std::atomic<std::size_t> bound{std::size_t(512) << 20};
  /// Changes when entries are dropped: what threads remember is then stale.
  std::atomic<std::uint64_t> generation{1};
  std::atomic<std::uint64_t> hits{0}, misses{0}, compiles{0};
};
Table &table() {
  static Table &t = *new Table;
  return t;
}

/// Equal programs share a kernel, made by the first that needs it. It stays after the last
/// signature that uses it is gone, as long as there is room: a closure that is built
/// anew in a loop is traced again, but not compiled.
struct SharedKernel {
  std::shared_ptr<Program> program;
  CompileOptions options;
  std::mutex mutex;
  std::shared_ptr<Kernel> kernel;
  std::atomic<bool> used{true};
};
using SharedKernelPtr = std::shared_ptr<SharedKernel>;
struct KernelTable {
  std::mutex mutex;
  std::unordered_multimap<std::uint64_t, SharedKernelPtr, WordsHash> kernels;
  std::size_t codeBytes = 0;
};
KernelTable &kernelTable() {
  static KernelTable &t = *new KernelTable;
  return t;
}

bool sameKey(const Entry &e, std::span<const std::uint64_t> words) {
  return e.key.size() == words.size() &&
         std::memcmp(e.key.data(), words.data(), words.size() * 8) == 0;
}

EntryPtr lookup(Table &t, std::uint64_t hash, std::span<const std::uint64_t> words) {
  auto [first, last] = t.entries.equal_range(hash);
  for (auto it = first; it != last; ++it)
    if (sameKey(*it->second, words))
      return it->second;
  return nullptr;
}

/// Drops what was not used since the last look until the code fits: signatures, then
/// kernels that none holds. Code that another thread runs stays until it has moved on.
void enforceBound() {
  Table &t = table();
  KernelTable &kernels = kernelTable();
  std::vector<EntryPtr> dropped; // destroyed without the locks
  std::vector<SharedKernelPtr> droppedKernels;
  for (int round = 0; round < 2; ++round) {
    {
      std::lock_guard lock(kernels.mutex);
      if (kernels.codeBytes <= t.bound)
        return;
    }
    {
      std::lock_guard lock(t.mutex);
      for (auto it = t.entries.begin(); it != t.entries.end();) {
        Entry &e = *it->second;
        if (e.state != Entry::ready || e.used.exchange(false)) {
          ++it;
          continue;
        }
        dropped.push_back(std::move(it->second));
        it = t.entries.erase(it);
      }
      if (!dropped.empty())
        ++t.generation;
    }
    dropped.clear();
    std::lock_guard lock(kernels.mutex);
    for (auto it = kernels.kernels.begin();
         it != kernels.kernels.end() && kernels.codeBytes > t.bound;) {
      SharedKernelPtr &k = it->second;
      if (k.use_count() > 1 || !k->kernel || k->used.exchange(false)) {
        ++it;
        continue;
      }
      kernels.codeBytes -= k->kernel->codeBytes;
      droppedKernels.push_back(std::move(k));
      it = kernels.kernels.erase(it);
    }
  }
}

constexpr const char *staticChanged = "a static argument or the structure of an argument changed";
/// So many misses of that kind are a mistake rather than a choice.
constexpr unsigned staticLimit = 16;

/// Why `words` is not what the site saw last.
std::string reasonOf(const Site &site, std::span<const std::uint64_t> words,
                     std::span<const Array *const> leaves, const CallBody &body) {
  if (site.lastKey.empty())
    return "first call";
  std::vector<std::string> names = body.inputNames();
  std::string changed;
  if (site.lastTypes.size() != leaves.size())
    return "the arguments have " + std::to_string(leaves.size()) + " arrays, were " +
           std::to_string(site.lastTypes.size());
  for (std::size_t k = 0; k < leaves.size(); ++k) {
    const ArrayImpl *impl = ArrayImpl::of(*leaves[k]);
    const detail::Type *now = impl ? impl->type : nullptr;
    if (now != site.lastTypes[k])
      return (k < names.size() ? names[k] : "an argument") + " is " +
             (now ? detail::describe(*now) : "null") + ", was " +
             (site.lastTypes[k] ? detail::describe(*site.lastTypes[k]) : "null");
  }
  std::size_t statics = words.size() - leaves.size();
  for (std::size_t k = 0; k < statics && k < site.lastKey.size(); ++k)
    if (words[k] != site.lastKey[k])
      return k < 2 ? "another type of argument or copy of the callable"
                   : staticChanged;
  return "the code was dropped, cleared or never finished, or a scalar became weak or strong";
}

} // namespace

//===-- Small table per thread --------------------------------------------------===//

struct HotCache {
  static constexpr std::size_t size = 128;
  struct Slot {
    std::uint64_t hash = 0;
    EntryPtr entry;
  };
  std::uint64_t generation = 0;
  /// Written by this thread only.
  std::atomic<std::uint64_t> hits{0};
  HotCache *next = nullptr;
  Slot slots[size];
};

namespace {
/// All threads' tables, for the sum of hits.
struct HotList {
  std::mutex mutex;
  HotCache *first = nullptr;
};
HotList &hotList() {
  static HotList &l = *new HotList;
  return l;
}

HotCache &hotCache() {
  if (!thread.hot) {
    thread.hot = new HotCache;
    registerThread();
    HotList &l = hotList();
    std::lock_guard lock(l.mutex);
    thread.hot->next = l.first;
    l.first = thread.hot;
  }
  return *thread.hot;
}

std::uint64_t allHits() {
  HotList &l = hotList();
  std::lock_guard lock(l.mutex);
  std::uint64_t sum = table().hits;
  for (HotCache *h = l.first; h; h = h->next)
    sum += h->hits;
  return sum;
}
} // namespace

void dropHotCache() {
  HotCache *hot = std::exchange(thread.hot, nullptr);
  if (!hot)
    return;
  table().hits += hot->hits;
  HotList &l = hotList();
  {
    std::lock_guard lock(l.mutex);
    for (HotCache **h = &l.first; *h; h = &(*h)->next)
      if (*h == hot) {
        *h = hot->next;
        break;
      }
  }
  delete hot;
}

//===-- Keys -------------------------------------------------------------------===//

std::uint64_t completeKey(Signature &s, const Loc &loc, bool allowShapes) {
  for (const Array *leaf : s.leaves()) {
    const ArrayImpl *impl = ArrayImpl::of(*leaf);
    if (!impl) {
      s.word(1);
      continue;
    }
    if (impl->kind != detail::ArrayKind::data &&
        !(allowShapes && impl->kind == detail::ArrayKind::shape)) {
      if (impl->kind == detail::ArrayKind::traced)
        detail::fail("call", "arrays with data as arguments outside a trace",
                     detail::describe(*leaf) + ", in a trace that has ended or belongs to "
                                               "another thread",
                     loc);
      detail::requireData(*leaf, "call", loc);
    }
    s.word(reinterpret_cast<std::uintptr_t>(impl->type) | (impl->weak ? 1 : 0));
  }
  std::uint64_t h = 0x9e3779b97f4a7c15u;
  for (std::uint64_t w : s.words()) {
    unsigned __int128 m = (unsigned __int128)(h ^ w) * 0xd6e8feb86659fd93u;
    h = std::uint64_t(m) ^ std::uint64_t(m >> 64) ^ (w << 1);
  }
  return h;
}

//===-- Lookup ----------------------------------------------------------------===//

std::shared_ptr<Kernel> kernelOf(const std::shared_ptr<Program> &program,
                                 const CompileOptions &options, bool *isNew) {
  KernelTable &t = kernelTable();
  std::uint64_t hash = program->fingerprint() * 4 + options.fast_math * 2 + options.lane_exact;
  SharedKernelPtr shared;
  {
    std::lock_guard lock(t.mutex);
    auto [first, last] = t.kernels.equal_range(hash);
    for (auto it = first; it != last && !shared; ++it)
      if (it->second->options.chunk == options.chunk &&
          it->second->program->sameCode(*program))
        shared = it->second;
    if (!shared) {
      shared = std::make_shared<SharedKernel>();
      shared->program = program;
      shared->options = options;
      t.kernels.emplace(hash, shared);
    }
    shared->used = true;
  }
  std::lock_guard lock(shared->mutex);
  if (!shared->kernel) {
    shared->kernel = program->compile(options);
    ++table().compiles;
    if (isNew)
      *isNew = true;
    std::lock_guard tableLock(t.mutex);
    t.codeBytes += shared->kernel->codeBytes;
  }
  // Who holds the kernel holds its place in the table.
  return {shared, shared->kernel.get()};
}

namespace {
/// Makes the code of a new entry; on failure others that wait get the same error.
void fill(const EntryPtr &entry, const Site &site, Signature &signature,
          const CallBody &body, const Loc &loc) {
  Table &t = table();
  try {
    entry->code = traceBody(signature, body, loc);
    bool isNew = false;
    if (!entry->code.outputs.empty())
      entry->code.kernel = kernelOf(entry->code.program, site.options, &isNew);
    site.compiles += isNew;
  } catch (...) {
    std::lock_guard lock(t.mutex);
    entry->error = std::current_exception();
    entry->state = Entry::failed;
    auto [first, last] = t.entries.equal_range(entry->hash);
    for (auto it = first; it != last; ++it)
      if (it->second == entry) {
        t.entries.erase(it);
        break;
      }
    t.done.notify_all();
    throw;
  }
  {
    std::lock_guard lock(t.mutex);
    entry->state = Entry::ready;
    t.done.notify_all();
  }
  enforceBound();
}

EntryPtr findShared(const Site &site, Signature &signature, std::uint64_t hash,
                    const CallBody &body, const Loc &loc) {
  Table &t = table();
  std::span<const std::uint64_t> words = signature.words();
  for (;;) {
    {
      std::shared_lock lock(t.mutex);
      EntryPtr e = lookup(t, hash, words);
      if (e && e->state == Entry::compiling)
        t.done.wait(lock, [&] { return e->state != Entry::compiling; });
      if (e && e->state == Entry::failed)
        std::rethrow_exception(e->error);
      if (e) {
        e->used.store(true, std::memory_order_relaxed);
        site.hits.fetch_add(1, std::memory_order_relaxed);
        t.hits.fetch_add(1, std::memory_order_relaxed);
        return e;
      }
    }
    std::string reason;
    {
      std::lock_guard lock(site.mutex);
      reason = reasonOf(site, words, signature.leaves(), body);
    }
    if (thread.noCompile)
      detail::fail(body.name(), "compiled code for these arguments, while a vm::NoCompile lives",
                   "none: " + reason, loc);
    auto entry = std::make_shared<Entry>();
    entry->key.assign(words.begin(), words.end());
    entry->hash = hash;
    entry->site = site.id;
    {
      std::lock_guard lock(t.mutex);
      if (lookup(t, hash, words))
        continue; // another thread was faster
      t.entries.emplace(hash, entry);
    }
    {
      std::lock_guard lock(site.mutex);
      site.lastKey = entry->key;
      site.lastTypes.clear();
      for (const Array *leaf : signature.leaves())
        site.lastTypes.push_back(ArrayImpl::of(*leaf) ? ArrayImpl::of(*leaf)->type : nullptr);
      if (reason == staticChanged && ++site.staticMisses == staticLimit)
        reason += "; this has happened " + std::to_string(staticLimit) +
                  " times: pass the value as an Array, then it is traced and no longer compiled in";
      if (site.reasons.size() == 16)
        site.reasons.erase(site.reasons.begin());
      site.reasons.push_back(std::move(reason));
    }
    ++site.misses;
    ++t.misses;
    fill(entry, site, signature, body, loc);
    return entry;
  }
}
} // namespace

const Entry &find(const Site &site, Signature &signature, std::uint64_t hash,
                  const CallBody &body, const Loc &loc) {
  HotCache &hot = hotCache();
  std::uint64_t now = table().generation.load(std::memory_order_acquire);
  if (hot.generation != now) {
    for (HotCache::Slot &slot : hot.slots)
      slot = {};
    hot.generation = now;
  }
  HotCache::Slot &slot = hot.slots[(hash >> 7) % HotCache::size];
  if (slot.entry && slot.hash == hash && sameKey(*slot.entry, signature.words())) {
    site.hits.fetch_add(1, std::memory_order_relaxed);
    hot.hits.store(hot.hits.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    if (!slot.entry->used.load(std::memory_order_relaxed))
      slot.entry->used.store(true, std::memory_order_relaxed);
    return *slot.entry;
  }
  EntryPtr entry = findShared(site, signature, hash, body, loc);
  slot.hash = hash;
  slot.entry = std::move(entry);
  return *slot.entry;
}

//===-- Forgetting -------------------------------------------------------------===//

namespace {
template <class Wanted> void eraseIf(Wanted &&wanted) {
  Table &t = table();
  std::vector<EntryPtr> dropped;
  std::lock_guard lock(t.mutex);
  for (auto it = t.entries.begin(); it != t.entries.end();) {
    if (it->second->state != Entry::ready || !wanted(*it->second)) {
      ++it;
      continue;
    }
    dropped.push_back(std::move(it->second));
    it = t.entries.erase(it);
  }
  if (!dropped.empty())
    ++t.generation;
}
} // namespace

void forget(const Entry &entry) {
  eraseIf([&](const Entry &e) { return &e == &entry; });
}
void forgetSite(std::uint64_t site) {
  eraseIf([&](const Entry &e) { return e.site == site; });
}

} // namespace vmapc::rt

namespace vmapc {
inline namespace v0 {

Stats Cache::stats() const {
  rt::Table &t = rt::table();
  std::shared_lock lock(t.mutex);
  Stats s;
  s.misses = t.misses;
  s.compiles = t.compiles;
  s.entries = t.entries.size();
  rt::KernelTable &k = rt::kernelTable();
  std::lock_guard kernelLock(k.mutex);
  s.codeBytes = k.codeBytes;
  s.hits = rt::allHits();
  return s;
}
void Cache::set_max_bytes(std::size_t bytes) {
  {
    std::lock_guard lock(rt::table().mutex);
    rt::table().bound = bytes;
  }
  rt::enforceBound();
}
void Cache::clear() {
  rt::eraseIf([](const rt::Entry &) { return true; });
  rt::KernelTable &t = rt::kernelTable();
  std::vector<rt::SharedKernelPtr> dropped;
  std::lock_guard lock(t.mutex);
  for (auto it = t.kernels.begin(); it != t.kernels.end();) {
    std::unique_lock one(it->second->mutex, std::try_to_lock);
    if (!one || !it->second->kernel) { // being compiled
      ++it;
      continue;
    }
    one.unlock();
    t.codeBytes -= it->second->kernel->codeBytes;
    dropped.push_back(std::move(it->second));
    it = t.kernels.erase(it);
  }
}
Cache &cache() {
  static Cache c;
  return c;
}

namespace detail {
Stats statsOf(const Site &site) {
  Stats s;
  s.hits = site.hits;
  s.misses = site.misses;
  s.compiles = site.compiles;
  {
    std::lock_guard lock(site.mutex);
    s.reasons = site.reasons;
  }
  rt::Table &t = rt::table();
  std::shared_lock lock(t.mutex);
  for (const auto &[hash, entry] : t.entries)
    if (entry->site == site.id && entry->state == rt::Entry::ready) {
      ++s.entries;
      s.codeBytes += entry->code.kernel ? entry->code.kernel->codeBytes : 0;
    }
  return s;
}
void clearSite(const Site &site) { rt::forgetSite(site.id); }
Site::~Site() {
  if (unique && misses)
    rt::forgetSite(id);
}
} // namespace detail

} // namespace v0
} // namespace vmapc
