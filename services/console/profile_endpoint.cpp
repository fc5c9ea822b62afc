// POST /rest/souk/1/ops/profile?seconds=5
#include "services/console/profile_endpoint.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <string>
#include <utility>

#include "http/problem.hpp"
#include "runtime/task_thread.hpp"

namespace souk::console {
namespace {

constexpr std::string_view kDefault = "5";
constexpr int kLongest = 60;

Result<int> seconds_of(const http::Request& request) {
  const std::string_view text = request.query("seconds").value_or(kDefault);
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > kLongest) {
    return fail(Errc::invalid_argument,
                "seconds must be a whole number from 1 to " + std::to_string(kLongest) + ", for example ?seconds=5");
  }
  return seconds;
}

Task<Result<profiler::Folded>> fold(std::string samples) { co_return profiler::fold(samples); }

Task<http::Response> profile(const http::Request& request, profiler::CpuProfiler& profiler, ports::Clock& clock) {
  const Result<int> seconds = seconds_of(request);
  if (!seconds) co_return http::problem(seconds.error());
  Result<profiler::CpuProfiler::Run> run = profiler.start();
  if (!run) co_return http::problem(run.error());
  const bool reached = co_await clock.sleep_for(std::chrono::seconds(*seconds));
  if (!reached) co_return http::problem(fail(Errc::unavailable, "the service is stopping"));
  Result<std::string> samples = run->finish();
  if (!samples) co_return http::problem(samples.error());
  // On a thread of its own: the operator API answers while the symbols are read.
  runtime::TaskThread reader("souk-profile");
  auto folding = asio::co_spawn(reader.executor(), fold(std::move(*samples)), asio::use_awaitable);
  const Result<profiler::Folded> folded = co_await std::move(folding);
  if (!folded) co_return http::problem(folded.error());
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = profiler::to_text(*folded);
  co_return response;
}

}  // namespace

http::Handler post_profile(profiler::CpuProfiler& profiler, ports::Clock& clock) {
  return [&profiler, &clock](http::Request& request) { return profile(request, profiler, clock); };
}

}  // namespace souk::console
