#include "load/load_report.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "domain/duration.hpp"

namespace souk::load {
namespace {

constexpr std::array<std::pair<const char*, double>, 6> kQuantiles{
    {{"p50_ms", 0.5}, {"p90_ms", 0.9}, {"p95_ms", 0.95}, {"p99_ms", 0.99}, {"p999_ms", 0.999}, {"max_ms", 1.0}}};

boost::json::object json_of(const domain::Histogram& histogram) {
  boost::json::object out{{"count", histogram.count()}, {"mean_ms", histogram.mean_ms()}};
  for (const auto& [name, q] : kQuantiles) out[name] = to_ms(histogram.quantile(q));
  return out;
}

boost::json::object json_of(const domain::Accounting& accounting) {
  return {{"planned", accounting.planned},     {"ok", accounting.ok},
          {"error", accounting.error},         {"timeout", accounting.timeout},
          {"shed", accounting.shed},           {"dropped", accounting.dropped},
          {"in_flight", accounting.in_flight}, {"attempts", accounting.attempts}};
}

boost::json::object json_of(const OpenLoopOptions& options) {
  return {{"url", options.url},
          {"method", options.request.method},
          {"arrivals", options.arrivals == domain::ArrivalKind::poisson ? "poisson" : "constant"},
          {"rate_per_s", options.rate_per_s},
          {"ramp_from_per_s", options.ramp > Nanos{0} ? options.ramp_from_per_s : options.rate_per_s},
          {"ramp_s", to_s(options.ramp)},
          {"duration_s", to_s(options.duration)},
          {"connections", options.connections},
          {"timeout_ms", to_ms(options.timeout)},
          {"seed", options.seed}};
}

std::string percentiles_line(const domain::Histogram& histogram) {
  return fmt::format("p50 {:.2f}  p90 {:.2f}  p99 {:.2f}  p99.9 {:.2f}  max {:.2f}", to_ms(histogram.quantile(0.5)),
                     to_ms(histogram.quantile(0.9)), to_ms(histogram.quantile(0.99)), to_ms(histogram.quantile(0.999)),
                     to_ms(histogram.max()));
}

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return {};
  const int reason = errno;
  return fail(reason == ENOSPC || reason == EROFS ? Errc::no_space : Errc::io,
              "cannot write " + path.string() + ": " + std::generic_category().message(reason));
}

}  // namespace

std::string summary_of(const LoadResult& result) {
  const domain::Accounting& sums = result.accounting;
  std::string out = fmt::format("offered   {} requests in {} ({:.1f}/s)\n", sums.planned,
                                domain::format_duration(result.options.duration),
                                static_cast<double>(sums.planned) / to_s(result.options.duration));
  out += fmt::format("answered  {} ok ({:.1f}/s), {} error, {} timeout, {} shed, {} dropped, {} in flight\n", sums.ok,
                     result.ok_per_s(), sums.error, sums.timeout, sums.shed, sums.dropped, sums.in_flight);
  out += fmt::format("latency   {} ms, from the intended start, ok requests\n", percentiles_line(result.latency));
  if (result.failed_latency.count() > 0) {
    out += fmt::format("failed    {} ms\n", percentiles_line(result.failed_latency));
  }
  for (const auto& [status, count] : result.statuses) out += fmt::format("status    {}: {}\n", status, count);
  for (const auto& [reason, count] : result.failures) out += fmt::format("failure   {}: {}\n", reason, count);
  out += fmt::format("generator {} ms late, {:.1f} us CPU per request, {} connections opened\n",
                     percentiles_line(result.lateness.histogram), result.cpu_us_per_request, result.connects);
  out += result.valid() ? "valid     yes\n" : "valid     NO: " + result.invalid_because() + "\n";
  return out;
}

std::string to_json(const LoadResult& result) {
  boost::json::object statuses;
  for (const auto& [status, count] : result.statuses) statuses[std::to_string(status)] = count;
  boost::json::object failures;
  for (const auto& [reason, count] : result.failures) failures[reason] = count;
  const boost::json::object out{{"valid", result.valid()},
                                {"invalid_because", result.invalid_because()},
                                {"options", json_of(result.options)},
                                {"accounting", json_of(result.accounting)},
                                {"elapsed_s", to_s(result.elapsed)},
                                {"ok_per_s", result.ok_per_s()},
                                {"latency", json_of(result.latency)},
                                {"failed_latency", json_of(result.failed_latency)},
                                {"lateness", json_of(result.lateness.histogram)},
                                {"lateness_bound_ms", to_ms(result.options.lateness_bound)},
                                {"statuses", statuses},
                                {"failures", failures},
                                {"cpu_us_per_request", result.cpu_us_per_request},
                                {"connects", result.connects}};
  return boost::json::serialize(out) + "\n";
}

Result<void> write_results(const LoadResult& result, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(Errc::io, "cannot make " + folder.string() + ": " + error.message());
  const std::array<std::pair<const char*, std::string>, 4> files{
      {{"load.json", to_json(result)},
       {"latency.hgrm", result.latency.to_hgrm()},
       {"failed.hgrm", result.failed_latency.to_hgrm()},
       {"lateness.hgrm", result.lateness.histogram.to_hgrm()}}};
  for (const auto& [name, text] : files) {
    const Result<void> written = write_file(folder / name, text);
    if (!written) return written.error();
  }
  return {};
}

}  // namespace souk::load
