#include "sim/packed_records.hpp"

#include <algorithm>
#include <cstring>

namespace souk::sim {
namespace {

constexpr std::size_t kOwn = 2;       // bytes at the beginning of a payload that are not compared
constexpr std::size_t kFewBytes = 8;  // fewer of its own are not worth a search for a record that is more alike

bool same_word(const char* a, const char* b) { return std::memcmp(a, b, sizeof(std::uint64_t)) == 0; }

std::size_t common_front(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t same = 0;
  while (same + sizeof(std::uint64_t) <= most && same_word(a.data() + same, b.data() + same)) {
    same += sizeof(std::uint64_t);
  }
  while (same < most && a[same] == b[same]) ++same;
  return same;
}

std::size_t common_back(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  const char* a_end = a.data() + a.size();
  const char* b_end = b.data() + b.size();
  std::size_t same = sizeof(std::uint64_t);
  while (same <= most && same_word(a_end - same, b_end - same)) same += sizeof(std::uint64_t);
  same -= sizeof(std::uint64_t);
  while (same < most && a_end[-1 - static_cast<std::ptrdiff_t>(same)] == b_end[-1 - static_cast<std::ptrdiff_t>(same)])
    ++same;
  return same;
}

// Small numbers of either sign as small ones without.
std::uint64_t zigzag(std::int64_t number) {
  return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}
std::int64_t from_zigzag(std::uint64_t number) {
  return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
}

std::string_view compared_part(std::string_view payload) { return payload.substr(std::min(kOwn, payload.size())); }

}  // namespace

PackedRecords::Likeness PackedRecords::likeness(std::string_view payload, std::size_t back_to) const {
  const std::string_view mine = compared_part(payload);
  const std::string_view other = compared_part(recent_[(in_block_ - back_to) % kHistory]);
  const std::size_t front = common_front(mine, other);
  return {.back_to = back_to, .front = front, .back = common_back(mine.substr(front), other.substr(front))};
}

PackedRecords::Likeness PackedRecords::most_alike(std::string_view payload) const {
  const std::size_t furthest = std::min(kHistory - 1, in_block_);
  Likeness best;
  const auto look = [&](std::size_t back_to) {
    const Likeness found = likeness(payload, back_to);
    if (found.front + found.back > best.front + best.back) best = found;
  };
  if (usual_ <= furthest) look(usual_);
  if (best.front + best.back + kFewBytes >= compared_part(payload).size()) return best;
  for (std::size_t back_to = 1; back_to <= furthest; ++back_to) look(back_to);
  return best;
}

// Seven bits a byte, the lowest first, as in LEB128.
void PackedRecords::put_number(std::uint64_t number) {
  std::string& bytes = blocks_.back().bytes;
  for (; number >= 0x80; number >>= 7) bytes.push_back(static_cast<char>(0x80 | (number & 0x7f)));
  bytes.push_back(static_cast<char>(number));
}

std::uint64_t PackedRecords::Reader::number() {
  std::uint64_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return number;
  }
}

void PackedRecords::open_block(UnixMs first_at) {
  if (blocks_.empty()) {
    base_ = end_;
  } else {
    blocks_.back().bytes.shrink_to_fit();
  }
  blocks_.push_back({.first_at = first_at, .payload_bytes = 0, .bytes = {}});
  in_block_ = 0;
  last_at_ = first_at;
}

void PackedRecords::push_back(UnixMs appended_at, std::string_view payload) {
  if (blocks_.empty() || in_block_ == kPerBlock) open_block(appended_at);
  Block& block = blocks_.back();
  const std::size_t before = block.bytes.size();
  const Likeness like = most_alike(payload);
  if (like.back_to > 0) usual_ = like.back_to;
  const std::size_t alone = std::min(kOwn, payload.size());
  const std::string_view middle = payload.substr(alone + like.front, payload.size() - alone - like.front - like.back);
  put_number(zigzag(appended_at - last_at_));
  put_number(like.back_to);
  put_number(like.front);
  put_number(like.back);
  put_number(alone + middle.size());
  block.bytes.append(payload.substr(0, alone)).append(middle);
  recent_[in_block_ % kHistory].assign(payload);
  last_at_ = appended_at;
  ++in_block_;
  ++end_;
  block.payload_bytes += payload.size();
  payload_bytes_ += payload.size();
  packed_bytes_ += block.bytes.size() - before;
}

const std::string& PackedRecords::Reader::next() {
  at_ += from_zigzag(number());
  const std::size_t back_to = number();
  const std::size_t front = number();
  const std::size_t back = number();
  const std::string_view own = bytes_.substr(0, number());
  bytes_.remove_prefix(own.size());
  std::string& payload = payloads_[read_ % kHistory];
  const std::string_view like = compared_part(payloads_[(read_ - back_to) % kHistory]);
  const std::size_t alone = std::min(kOwn, own.size());
  payload.assign(own.substr(0, alone));
  if (back_to > 0) payload.append(like.substr(0, front));
  payload.append(own.substr(alone));
  if (back_to > 0) payload.append(like.substr(like.size() - back));
  ++read_;
  return payload;
}

void PackedRecords::skip_to(std::uint64_t number) {
  if (begin_ < end_ || number <= end_) return;
  blocks_.clear();
  packed_bytes_ = 0;
  begin_ = end_ = number;
}

void PackedRecords::trim(std::uint64_t number) {
  if (number <= begin_) return;
  while (!blocks_.empty() && base_ + kPerBlock <= number) {
    payload_bytes_ -= blocks_.front().payload_bytes;
    packed_bytes_ -= blocks_.front().bytes.size();
    blocks_.pop_front();
    base_ += kPerBlock;
    begin_ = base_;
  }
  if (begin_ < number) {
    std::uint64_t trimmed = 0;
    for_each(begin_, number,
             [&trimmed](std::uint64_t, UnixMs, const std::string& payload) { trimmed += payload.size(); });
    blocks_.front().payload_bytes -= trimmed;
    payload_bytes_ -= trimmed;
    begin_ = number;
  }
}

}  // namespace souk::sim
