#include "cloudevents/rfc3339.hpp"

#include <chrono>
#include <cstdint>

namespace souk::cloudevents {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the text apart from the left; once something does not fit, everything after fails too.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::int64_t number(std::size_t digits, std::int64_t min, std::int64_t max) {
    std::int64_t value = 0;
    if (rest_.size() < digits) return give_up();
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(rest_[i])) return give_up();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    if (value < min || value > max) return give_up();
    return value;
  }
  // The character taken, which is one of `allowed`; 0 if none is there.
  char one_of(std::string_view allowed) {
    if (rest_.empty() || allowed.find(rest_[0]) == std::string_view::npos) return static_cast<char>(give_up());
    const char taken = rest_[0];
    rest_.remove_prefix(1);
    return taken;
  }
  std::int64_t fraction_ms() {
    if (rest_.empty() || rest_[0] != '.') return 0;
    rest_.remove_prefix(1);
    if (rest_.empty() || !is_digit(rest_[0])) return give_up();
    std::int64_t value = 0;
    for (std::int64_t unit = 100; !rest_.empty() && is_digit(rest_[0]); unit /= 10, rest_.remove_prefix(1))
      value += unit * (rest_[0] - '0');
    return value;
  }
  bool ok_and_done() const { return ok_ && rest_.empty(); }

 private:
  std::int64_t give_up() {
    ok_ = false;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::optional<UnixMs> parse_rfc3339(std::string_view text) {
  Reader reader(text);
  const auto year = reader.number(4, 1970, 9999);
  reader.one_of("-");
  const auto month = reader.number(2, 1, 12);
  reader.one_of("-");
  const auto day = reader.number(2, 1, 31);
  reader.one_of("Tt ");
  const auto hour = reader.number(2, 0, 23);
  reader.one_of(":");
  const auto minute = reader.number(2, 0, 59);
  reader.one_of(":");
  const auto second = reader.number(2, 0, 60);
  const auto millisecond = reader.fraction_ms();
  std::int64_t offset_minutes = 0;
  const char sign = reader.one_of("Zz+-");
  if (sign == '+' || sign == '-') {
    const auto offset_hour = reader.number(2, 0, 23);
    reader.one_of(":");
    offset_minutes = offset_hour * 60 + reader.number(2, 0, 59);
    if (sign == '-') offset_minutes = -offset_minutes;
  }
  if (!reader.ok_and_done()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds = ((days * 24 + hour) * 60 + minute - offset_minutes) * 60 + second;
  if (seconds < 0) return std::nullopt;
  return seconds * 1'000 + millisecond;
}

}  // namespace souk::cloudevents
