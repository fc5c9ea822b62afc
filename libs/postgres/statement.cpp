#include "postgres/statement.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace souk::postgres {
namespace {

// From PostgreSQL's catalogue pg_type; they never change.
constexpr Oid kBytes = 17;
constexpr Oid kInteger = 20;
constexpr Oid kText = 25;
constexpr Oid kReal = 701;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string big_endian(std::uint64_t number) {
  std::string bytes(sizeof(number), '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[bytes.size() - 1 - i] = static_cast<char>(number >> (8 * i));
  return bytes;
}

// How many bytes the character at the front of `text` has; 0 if it is none (RFC 3629), or the zero byte.
std::size_t character_at_front(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool too_high = first == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || too_high ? 0 : length;
}

}  // namespace

std::string numbered(std::string_view sql) {
  std::string text;
  text.reserve(sql.size());
  bool in_literal = false;
  for (const char c : sql) {
    if (c == '\'') in_literal = !in_literal;
    text += c == '?' && !in_literal ? '$' : c;
  }
  return text;
}

bool is_storable(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_at_front(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string storable(std::string_view text) {
  std::string changed;
  while (!text.empty()) {
    const std::size_t length = character_at_front(text);
    changed += length == 0 ? kReplacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return changed;
}

Parameters::Parameters(std::span<const storage::Value> values) {
  kept_.reserve(values.size());  // pointers into it stay good
  for (const storage::Value& value : values) {
    std::string_view bytes = value.text;
    switch (value.kind) {
      case storage::Value::Kind::integer:
        types_.push_back(kInteger);
        bytes = kept_.emplace_back(big_endian(static_cast<std::uint64_t>(value.integer)));
        break;
      case storage::Value::Kind::real:
        types_.push_back(kReal);
        bytes = kept_.emplace_back(big_endian(std::bit_cast<std::uint64_t>(value.real)));
        break;
      case storage::Value::Kind::text:
        types_.push_back(kText);
        if (!is_storable(bytes)) bytes = kept_.emplace_back(storable(bytes));
        break;
      case storage::Value::Kind::blob:
        types_.push_back(kBytes);
        break;
    }
    // An empty view may have no data, which libpq would take for NULL.
    pointers_.push_back(bytes.data() != nullptr ? bytes.data() : "");
    lengths_.push_back(static_cast<int>(bytes.size()));
    formats_.push_back(1);
  }
}

}  // namespace souk::postgres
