#include "services/console/rollout_endpoints.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "flags/rollout_file.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

constexpr double kLatestS = 366.0 * 86'400;

Error bad(std::string what) { return fail(Errc::invalid_argument, std::move(what)); }

// Seconds from 0 to a year; `otherwise` if the member is absent.
Result<double> seconds_member(const json::object& body, std::string_view name, double otherwise) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr) return otherwise;
  const double seconds = value->is_number() ? value->to_number<double>() : -1;
  if (!(seconds >= 0 && seconds <= kLatestS)) return bad("\"" + std::string(name) + "\" has to be seconds, 0 or more");
  return seconds;
}

Result<std::vector<unsigned>> steps_member(const json::object& body) {
  const json::value* value = body.if_contains("steps");
  if (value == nullptr) return std::vector<unsigned>{100};
  std::vector<unsigned> steps;
  if (!value->is_array()) return bad("\"steps\" has to be a list of percentages");
  for (const json::value& each : value->get_array()) {
    const std::int64_t* percent = each.if_int64();
    if (percent == nullptr || *percent < 1 || *percent > 100) return bad("\"steps\" are percentages from 1 to 100");
    steps.push_back(static_cast<unsigned>(*percent));
  }
  return steps;
}

Result<domain::Rollout> read_rollout(const json::object& body, UnixMs now) {
  domain::Rollout rollout;
  const std::string key = text_member(body, "flag", "");
  const auto flag = domain::find_flag(key);
  if (!flag) return fail(Errc::not_found, "no flag '" + key + "'");
  rollout.flag = *flag;
  Result<domain::FlagValue> value = value_member(*flag, body);
  if (!value) return value.error();
  rollout.value = std::move(*value);
  Result<std::vector<unsigned>> steps = steps_member(body);
  if (!steps) return steps.error();
  rollout.steps = std::move(*steps);
  const Result<double> every_s = seconds_member(body, "every_s", 60);
  if (!every_s) return every_s.error();
  rollout.every_ms = std::llround(*every_s * 1e3);
  const Result<double> in_s = seconds_member(body, "in_s", 0);
  if (!in_s) return in_s.error();
  rollout.at = now + std::llround(*in_s * 1e3);
  if (const json::value* at = body.if_contains("at")) {
    const std::int64_t* ms = at->if_int64();
    if (ms == nullptr || *ms < 0 || static_cast<double>(*ms - now) > kLatestS * 1e3) {
      return bad("\"at\" has to be Unix milliseconds, at most a year away");
    }
    rollout.at = *ms;
  }
  if (const std::string slo = text_member(body, "slo", ""); !slo.empty()) {
    rollout.guard = domain::find_component(slo);
    if (!rollout.guard) return bad("\"slo\" names no component of the status page: '" + slo + "'");
  }
  rollout.who = text_member(body, "who", "operator");
  rollout.why = text_member(body, "why", "");
  return rollout;
}

Task<http::Response> list(http::Request&, app::Rollouts& rollouts) {
  json::array all;
  for (const domain::Rollout& rollout : rollouts.all()) all.push_back(flags::to_json(rollout));
  co_return http::json_response(json::object{{"rollouts", std::move(all)}});
}

Task<http::Response> post(http::Request& request, const FlagPorts& flags, app::Rollouts& rollouts,
                          ports::Clock& clock) {
  const Result<json::object> body = http::parse_json_body(request);
  if (body.has_error()) co_return http::problem(body.error());
  Result<domain::Rollout> rollout = read_rollout(*body, clock.unix_ms());
  if (rollout.has_error()) co_return http::problem(rollout.error());
  if (auto question = ask_back(flags, rollout->flag, rollout->value, *body)) co_return std::move(*question);
  const Result<domain::Rollout> added = rollouts.add(std::move(*rollout));
  if (added.has_error()) co_return http::problem(added.error());
  co_return http::json_response(flags::to_json(*added), 201);
}

Task<http::Response> cancel(http::Request& request, app::Rollouts& rollouts) {
  const std::string_view text = request.path_parameter("id");
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) id = 0;
  const Result<domain::Rollout> cancelled = rollouts.cancel(id);
  if (cancelled.has_error()) co_return http::problem(cancelled.error());
  co_return http::json_response(flags::to_json(*cancelled));
}

}  // namespace

http::Handler list_rollouts(app::Rollouts& rollouts) {
  return [&rollouts](http::Request& request) { return list(request, rollouts); };
}

http::Handler post_rollout(const FlagPorts& flags, app::Rollouts& rollouts, ports::Clock& clock) {
  return [flags, &rollouts, &clock](http::Request& request) { return post(request, flags, rollouts, clock); };
}

http::Handler cancel_rollout(app::Rollouts& rollouts) {
  return [&rollouts](http::Request& request) { return cancel(request, rollouts); };
}

}  // namespace souk::console
