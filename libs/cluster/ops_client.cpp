#include "cluster/ops_client.hpp"

#include <boost/json.hpp>
#include <utility>

#include "cluster/status_json.hpp"
#include "incidents/incident_json.hpp"

namespace souk::cluster {
namespace {

namespace json = boost::json;

constexpr Nanos kQuick = std::chrono::seconds(2);
constexpr Nanos kLong = std::chrono::seconds(60);  // reconciliation reads every app, a profile every symbol

Errc code_of(int status) {
  switch (status) {
    case 400:
      return Errc::invalid_argument;
    case 404:
      return Errc::not_found;
    case 409:
      return Errc::conflict;
    case 503:
      return Errc::unavailable;
    default:
      return Errc::io;
  }
}

// The `detail` of a problem+json body, or the status when there is none.
std::string detail_of(int status, std::string_view body) {
  boost::system::error_code error;
  const json::value value = json::parse(body, error);
  if (!error && value.is_object()) {
    const json::value* detail = value.as_object().if_contains("detail");
    if (detail != nullptr && detail->is_string()) return std::string(detail->as_string());
  }
  return "the operator API answered " + std::to_string(status);
}

Result<json::object> parse_object(const std::string& text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return fail(Errc::corrupt, "the operator API's answer is not a JSON object");
  return std::move(value.as_object());
}

// Keys and names are put into a path: only what they consist of passes, anything else cannot exist anyway.
std::string path_segment(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    out += plain ? c : '_';
  }
  return out.empty() ? "_" : out;
}

}  // namespace

Task<Result<std::string>> OpsClient::call(std::string method, std::string target, std::string body, Nanos timeout) {
  http::ClientRequest request;
  request.method = std::move(method);
  request.target = std::move(target);
  if (!body.empty()) request.add_header("Content-Type", "application/json");
  request.body = std::move(body);
  const Instant deadline = clock_.now() + timeout;
  Result<http::ClientResponse> response = co_await client_.send(std::move(request), deadline);
  if (response.has_error()) co_return response.error();
  if (response->status >= 300) {
    co_return fail(code_of(response->status), detail_of(response->status, response->body));
  }
  co_return std::move(response->body);
}

