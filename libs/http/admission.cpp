#include "http/admission.hpp"

#include <fmt/format.h>

#include <charconv>
#include <exception>

#include "http/problem.hpp"
#include "http/response_head.hpp"
#include "http/target.hpp"

namespace souk::http {
namespace {

Response with_retry_after(Response response) {
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

// A concurrency quota has no window: a place is free as soon as any request ends, so clients are told one second.
Response quota_exceeded(std::size_t quota, std::string_view instance) {
  Response response = with_retry_after(problem(
      429, "Too Many Requests", fmt::format("{} requests are in flight already.", quota), instance, kQuotaExceeded));
  response.headers.emplace_back("RateLimit-Policy", fmt::format(R"("in-flight";q={};qu="concurrent-requests")", quota));
  response.headers.emplace_back("RateLimit", R"("in-flight";r=0;t=1)");
  return response;
}

}  // namespace

std::string_view to_string(Refusal reason) {
  switch (reason) {
    case Refusal::shutdown:
      return "shutdown";
    case Refusal::connections:
      return "connections";
    case Refusal::in_flight:
      return "in_flight";
    case Refusal::malformed:
      return "malformed";
    case Refusal::not_found:
      return "not_found";
    case Refusal::method_not_allowed:
      return "method_not_allowed";
    case Refusal::header_timeout:
      return "header_timeout";
    case Refusal::body_timeout:
      return "body_timeout";
    case Refusal::body_limit:
      return "body_limit";
    case Refusal::expectation:
      return "expectation";
    case Refusal::header_limit:
      return "header_limit";
    case Refusal::transfer_coding:
      return "transfer_coding";
  }
  return "unknown";
}

Admission::Admission(const ServerOptions& options, std::vector<Route> routes, ports::Clock& clock, ServerProbe& probe)
    : options_(options), clock_(clock), probe_(probe), router_(std::move(routes)) {}

Response Admission::refuse(Refusal reason, std::string_view instance) {
  probe_.on_refusal(reason);
  switch (reason) {
    case Refusal::shutdown:
      return with_retry_after(problem(503, "Service Unavailable", "The service is shutting down.", instance));
    case Refusal::connections:
      return with_retry_after(problem(503, "Temporary Reduced Capacity",
                                      fmt::format("{} connections are open already.", options_.max_connections),
                                      instance, kReducedCapacity));
    case Refusal::in_flight:
      return quota_exceeded(options_.max_in_flight, instance);
    case Refusal::malformed:
      return problem(400, "Bad Request", "The request is not well-formed HTTP/1.1.", instance);
    case Refusal::not_found:
      return problem(404, "Not Found", "There is no such resource.", instance);
    case Refusal::method_not_allowed:
      return problem(405, "Method Not Allowed", "The Allow header names the methods of this resource.", instance);
    case Refusal::header_timeout:
      return problem(408, "Request Timeout",
                     fmt::format("The header did not arrive within {} ms.", to_ms(options_.header_timeout)), instance);
    case Refusal::body_timeout:
      return problem(408, "Request Timeout",
                     fmt::format("The body did not arrive within {} ms.", to_ms(options_.body_timeout)), instance);
    case Refusal::body_limit:
      return problem(413, "Content Too Large", "The body is larger than this resource accepts.", instance);
    case Refusal::expectation:
      return problem(417, "Expectation Failed", "The only expectation met here is 100-continue.", instance);
    case Refusal::header_limit:
      return problem(431, "Request Header Fields Too Large",
                     fmt::format("The header is longer than {} bytes.", options_.header_limit), instance);
    case Refusal::transfer_coding:
      return problem(501, "Not Implemented", "The only transfer coding understood here is chunked.", instance);
  }
  return problem(500, "Internal Server Error", {}, instance);
}

std::optional<Refusal> Admission::find_fault(const RequestHead& head) const {
  // RFC 9112: one Host in HTTP/1.1 (section 3.2), no Transfer-Encoding in HTTP/1.0 (section 6.1).
  if (head.hosts > 1 || (head.http11 && head.hosts == 0)) return Refusal::malformed;
  if (!head.http11 && head.has_transfer_encoding) return Refusal::malformed;
  if (!head.only_chunked) return Refusal::transfer_coding;
  if (draining()) return Refusal::shutdown;
  if (head.expectation == Expectation::unknown) return Refusal::expectation;
  return std::nullopt;
}

Admitted Admission::admit(const RequestHead& head, Request& request) {
  Admitted admitted;
  request.path.clear();
  const auto refused = [this, &admitted, &request](Refusal reason) {
    admitted.slot = InFlightSlot();  // at once: answering a refusal takes nobody's place
    admitted.refusal = refuse(reason, request.path);
    return std::move(admitted);
  };
  if (const std::optional<Refusal> fault = find_fault(head)) return refused(*fault);
  const std::optional<Target> target = split_target(head.target);
  if (!target || !parse_query(target->query, request.query_parameters)) return refused(Refusal::malformed);
  const Router::Match match = router_.match(request.method, target->path, request);
  if (!match.pattern.empty()) admitted.pattern = match.pattern;
  if (match.outcome == Router::Outcome::malformed) return refused(Refusal::malformed);
  if (match.outcome == Router::Outcome::not_found) return refused(Refusal::not_found);
  if (match.outcome == Router::Outcome::method_not_allowed) {
    Admitted answer = refused(Refusal::method_not_allowed);
    answer.refusal->headers.emplace_back("Allow", match.allow);
    return answer;
  }
  admitted.route = match.route;
  admitted.method = match.route->method == request.method ? std::string_view(match.route->method) : "HEAD";
  request.owner = match.route->owner;
  request.client_leaves = client_leaves(request);
  if (!take_slot(*match.route, admitted)) return refused(Refusal::in_flight);
  if (head.body_length.value_or(0) > match.route->body_limit) return refused(Refusal::body_limit);
  return admitted;
}

bool Admission::take_slot(const Route& route, Admitted& admitted) {
  const std::uint64_t others = in_flight_.fetch_add(1, std::memory_order_relaxed);
  admitted.slot = InFlightSlot(in_flight_);
  // The operator must be able to reach a service that is drowning.
  return others < options_.max_in_flight || route.owner == domain::Owner::ops;
}

// A hint, so nonsense in it is ignored.
Instant Admission::client_leaves(const Request& request) {
  constexpr std::int64_t kMaxMs = kMsPerDay;
  const std::string_view text = request.header("x-envoy-expected-rq-timeout-ms");
  std::int64_t ms = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || ms <= 0 || ms > kMaxMs) return kNever;
  return request.received_at + std::chrono::milliseconds(ms);
}

Task<Response> Admission::handle(const Admitted& admitted, Request& request) {
  try {
    Task<Response> handling = admitted.route->handler(request);
    Response response = co_await std::move(handling);
    if (well_formed(response)) co_return response;
    probe_.on_exception(admitted.pattern, "the handler's answer has a bad status or header");
  } catch (const std::exception& exception) {
    probe_.on_exception(admitted.pattern, exception.what());
  } catch (...) {
    probe_.on_exception(admitted.pattern, "not a std::exception");
  }
  co_return problem(Error{Errc::internal, {}}, request.path);
}

void Admission::answered(const Admitted& admitted, int status, const Request& request, const domain::PhaseTimes& phases,
                         Instant now) {
  requests_.fetch_add(1, std::memory_order_relaxed);
  if (status == 429 || status == 503) shed_.fetch_add(1, std::memory_order_relaxed);
  const Nanos latency = now - request.received_at;
  probe_.on_request(admitted.pattern, admitted.method, status, latency);
  if (admitted.route == nullptr) return;
  probe_.on_finished({.owner = admitted.route->owner,
                      .status = status,
                      .latency = latency,
                      .in_time = now <= request.client_leaves,
                      .phases = phases});
}

ServerStats Admission::stats() const {
  ServerStats stats;
  stats.requests = requests_.load(std::memory_order_relaxed);
  stats.in_flight = in_flight_.load(std::memory_order_relaxed);
  stats.shed = shed_.load(std::memory_order_relaxed);
  return stats;
}

}  // namespace souk::http
