#include "services/console/ofrep_endpoints.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/console/ofrep_json.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostContext = 64UL * 1024;  // bytes of a request
constexpr std::int64_t kInactivityDelayS = 120;

struct Ofrep {
  RulesSource rules;
  OfrepGuard& guard;
  ports::Clock& clock;
  std::shared_ptr<std::atomic<std::size_t>> streams = std::make_shared<std::atomic<std::size_t>>(0);
};

Task<http::Response> evaluate_one(std::shared_ptr<Ofrep> ofrep, http::Request& request) {
  if (auto refusal = ofrep->guard.refuse(request)) co_return std::move(*refusal);
  const std::string key(request.path_parameter("key"));
  const auto refused = [&key](const OfrepError& error, int status) {
    json::object body = to_json(error);
    body["key"] = key;
    return http::json_response(body, status);
  };
  const auto context = parse_context(request);
  if (!context) co_return refused(context.error(), 400);
  const std::shared_ptr<const flags::FlagRules> rules = ofrep->rules();
  const auto& flags = rules->definitions().flags;
  const auto flag = flags.find(key);
  if (flag == flags.end()) co_return refused({"FLAG_NOT_FOUND", "there is no flag '" + key + "'"}, 404);
  const json::object evaluation =
      evaluation_json(flag->second, rules->definitions().metadata, *context, ofrep->clock.unix_ms());
  co_return http::json_response(evaluation, evaluation.contains("errorCode") ? 400 : 200);
}

// Clients resolve nothing: the address has to be whole. None if the client does not say by which name it came.
json::array streams_of(const Ofrep& ofrep, const http::Request& request, const std::string& version) {
  const std::string_view host = request.header("host");
  const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == ':' ||
           c == '-' || c == '[' || c == ']';
  });
  if (host.empty() || !plain) return {};
  // A change between this answer and the stream's beginning is told there at once.
  std::string address = "http://" + std::string(host) + "/ofrep/v1/changes?since=" + version;
  if (const std::string& ticket = ofrep.guard.limits().ticket; !ticket.empty()) address += "&ticket=" + ticket;
  return {json::object{{"type", "sse"}, {"url", address}, {"inactivityDelaySec", kInactivityDelayS}}};
}

Task<http::Response> evaluate_all(std::shared_ptr<Ofrep> ofrep, http::Request& request) {
  if (auto refusal = ofrep->guard.refuse(request)) co_return std::move(*refusal);
  const auto context = parse_context(request);
  if (!context) co_return http::json_response(to_json(context.error()), 400);
  const std::shared_ptr<const flags::FlagRules> rules = ofrep->rules();
  json::object body{{"flags", evaluations_json(rules->definitions(), *context, ofrep->clock.unix_ms())}};
  // Of the results, not of the file: clients keep the tag when their context changes, and an edit may not concern them.
  const std::string etag = etag_of(json::serialize(body));
  http::Response response;
  if (names_etag(request.header("if-none-match"), etag)) {
    response.status = 304;
  } else {
    body["metadata"] = json::object{{"version", rules->version()}};
    if (json::array streams = streams_of(*ofrep, request, rules->version()); !streams.empty())
      body["eventStreams"] = std::move(streams);
    response = http::json_response(body);
  }
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control", "no-cache");
  co_return response;
}

Task<http::Response> stream_changes(std::shared_ptr<Ofrep> ofrep, http::Request& request) {
  if (auto refusal = ofrep->guard.refuse_stream(request)) co_return std::move(*refusal);
  if (*ofrep->streams >= ofrep->guard.limits().streams) {
    http::Response response = http::problem(429, "Too Many Requests", "Too many clients listen for changes already.",
                                            request.path, http::kQuotaExceeded);
    response.headers.emplace_back("Retry-After", "10");
    co_return response;
  }
  http::Response response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("Cache-Control", "no-store");
  std::string known(request.header("last-event-id"));
  if (known.empty()) known = request.query("since").value_or("");
  response.stream = std::make_shared<OfrepStream>(ofrep->rules, std::move(known), ofrep->clock, ofrep->streams);
  co_return response;
}

}  // namespace

std::vector<http::Route> ofrep_routes(RulesSource rules, OfrepGuard& guard, ports::Clock& clock) {
  const auto ofrep = std::make_shared<Ofrep>(Ofrep{std::move(rules), guard, clock});
  const auto ops = domain::Owner::ops;
  return {
      {"POST", "/ofrep/v1/evaluate/flags", ops,
       [ofrep](http::Request& request) { return evaluate_all(ofrep, request); }, kMostContext},
      {"POST", "/ofrep/v1/evaluate/flags/{key}", ops,
       [ofrep](http::Request& request) { return evaluate_one(ofrep, request); }, kMostContext},
      {"GET", "/ofrep/v1/changes", ops, [ofrep](http::Request& request) { return stream_changes(ofrep, request); }},
  };
}

}  // namespace souk::console
