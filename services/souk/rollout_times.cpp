#include "services/souk/rollout_times.hpp"

#include <chrono>
#include <cstdio>

#include "domain/duration.hpp"

namespace souk {
namespace {

Error wrong(const std::string& text) {
  return fail(Errc::invalid_argument,
              "'" + text + "' is no time: it is a time in UTC, 2030-01-31T10:00:00Z, or a while from now, +10m");
}

}  // namespace

Result<StartTime> parse_start_time(const std::string& text) {
  if (text.starts_with('+')) {
    const Result<Nanos> in = domain::parse_duration(text.substr(1));
    if (!in) return wrong(text);
    return StartTime{.in_s = to_s(*in)};
  }
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int end = 0;
  const char* const seconds = "%4d-%2u-%2uT%2u:%2u:%2uZ%n";
  const char* const minutes = "%4d-%2u-%2uT%2u:%2uZ%n";
  const bool whole = std::sscanf(text.c_str(), seconds, &year, &month, &day, &hour, &minute, &second, &end) == 6 &&
                     static_cast<std::size_t>(end) == text.size();
  if (!whole) {
    end = 0;
    second = 0;
    const bool short_one = std::sscanf(text.c_str(), minutes, &year, &month, &day, &hour, &minute, &end) == 5 &&
                           static_cast<std::size_t>(end) == text.size();
    if (!short_one) return wrong(text);
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return wrong(text);
  const auto days = std::chrono::sys_days(date).time_since_epoch();
  const auto time = days + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
  return StartTime{.in_s = 0, .at = std::chrono::duration_cast<std::chrono::milliseconds>(time).count()};
}

}  // namespace souk
