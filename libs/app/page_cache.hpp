// A bounded cache with a time to live, shared by the io threads: sharded, so that they rarely meet, and a mutex per
// shard that covers one look-up and is never held while anything waits. A miss is the caller's to fill; two callers
// that miss at the same moment both ask the store, which is cheaper than making one wait on another's thread.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/time.hpp"

namespace souk::app {

template <class Value>
class PageCache {
 public:
  struct Limits {
    std::size_t max_entries = 8'192;  // at least kShards
    Nanos time_to_live = std::chrono::seconds(1);
  };

  explicit PageCache(Limits limits)
      : entries_per_shard_(limits.max_entries / kShards), time_to_live_(limits.time_to_live) {}

  // Null without an entry younger than the time to live.
  std::shared_ptr<const Value> find(std::string_view key, Instant now) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.index.find(key);
    if (found == shard.index.end()) return nullptr;
    const Entry& entry = shard.entries[found->second];
    return now - entry.stored_at < time_to_live_ ? entry.value : nullptr;
  }

  // Replaces the entry of `key`, or in a full shard the entry that was added first.
  void store(std::string_view key, std::shared_ptr<const Value> value, Instant now) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.index.find(key); found != shard.index.end()) {
      Entry& entry = shard.entries[found->second];
      entry.value = std::move(value);
      entry.stored_at = now;
      return;
    }
    std::size_t slot = shard.entries.size();
    if (slot < entries_per_shard_) {
      shard.entries.emplace_back();
    } else {
      slot = shard.oldest;
      shard.oldest = (shard.oldest + 1) % entries_per_shard_;
      shard.index.erase(shard.entries[slot].key);
    }
    shard.entries[slot] = Entry{std::string(key), std::move(value), now};
    shard.index.emplace(std::string(key), slot);
  }

  std::size_t size() const {
    std::size_t total = 0;
    for (const Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      total += shard.entries.size();
    }
    return total;
  }

  static constexpr std::size_t kShards = 16;

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Value> value;
    Instant stored_at;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> index;  // key -> slot
    std::vector<Entry> entries;
    std::size_t oldest = 0;  // slot to give up next, once the shard is full
  };

  // The high bits: the map inside a shard uses the low ones.
  Shard& shard_of(std::string_view key) { return shards_[Hash{}(key) >> 60U]; }
  static_assert(kShards == 16 && sizeof(std::size_t) == 8);

  const std::size_t entries_per_shard_;
  const Nanos time_to_live_;
  std::array<Shard, kShards> shards_;
};

}  // namespace souk::app
