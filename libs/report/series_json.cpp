// The charts' data.
#include <algorithm>
#include <array>
#include <cmath>

#include "domain/timeline.hpp"
#include "report/json_report.hpp"

namespace souk::report {
namespace {

namespace json = boost::json;

// Upper edges of the heat map's rows: 0.5 ms to about 46 s, two rows per power of two.
constexpr std::size_t kHeatRows = 34;
double heat_edge_ms(std::size_t row) { return 0.5 * std::pow(2.0, static_cast<double>(row) / 2); }

std::size_t seconds_of(const domain::DrillResult& result) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, result.length / std::chrono::seconds(1)));
}

json::array on_grid(const std::vector<domain::TimedValue>& values, std::size_t seconds) {
  json::array array(seconds, nullptr);
  for (const domain::TimedValue& value : values) {
    const auto second = static_cast<std::size_t>(value.at / std::chrono::seconds(1));
    if (second < seconds) array[second] = number(value.value);
  }
  return array;
}

struct LoadRow {
  std::uint64_t core_planned = 0, core_ok = 0, retries = 0, failed = 0;
  std::array<std::uint64_t, kHeatRows> heat{};
};

void add_latency(const domain::Histogram& latency, LoadRow& row) {
  for (const domain::Histogram::Bucket& bucket : latency.buckets()) {
    std::size_t index = 0;
    while (index + 1 < kHeatRows && to_ms(bucket.upper) > heat_edge_ms(index)) ++index;
    row.heat[index] += bucket.count;
  }
}

LoadRow row_of(const domain::LoadWindow& window) {
  LoadRow row;
  for (const auto& [name, operation] : window.operations) {
    const domain::Accounting& sums = operation.accounting;
    const std::uint64_t sent = sums.planned - std::min(sums.planned, sums.dropped);
    row.retries += sums.attempts - std::min(sums.attempts, sent);
    if (!domain::is_core_operation(name)) continue;
    row.core_planned += sums.planned;
    row.core_ok += sums.ok;
    row.failed += sums.planned - std::min(sums.planned, sums.ok);
    add_latency(operation.latency, row);
  }
  return row;
}

json::object load_series(const domain::DrillResult& result, std::size_t seconds) {
  json::array planned(seconds, nullptr), ok(seconds, nullptr), retries(seconds, nullptr), failed(seconds, nullptr),
      heat(seconds, nullptr);
  for (const domain::LoadWindow& window : result.windows) {
    const Nanos middle = window.start - result.zero + std::chrono::milliseconds(500);
    if (middle < Nanos{0}) continue;
    const auto second = static_cast<std::size_t>(middle / std::chrono::seconds(1));
    if (second >= seconds) continue;
    const LoadRow row = row_of(window);
    planned[second] = row.core_planned;
    ok[second] = row.core_ok;
    retries[second] = row.retries;
    failed[second] = row.failed;
    json::array cells;
    for (const std::uint64_t count : row.heat) cells.emplace_back(count);
    heat[second] = std::move(cells);
  }
  json::array edges;
  for (std::size_t row = 0; row < kHeatRows; ++row) edges.push_back(number(heat_edge_ms(row)));
  return {{"core_planned_per_s", std::move(planned)}, {"core_ok_per_s", std::move(ok)},
          {"core_failed_per_s", std::move(failed)},   {"retries_per_s", std::move(retries)},
          {"heat_edges_ms", std::move(edges)},        {"heat", std::move(heat)}};
}

json::object waiting(const std::vector<domain::StatusSample>& samples,
                     const domain::ResourceStatus domain::ServiceStatus::*resource) {
  json::object by_owner;
  for (std::size_t owner = 0; owner < domain::kOwnerCount; ++owner) {
    json::array counts;
    for (const domain::StatusSample& sample : samples) {
      counts.emplace_back((sample.status.*resource).waiting[owner]);
    }
    by_owner[domain::kOwnerNames[owner]] = std::move(counts);
  }
  return by_owner;
}

json::object sample_series(const domain::DrillResult& result) {
  json::array at, backlog, oldest, workers, target, resident, cpu;
  for (const domain::StatusSample& sample : result.samples) {
    at.push_back(number(to_s(sample.at)));
    backlog.emplace_back(sample.status.backlog);
    oldest.push_back(number(static_cast<double>(sample.status.oldest_age_ms) / 1e3));
    workers.emplace_back(sample.status.workers);
    target.emplace_back(sample.status.workers_target);
    resident.push_back(number(static_cast<double>(sample.status.resident_bytes) / (1024.0 * 1024.0)));
    cpu.push_back(number(sample.status.cpu_seconds));
  }
  return {{"at_s", std::move(at)},
          {"backlog", std::move(backlog)},
          {"oldest_age_s", std::move(oldest)},
          {"workers", std::move(workers)},
          {"workers_target", std::move(target)},
          {"resident_mib", std::move(resident)},
          {"cpu_seconds", std::move(cpu)},
          {"pool_waiting", waiting(result.samples, &domain::ServiceStatus::pool)},
          {"writer_waiting", waiting(result.samples, &domain::ServiceStatus::writer)}};
}

}  // namespace

json::object series_json(const domain::DrillResult& result) {
  const domain::Timeline timeline(result);
  const std::size_t seconds = seconds_of(result);
  const domain::TimeSpan all{Nanos{0}, std::chrono::seconds(seconds)};
  json::array at;
  for (std::size_t second = 0; second < seconds; ++second) at.push_back(number(static_cast<double>(second) + 0.5));
  json::object per_second = load_series(result, seconds);
  per_second["at_s"] = std::move(at);
  using domain::Metric;
  constexpr std::array<Metric, 6> kMetrics{Metric::core_goodput_ratio, Metric::core_p50_ms,   Metric::core_p99_ms,
                                           Metric::accepted_per_s,     Metric::applied_per_s, Metric::wasted_per_s};
  for (const Metric metric : kMetrics) {
    per_second[domain::to_string(metric)] = on_grid(timeline.values(metric, all), seconds);
  }
  return {{"per_second", std::move(per_second)}, {"samples", sample_series(result)}};
}

}  // namespace souk::report
