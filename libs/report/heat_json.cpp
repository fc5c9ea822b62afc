#include "report/heat_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "report/json_report.hpp"

namespace souk::report {
namespace {

namespace json = boost::json;

// Upper edges of the rows: 0.5 ms to about 46 s, two rows per power of two.
constexpr std::size_t kRows = 34;
double edge_ms(std::size_t row) { return 0.5 * std::pow(2.0, static_cast<double>(row) / 2); }

struct Column {
  std::array<std::uint64_t, kRows> counts{};
  std::uint64_t failed = 0;
};

void add_window(const domain::LoadWindow& window, Column& column) {
  for (const auto& [name, operation] : window.operations) {
    if (!domain::is_core_operation(name)) continue;
    const domain::Accounting& sums = operation.accounting;
    column.failed += sums.planned - std::min(sums.planned, sums.ok);
    for (const domain::Histogram::Bucket& bucket : operation.latency.buckets()) {
      std::size_t row = 0;
      while (row + 1 < kRows && to_ms(bucket.upper) > edge_ms(row)) ++row;
      column.counts[row] += bucket.count;
    }
  }
}

}  // namespace

json::object heat_json(const domain::DrillResult& result, std::size_t windows) {
  const std::size_t per_column = std::max<std::size_t>(1, (windows + kMostHeatColumns - 1) / kMostHeatColumns);
  const Nanos width = result.resolution() * static_cast<std::int64_t>(per_column);
  std::vector<std::optional<Column>> columns((windows + per_column - 1) / per_column);
  for (const domain::LoadWindow& window : result.windows) {
    const Nanos middle = window.start - result.zero + result.resolution() / 2;
    if (middle < Nanos{0}) continue;
    const auto index = static_cast<std::size_t>(middle / width);
    if (index >= columns.size() || middle >= result.length) continue;
    if (!columns[index]) columns[index].emplace();
    add_window(window, *columns[index]);
  }
  json::array heat, failed, at, edges;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    at.push_back(number(to_s(width) * (static_cast<double>(index) + 0.5)));
    if (!columns[index]) {
      heat.emplace_back(nullptr);
      failed.emplace_back(nullptr);
      continue;
    }
    json::array cells;
    for (const std::uint64_t count : columns[index]->counts) cells.emplace_back(count);
    heat.emplace_back(std::move(cells));
    failed.emplace_back(columns[index]->failed);
  }
  for (std::size_t row = 0; row < kRows; ++row) edges.push_back(number(edge_ms(row)));
  return {{"heat_column_s", number(to_s(width))},
          {"heat_at_s", std::move(at)},
          {"heat_edges_ms", std::move(edges)},
          {"heat", std::move(heat)},
          {"heat_failed", std::move(failed)}};
}

}  // namespace souk::report
