// The charts' data.
#include <algorithm>
#include <array>

#include "domain/timeline.hpp"
#include "report/heat_json.hpp"
#include "report/json_report.hpp"
#include "report/thin.hpp"

namespace souk::report {
namespace {

namespace json = boost::json;

std::size_t windows_of(const domain::DrillResult& result) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, result.length / result.resolution()));
}

// A rate of windows that hold minutes may be far below one per second.
json::value rate(double per_s, const domain::DrillResult& result) {
  return number(per_s, result.resolution() > domain::kFinestResolution ? 6 : 3);
}

json::array on_grid(const std::vector<domain::TimedValue>& values, const domain::DrillResult& result) {
  json::array array(windows_of(result), nullptr);
  for (const domain::TimedValue& value : values) {
    const auto window = static_cast<std::size_t>(value.at / result.resolution());
    if (window < array.size()) array[window] = rate(value.value, result);
  }
  return array;
}

struct LoadRow {
  std::uint64_t core_planned = 0, core_ok = 0, retries = 0, failed = 0;
};

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
  }
  return row;
}

json::object load_series(const domain::DrillResult& result) {
  const std::size_t windows = windows_of(result);
  json::array planned(windows, nullptr), ok(windows, nullptr), retries(windows, nullptr), failed(windows, nullptr);
  const auto per_s = [&result](std::uint64_t count) {
    return rate(static_cast<double>(count) / to_s(result.resolution()), result);
  };
  for (const domain::LoadWindow& window : result.windows) {
    const Nanos middle = window.start - result.zero + result.resolution() / 2;
    if (middle < Nanos{0}) continue;
    const auto index = static_cast<std::size_t>(middle / result.resolution());
    if (index >= windows) continue;
    const LoadRow row = row_of(window);
    planned[index] = per_s(row.core_planned);
    ok[index] = per_s(row.core_ok);
    retries[index] = per_s(row.retries);
    failed[index] = per_s(row.failed);
  }
  json::object series = heat_json(result, windows);
  series["core_planned_per_s"] = thinned(std::move(planned));
  series["core_ok_per_s"] = thinned(std::move(ok));
  series["core_failed_per_s"] = thinned(std::move(failed));
  series["retries_per_s"] = thinned(std::move(retries));
  return series;
}

json::object waiting(const std::vector<domain::StatusSample>& samples,
                     const domain::ResourceStatus domain::ServiceStatus::*resource) {
  json::object by_owner;
  for (std::size_t owner = 0; owner < domain::kOwnerCount; ++owner) {
    json::array counts;
    for (const domain::StatusSample& sample : samples) {
      counts.emplace_back((sample.status.*resource).waiting[owner]);
    }
    by_owner[domain::kOwnerNames[owner]] = thinned(std::move(counts));
  }
  return by_owner;
}

json::object sample_series(const domain::DrillResult& result) {
  json::array at, backlog, oldest, workers, target, connections, resident, cpu;
  for (const domain::StatusSample& sample : result.samples) {
    at.push_back(number(to_s(sample.at)));
    backlog.emplace_back(sample.status.backlog);
    oldest.push_back(number(static_cast<double>(sample.status.oldest_age_ms) / 1e3));
    workers.emplace_back(sample.status.workers);
    target.emplace_back(sample.status.workers_target);
    connections.emplace_back(sample.status.store_connections);
    resident.push_back(number(static_cast<double>(sample.status.resident_bytes) / (1024.0 * 1024.0)));
    cpu.push_back(number(sample.status.cpu_seconds));
  }
  return {{"at_s", thinned_times(std::move(at))},
          {"backlog", thinned(std::move(backlog))},
          {"oldest_age_s", thinned(std::move(oldest))},
          {"workers", thinned(std::move(workers))},
          {"workers_target", thinned(std::move(target))},
          {"store_connections", thinned(std::move(connections))},
          {"resident_mib", thinned(std::move(resident))},
          {"cpu_seconds", thinned(std::move(cpu))},
          {"pool_waiting", waiting(result.samples, &domain::ServiceStatus::pool)},
          {"writer_waiting", waiting(result.samples, &domain::ServiceStatus::writer)}};
}

}  // namespace

json::object series_json(const domain::DrillResult& result) {
  const domain::Timeline timeline(result);
  const std::size_t windows = windows_of(result);
  const Nanos resolution = result.resolution();
  json::array at;
  for (std::size_t window = 0; window < windows; ++window) {
    at.push_back(number((static_cast<double>(window) + 0.5) * to_s(resolution)));
  }
  json::object per_second = load_series(result);
  per_second["at_s"] = thinned_times(std::move(at));
  using domain::Metric;
  constexpr std::array<Metric, 6> kMetrics{Metric::core_goodput_ratio, Metric::core_p50_ms,   Metric::core_p99_ms,
                                           Metric::accepted_per_s,     Metric::applied_per_s, Metric::wasted_per_s};
  const domain::TimeSpan all{Nanos{0}, resolution * static_cast<std::int64_t>(windows)};
  for (const Metric metric : kMetrics) {
    per_second[domain::to_string(metric)] = thinned(on_grid(timeline.values(metric, all), result));
  }
  return {{"per_second", std::move(per_second)}, {"samples", sample_series(result)}};
}

}  // namespace souk::report
