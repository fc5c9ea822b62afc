#include "sim/packed_records.hpp"

#include <algorithm>
#include <limits>

namespace souk::sim {
namespace {

std::size_t common_front(std::string_view a, std::string_view b) {
  const auto [at, ignored] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(at - a.begin());
}

std::size_t common_back(std::string_view a, std::string_view b) {
  const auto [at, ignored] = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  return static_cast<std::size_t>(at - a.rbegin());
}

}  // namespace

void PackedRecords::push_back(UnixMs appended_at, std::string_view payload) {
  constexpr auto kLongest = static_cast<std::size_t>(std::numeric_limits<std::uint16_t>::max());
  if (end_ % kPerBlock == 0) {
    if (!blocks_.empty()) {
      blocks_.back().bytes.shrink_to_fit();
      blocks_.back().heads.shrink_to_fit();
    }
    blocks_.push_back({.first_at = appended_at, .heads = {}, .bytes = {}});
    blocks_.back().heads.reserve(kPerBlock);
    last_.clear();
  }
  Block& block = blocks_.back();
  Head head{.after_ms = static_cast<std::uint32_t>(appended_at - block.first_at)};
  const std::size_t own = std::min(kOwn, payload.size());
  const std::string_view rest = payload.substr(own);
  const std::string_view before = std::string_view(last_).substr(std::min(kOwn, last_.size()));
  const std::size_t front = std::min(common_front(rest, before), kLongest);
  const std::size_t back = std::min(common_back(rest.substr(front), before.substr(front)), kLongest);
  head.front = static_cast<std::uint16_t>(front);
  head.back = static_cast<std::uint16_t>(back);
  const std::string_view middle = rest.substr(front, rest.size() - front - back);
  head.middle = static_cast<std::uint32_t>(own + middle.size());
  block.heads.push_back(head);
  block.bytes.append(payload.substr(0, own)).append(middle);
  last_.assign(payload);
  payload_bytes_ += payload.size();
  ++end_;
}

void PackedRecords::Reader::next() {
  const Head& head = block_.heads[next_++];
  payload_.swap(before_);
  const std::string_view own(block_.bytes.data() + offset_, head.middle);
  const std::string_view before = std::string_view(before_).substr(std::min(kOwn, before_.size()));
  const std::size_t alone = std::min(kOwn, own.size());
  payload_.assign(own.substr(0, alone)).append(before.substr(0, head.front)).append(own.substr(alone));
  payload_.append(before.substr(before.size() - head.back));
  offset_ += head.middle;
}

void PackedRecords::trim(std::uint64_t number) {
  if (number <= begin_) return;
  for_each(begin_, number,
           [this](std::uint64_t, UnixMs, const std::string& payload) { payload_bytes_ -= payload.size(); });
  begin_ = number;
  // The block that the next record goes into stays, for it begins with the first of its numbers.
  while ((first_block_ + 1) * kPerBlock <= begin_ && !blocks_.empty()) {
    blocks_.pop_front();
    ++first_block_;
  }
}

}  // namespace souk::sim