Task<Result<domain::ServiceStatus>> OpsClient::status() {
  const Result<std::string> body = co_await call("GET", "/rest/souk/1/ops/status", "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_status(body.value());
}

Task<Result<bool>> OpsClient::ready() {
  const Result<std::string> body = co_await call("GET", "/readyz", "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return true;
}

Task<Result<json::object>> OpsClient::flags() {
  const Result<std::string> body = co_await call("GET", "/rest/souk/1/ops/flags", "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_object(body.value());
}

Task<Result<json::object>> OpsClient::flag(std::string key) {
  const std::string target = "/rest/souk/1/ops/flags/" + path_segment(key);
  const Result<std::string> body = co_await call("GET", target, "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_object(body.value());
}

Task<Result<json::object>> OpsClient::set_flag(FlagOrder order) {
  const std::string target = "/rest/souk/1/ops/flags/" + path_segment(order.key);
  json::object change{{"value", order.value}, {"who", order.who}, {"why", order.why}, {"confirm", order.confirm}};
  if (order.percent) change["percent"] = *order.percent;
  const Result<std::string> body = co_await call("PUT", target, json::serialize(change), kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_object(body.value());
}

Task<Result<json::object>> OpsClient::begin_rollout(RolloutOrder order) {
  json::object plan{{"flag", order.flag.key},        {"value", order.flag.value},
                    {"who", order.flag.who},         {"why", order.flag.why},
                    {"confirm", order.flag.confirm}, {"steps", json::value_from(order.steps)},
                    {"every_s", order.every_s},      {"in_s", order.in_s}};
  if (order.at) plan["at"] = *order.at;
  if (!order.slo.empty()) plan["slo"] = order.slo;
  const Result<std::string> body = co_await call("POST", "/rest/souk/1/ops/rollouts", json::serialize(plan), kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_object(body.value());
}

Task<Result<json::object>> OpsClient::rollouts() {
  const Result<std::string> body = co_await call("GET", "/rest/souk/1/ops/rollouts", "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_object(body.value());
}

Task<Result<json::object>> OpsClient::cancel_rollout(std::uint64_t id) {
  const std::string target = "/rest/souk/1/ops/rollouts/" + std::to_string(id) + "/cancellation";
  const Result<std::string> body = co_await call("POST", target, "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_object(body.value());
}

Task<Result<void>> OpsClient::set_setting(std::string name, double value) {
  const std::string target = "/rest/souk/1/ops/settings/" + path_segment(name);
  std::string change = json::serialize(json::object{{"value", value}});
  const Result<std::string> body = co_await call("PUT", target, std::move(change), kQuick);
  if (body.has_error()) co_return body.error();
  co_return Result<void>{};
}

Task<Result<domain::DeploymentStatus>> OpsClient::deploy() {
  const Result<std::string> body = co_await call("POST", "/rest/souk/1/ops/deploy", "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_deployment(body.value());
}

Task<Result<domain::DeploymentStatus>> OpsClient::deployment() {
  const Result<std::string> body = co_await call("GET", "/rest/souk/1/ops/deploy", "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_deployment(body.value());
}

Task<Result<domain::ReconciliationReport>> OpsClient::reconcile() {
  const Result<std::string> body = co_await call("POST", "/rest/souk/1/ops/reconcile", "", kLong);
  if (body.has_error()) co_return body.error();
  co_return parse_reconciliation(body.value());
}

Task<Result<domain::Incident>> OpsClient::change_incident(domain::IncidentCommand command) {
  std::string target = "/rest/souk/1/ops/incidents";
  if (!std::holds_alternative<domain::OpenIncident>(command.what)) target += "/" + path_segment(command.incident);
  if (const auto* hypothesis = std::get_if<domain::JudgeHypothesis>(&command.what)) {
    target += "/hypotheses/" + path_segment(hypothesis->name);
  } else if (std::holds_alternative<domain::UpdateIncident>(command.what)) {
    target += "/updates";
  } else if (std::holds_alternative<domain::CloseIncident>(command.what)) {
    target += "/close";
  }
  std::string change = json::serialize(souk::incidents::body_of(command));
  const Result<std::string> body = co_await call("POST", std::move(target), std::move(change), kQuick);
  if (body.has_error()) co_return body.error();
  const Result<json::object> object = parse_object(body.value());
  if (object.has_error()) co_return object.error();
  co_return souk::incidents::parse_incident(*object);
}

Task<Result<std::vector<domain::Incident>>> OpsClient::incidents() {
  const Result<std::string> body = co_await call("GET", "/rest/souk/1/ops/incidents", "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return souk::incidents::parse_incidents(body.value());
}

Task<Result<domain::SearchSnapshot>> OpsClient::take_search_snapshot(bool whatever_the_counts) {
  std::string options = json::serialize(json::object{{"force", whatever_the_counts}});
  const Result<std::string> body = co_await call("POST", "/rest/souk/1/ops/search/snapshot", std::move(options), kLong);
  if (body.has_error()) co_return body.error();
  co_return parse_search_snapshot(body.value());
}

Task<Result<json::object>> OpsClient::review_vendors(domain::VendorAction action) {
  const std::string verb(domain::kVendorActionNames[static_cast<std::size_t>(action)]);
  const Result<std::string> body = co_await call("POST", "/rest/souk/1/ops/vendors/" + verb, "", kLong);
  if (body.has_error()) co_return body.error();
  co_return parse_object(body.value());
}

Task<Result<json::object>> OpsClient::vendor_mail(std::int64_t after) {
  const std::string target = "/rest/souk/1/ops/vendors/mail?after=" + std::to_string(after);
  const Result<std::string> body = co_await call("GET", target, "", kQuick);
  if (body.has_error()) co_return body.error();
  co_return parse_object(body.value());
}

Task<Result<std::string>> OpsClient::profile(std::int64_t seconds) {
  const std::string target = "/rest/souk/1/ops/profile?seconds=" + std::to_string(seconds);
  co_return co_await call("POST", target, "", std::chrono::seconds(seconds) + kLong);
}

}  // namespace souk::cluster
