#include "postgres/rows.hpp"

#include <charconv>
#include <cstdlib>

namespace souk::postgres {
namespace {

// From PostgreSQL's catalogue pg_type.
constexpr Oid kBoolean = 16;
constexpr Oid kBytes = 17;

int digit_of(char hex) { return hex <= '9' ? hex - '0' : hex - 'a' + 10; }

}  // namespace

std::string_view ResultRows::raw(int column) const {
  return {PQgetvalue(result_.get(), row_, column), static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::int64_t ResultRows::integer(int column) const {
  const std::string_view text = raw(column);
  if (PQftype(result_.get(), column) == kBoolean) return text == "t" ? 1 : 0;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

double ResultRows::real(int column) const {
  const std::string_view text = raw(column);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string_view ResultRows::text(int column) {
  const std::string_view text = raw(column);
  if (PQftype(result_.get(), column) != kBytes || !text.starts_with("\\x")) return text;
  std::string& bytes = decoded_.emplace_back();
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(digit_of(text[i]) * 16 + digit_of(text[i + 1]));
  }
  return bytes;
}

}  // namespace souk::postgres
