#include "services/analytics/usage_endpoint.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "cloudevents/header_value.hpp"
#include "http/problem.hpp"
#include "services/analytics/refused_events.hpp"
#include "services/analytics/usage_report.hpp"

namespace souk::analytics {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

http::Response unknown_type(std::string_view name) {
  return http::problem(
      404, "unknown type of usage",
      "there is no usage of type \"" + std::string(name.substr(0, 64)) + "\": it is one of " + usage_type_names());
}

http::Response not_a_form() {
  http::Response response = http::problem(415, "unsupported media type", "the body has to be " + std::string(kForm));
  response.headers.emplace_back("Accept-Post", kForm);
  return response;
}

Task<http::Response> post_usage(app::Ingest& ingest, ports::Clock& clock, http::Request& request) {
  const Result<std::string> server = server_id_of(request.header("x-pac-client-info"));
  // Before anything else is said: who is refused anyway need not mend the rest.
  const Result<void> admitted = ingest.admit_phone_home(server ? std::string_view(*server) : std::string_view());
  if (!admitted) co_return http::problem(admitted.error());
  const std::string_view name = request.path_parameter("type");
  const auto type = usage_type(name);
  if (!type) co_return unknown_type(name);
  if (cloudevents::media_type_of(request.header("content-type")) != kForm) co_return not_a_form();
  if (!server) co_return http::problem(server.error());
  const Result<std::vector<ReportedApp>> apps = parse_usage_form(request.body, *type);
  if (!apps) co_return http::problem(apps.error());
  auto accepting = ingest.accept(usage_events(*server, *type, *apps, clock.unix_ms()));
  const auto receipt = co_await std::move(accepting);
  if (!receipt) co_return refused_events(receipt.error());
  http::Response response;
  response.status = 200;  // the clients take any other 2xx for a failure, and log it
  response.body = "{\"accepted\":" + std::to_string(receipt->count) + "}";
  co_return response;
}

}  // namespace

http::Route usage_route(app::Ingest& ingest, ports::Clock& clock) {
  return {"POST", "/rest/1.0/plugins/usage/{type}", domain::Owner::phone_home,
          [&ingest, &clock](http::Request& request) { return post_usage(ingest, clock, request); }, kMaxUsageBytes};
}

}  // namespace souk::analytics
