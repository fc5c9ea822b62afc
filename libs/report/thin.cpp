#include "report/thin.hpp"

#include <algorithm>
#include <utility>

namespace souk::report {
namespace {

namespace json = boost::json;

// Calls `visit(first, count)` for each group of neighbours, the last of which may be smaller.
template <class Visit>
void for_each_group(std::size_t size, Visit visit) {
  const std::size_t group = (2 * size + kMostPoints - 1) / kMostPoints;  // two points stay of each
  for (std::size_t first = 0; first < size; first += group) visit(first, std::min(group, size - first));
}

// First the earlier one of the lowest and the highest.
std::pair<json::value, json::value> extremes(const json::array& values, std::size_t first, std::size_t count) {
  const json::value* lowest = nullptr;
  const json::value* highest = nullptr;
  for (const json::value *value = &values[first], *end = value + count; value != end; ++value) {
    if (value->is_null()) continue;
    const auto number = value->to_number<double>();
    if (lowest == nullptr || number < lowest->to_number<double>()) lowest = value;
    if (highest == nullptr || number > highest->to_number<double>()) highest = value;
  }
  if (lowest == nullptr) return {nullptr, nullptr};
  if (lowest < highest) return {*lowest, *highest};
  return {*highest, *lowest};
}

}  // namespace

json::array thinned(json::array values) {
  if (values.size() <= kMostPoints) return values;
  json::array kept;
  kept.reserve(kMostPoints);
  for_each_group(values.size(), [&](std::size_t first, std::size_t count) {
    auto [earlier, later] = extremes(values, first, count);
    kept.push_back(std::move(earlier));
    if (count > 1) kept.push_back(std::move(later));
  });
  return kept;
}

json::array thinned_times(json::array times) {
  if (times.size() <= kMostPoints) return times;
  json::array kept;
  kept.reserve(kMostPoints);
  // A quarter and three quarters into the group: evenly apart.
  for_each_group(times.size(), [&](std::size_t first, std::size_t count) {
    kept.push_back(times[first + count / 4]);
    if (count > 1) kept.push_back(times[first + count * 3 / 4]);
  });
  return kept;
}

}  // namespace souk::report
