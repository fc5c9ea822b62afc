// Expectations: a metric over a window, compared with a bound. What a run keeps is
// filed in windows as long as the drill's resolution (a second in most), operations by their *intended* start; those
// whose middle is in the span of an expectation are looked at.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/drill_quantity.hpp"
#include "domain/time.hpp"

namespace souk::domain {

enum class Metric : std::uint8_t {
  core_goodput_ratio,  // ok / planned over installs, upgrades and renewals
  core_goodput_per_s,  // ok per second of intended start
  core_planned_per_s,  // intended starts per second
  core_p50_ms,         // of ok operations, from the intended start
  core_p99_ms,
  backlog,              // events
  backlog_slope_per_s,  // least-squares slope of the backlog
  oldest_age_s,         // age of the oldest unconsumed event
  workers,
  accepted_per_s,  // events
  applied_per_s,
  wasted_per_s,       // transactions whose client had left
  store_connections,  // open ones, of all replicas and workers
  recounted,          // vendors that the repair of the counts has done, since the process started
  search_quality,     // NDCG@10 of the search ranking in force, against the order by installs of record
  vendors_flagged,
  vendor_mails_waiting,
  vendor_notices_sent,
  vendor_notices_unretracted,  // sent, and no apology was
  bad_components,              // of the status page: degraded or worse
  japan_saw_yen,               // 1: in the last answer about prices for Japan; 0: dollars
  discrepancies,               // found by the last reconciliation of the run
  lost,                        // events accepted and not accounted for, at the end of the run
  unclosed,                    // planned operations that ended in no way, at the end of the run
  failed,  // operations of all users that ended in an error, a timeout or a refusal, after their retries
};
inline constexpr std::array<std::string_view, 25> kMetricNames{"core_goodput_ratio",
                                                               "core_goodput_per_s",
                                                               "core_planned_per_s",
                                                               "core_p50_ms",
                                                               "core_p99_ms",
                                                               "backlog",
                                                               "backlog_slope_per_s",
                                                               "oldest_age_s",
                                                               "workers",
                                                               "accepted_per_s",
                                                               "applied_per_s",
                                                               "wasted_per_s",
                                                               "store_connections",
                                                               "recounted",
                                                               "search_quality",
                                                               "vendors_flagged",
                                                               "vendor_mails_waiting",
                                                               "vendor_notices_sent",
                                                               "vendor_notices_unretracted",
                                                               "bad_components",
                                                               "japan_saw_yen",
                                                               "discrepancies",
                                                               "lost",
                                                               "unclosed",
                                                               "failed"};
constexpr std::string_view to_string(Metric metric) { return kMetricNames[static_cast<std::size_t>(metric)]; }
// Has one value for the whole run, no window.
constexpr bool is_run_metric(Metric metric) { return metric >= Metric::discrepancies; }
// Comes from the load generator (the others come from sampling the service).
constexpr bool is_load_metric(Metric metric) { return metric <= Metric::core_p99_ms; }

// overall: the metric of the span taken as one (all ok / all planned, percentiles of all latencies, the mean of
// sampled values, total growth of counters over the time). The others combine the values of its windows.
enum class Aggregator : std::uint8_t { overall, mean, min, max, last, slope };
inline constexpr std::array<std::string_view, 6> kAggregatorNames{"overall", "mean", "min", "max", "last", "slope"};

enum class Comparison : std::uint8_t { at_least, at_most, above, below, equal };
inline constexpr std::array<std::string_view, 5> kComparisonNames{">=", "<=", ">", "<", "=="};
bool compare(double observed, Comparison comparison, double bound);

// A moment of a run. A step's moment is its end when a window starts there and its start when a window ends there, so
// that a restart's own seconds belong to neither side.
enum class AnchorKind : std::uint8_t { clock, run_end, step, phase_start, phase_end };
struct TimePoint {
  AnchorKind kind = AnchorKind::clock;
  std::string name;  // of the step or phase
  Nanos offset{0};
};
std::string text_of(const TimePoint& point);

struct Bound {
  Quantity quantity;
  bool of_baseline = false;  // quantity.value is a factor of the same metric, overall, in the baseline phase
  // With of_baseline: another healthy phase, later. The reference is the worse of the two, so that what changed on the
  // machine in the meantime, and is no doing of the drill's, is in it (an A-B-A design). Empty: the baseline alone.
  std::string second_control{};
};

struct Expectation {
  std::string name;  // unique
  Metric metric = Metric::core_goodput_ratio;
  Aggregator aggregator = Aggregator::overall;
  Comparison comparison = Comparison::at_least;
  Bound bound;
  TimePoint from;
  TimePoint until{AnchorKind::run_end, {}, Nanos{0}};
  // > 0: true when the comparison holds in each window of some stretch at least this long.
  Nanos for_at_least{0};
  std::string file;  // where it stands, for junit.xml
  int line = 0;
  int column = 0;
};

// "99.5%", "12.3 ms", "512"
std::string format_value(Metric metric, double value);
// "core_goodput_ratio >= 95% of baseline, for at least 15 s"
std::string text_of(const Expectation& expectation);

}  // namespace souk::domain
