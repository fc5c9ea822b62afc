#include "services/analytics/ingest_endpoint.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cloudevents/parse.hpp"
#include "http/problem.hpp"
#include "ports/request_trace.hpp"
#include "services/analytics/refused_events.hpp"

namespace souk::analytics {
namespace {

namespace json = boost::json;
using cloudevents::Rejection;

// problem+json with the member "errors": every bad event, by its index in the batch.
http::Response bad_events(const Rejection& rejection) {
  http::Response response = http::problem(400, "bad events", rejection.detail);
  json::array errors;
  errors.reserve(rejection.bad_events.size());
  for (const auto& bad : rejection.bad_events) {
    json::object error;
    error["index"] = bad.index;
    error["reason"] = bad.reason;
    errors.push_back(std::move(error));
  }
  json::object body = json::parse(response.body).as_object();
  body["errors"] = std::move(errors);
  response.body = json::serialize(body);
  return response;
}

http::Response answer(const Rejection& rejection) {
  switch (rejection.kind) {
    case Rejection::Kind::unsupported_media_type: {
      http::Response response = http::problem(415, "unsupported media type", rejection.detail);
      response.headers.emplace_back(
          "Accept-Post", "application/cloudevents-batch+json, application/cloudevents+json, application/json");
      return response;
    }
    case Rejection::Kind::too_large:
      return http::problem(413, "too large", rejection.detail);
    case Rejection::Kind::malformed:
      return http::problem(400, "malformed events", rejection.detail);
    case Rejection::Kind::bad_events:
      break;
  }
  return bad_events(rejection);
}

Task<Result<ports::AppendReceipt>> accept(app::Ingest& ingest, const http::Request& request,
                                          std::vector<domain::AnalyticsEvent> events) {
  const ports::PhaseTimer logging(request.trace, domain::RequestPhase::log);
  auto accepting = ingest.accept(std::move(events));
  co_return co_await std::move(accepting);
}

Task<http::Response> post_events(app::Ingest& ingest, http::Request& request) {
  auto parsed = cloudevents::parse(request.headers, request.body);
  if (!parsed) co_return answer(parsed.error());
  auto accepting = accept(ingest, request, std::move(*parsed));
  const auto receipt = co_await std::move(accepting);
  if (!receipt) co_return refused_events(receipt.error());
  http::Response response;
  response.status = 202;
  response.body = "{\"accepted\":" + std::to_string(receipt->count) + "}";
  co_return response;
}

}  // namespace

http::Route ingest_route(app::Ingest& ingest) {
  return {"POST", "/rest/souk/1/events", domain::Owner::phone_home,
          [&ingest](http::Request& request) { return post_events(ingest, request); }, cloudevents::kMaxBodyBytes};
}

}  // namespace souk::analytics
