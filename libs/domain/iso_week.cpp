#include "domain/iso_week.hpp"

#include <chrono>

namespace souk::domain {

std::string iso_week_name(std::int64_t week) {
  using std::chrono::days;
  using std::chrono::sys_days;
  const sys_days thursday{days(week + 3)};
  const std::chrono::year year = std::chrono::year_month_day(thursday).year();
  const sys_days new_year{year / std::chrono::January / 1};
  const auto number = (thursday - new_year).count() / 7 + 1;
  return std::to_string(static_cast<int>(year)) + (number < 10 ? "-W0" : "-W") + std::to_string(number);
}

}  // namespace souk::domain
