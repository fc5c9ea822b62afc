// Records of the event log at rest, packed: a week of backlog is millions of them. The events of one batch are alike,
// so each record keeps only what differs from one of the seven before it: front and back coding, as sorted dictionaries
// use it (Witten, Moffat, Bell, "Managing Gigabytes", 1999, section 4.1). Seven, because the events of an agent go
// round its apps: the one that tells of the same app is some places back, and differs in its type and the last digits
// of its id only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace souk::sim {

class PackedRecords {
 public:
  // Records are numbered one after the other.
  std::uint64_t begin() const { return begin_; }
  std::uint64_t end() const { return end_; }
  // Sum of the payloads' sizes.
  std::uint64_t payload_bytes() const { return payload_bytes_; }
  // What they take, packed.
  std::uint64_t packed_bytes() const { return packed_bytes_; }

  // At most 64 KiB.
  void push_back(UnixMs appended_at, std::string_view payload);
  // Frees what is below `number`, at most end().
  void trim(std::uint64_t number);
  // Without any records, the next one gets this number, at least end().
  void skip_to(std::uint64_t number);

  // Calls visit(number, appended_at, payload) for each from `from` to `to` (begin() <= from, to <= end()). Finding
  // `from` costs reading up to kPerBlock records before it.
  template <class Visit>
  void for_each(std::uint64_t from, std::uint64_t to, Visit visit) const {
    if (from >= to) return;
    std::uint64_t number = base_ + (from - base_) / kPerBlock * kPerBlock;
    for (; number < to; number += kPerBlock) {
      Reader reader(blocks_[(number - base_) / kPerBlock]);
      for (std::uint64_t i = number; i < std::min(number + kPerBlock, to); ++i) {
        const std::string& payload = reader.next();
        if (i >= from) visit(i, reader.appended_at(), payload);
      }
    }
  }

 private:
  static constexpr std::uint64_t kPerBlock = 256;
  static constexpr std::size_t kHistory = 8;  // this one and those before that it may be compared with

  // A record: its date less that of the one before, how far back the one is that it is like, how many bytes it has in
  // common with that one's front and back, how many of its own; each a number of one byte or more. Then its own bytes.
  // The first two bytes are always its own (version and type of an event: they differ where all else is the same).
  struct Block {
    UnixMs first_at = 0;
    std::uint64_t payload_bytes = 0;  // of those that were not trimmed
    std::string bytes;
  };
  class Reader {
   public:
    explicit Reader(const Block& block) : bytes_(block.bytes), at_(block.first_at) {}
    const std::string& next();  // valid until the next but six
    UnixMs appended_at() const { return at_; }

   private:
    std::uint64_t number();

    std::string_view bytes_;
    UnixMs at_;
    std::size_t read_ = 0;
    std::array<std::string, kHistory> payloads_;
  };
  struct Likeness {
    std::size_t back_to = 0;  // records; 0: like none
    std::size_t front = 0, back = 0;
  };
  Likeness likeness(std::string_view payload, std::size_t back_to) const;
  Likeness most_alike(std::string_view payload) const;
  void open_block(UnixMs first_at);
  void put_number(std::uint64_t number);

  std::deque<Block> blocks_;  // all full but for the last
  std::uint64_t base_ = 0;    // number of the first record of the first block
  std::uint64_t begin_ = 0, end_ = 0;
  std::uint64_t payload_bytes_ = 0;
  std::uint64_t packed_bytes_ = 0;
  // Of the last block, what the next record may be like.
  std::array<std::string, kHistory> recent_;
  std::size_t in_block_ = 0;
  std::size_t usual_ = 1;  // how far back the last one was alike
  UnixMs last_at_ = 0;
};

}  // namespace souk::sim
