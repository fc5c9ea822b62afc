// Records of the event log at rest, packed: a week of backlog is millions of them. The events of one batch are alike,
// so each record keeps only what differs from the one before: front and back coding, as sorted dictionaries use it
// (Witten, Moffat, Bell, "Managing Gigabytes", 1999, section 4.1).
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"

namespace souk::sim {

class PackedRecords {
 public:
  // Records are numbered from 0 on, for ever.
  std::uint64_t begin() const { return begin_; }
  std::uint64_t end() const { return end_; }
  // Sum of the payloads' sizes.
  std::uint64_t payload_bytes() const { return payload_bytes_; }

  // At most 64 KiB.
  void push_back(UnixMs appended_at, std::string_view payload);
  // Frees what is below `number`, at most end().
  void trim(std::uint64_t number);

  // Calls visit(number, appended_at, payload) for each from `from` to `to` (begin() <= from, to <= end()). Finding
  // `from` costs reading up to kPerBlock records before it.
  template <class Visit>
  void for_each(std::uint64_t from, std::uint64_t to, Visit visit) const {
    if (from >= to) return;
    std::uint64_t number = from / kPerBlock * kPerBlock;
    for (; number < to; number += kPerBlock) {
      Reader reader(blocks_[number / kPerBlock - first_block_]);
      for (std::uint64_t i = number; i < std::min(number + kPerBlock, to); ++i) {
        reader.next();
        if (i >= from) visit(i, reader.appended_at(), reader.payload());
      }
    }
  }

 private:
  static constexpr std::uint64_t kPerBlock = 256;
  // `front` bytes of the payload before, `middle` own ones, `back` bytes of the end of the one before; but for the
  // first two bytes, which are its own (version and type of an event: they differ where all else is the same).
  struct Head {
    std::uint32_t after_ms = 0;  // of its block's first
    std::uint32_t middle = 0;
    std::uint16_t front = 0, back = 0;
  };
  static constexpr std::size_t kOwn = 2;
  struct Block {
    UnixMs first_at = 0;
    std::vector<Head> heads;
    std::string bytes;
  };
  class Reader {
   public:
    explicit Reader(const Block& block) : block_(block) {}
    void next();
    UnixMs appended_at() const { return block_.first_at + block_.heads[next_ - 1].after_ms; }
    const std::string& payload() const { return payload_; }

   private:
    const Block& block_;
    std::size_t next_ = 0;
    std::size_t offset_ = 0;
    std::string payload_, before_;
  };

  std::deque<Block> blocks_;
  std::uint64_t first_block_ = 0;
  std::uint64_t begin_ = 0, end_ = 0;
  std::uint64_t payload_bytes_ = 0;
  std::string last_;  // what the next one is compared with
};

}  // namespace souk::sim
