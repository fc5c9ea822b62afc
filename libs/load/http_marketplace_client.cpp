#include "load/http_marketplace_client.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <utility>

#include "load/vendor_errands.hpp"

namespace souk::load {
namespace {

constexpr std::int64_t kLongestRetryAfter_s = 86'400;

// The contents of a JSON string.
void append_json_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), FMT_COMPILE("\\u{:04x}"), static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append("\"").append(name).append("\":\"");
  append_json_text(out, value);
  out += '"';
}

// RFC 3339 in UTC with milliseconds.
void append_time(std::string& out, UnixMs at) {
  const auto day = std::chrono::sys_days(std::chrono::days(day_of(at)));
  const std::chrono::year_month_day date(day);
  const std::int64_t ms = at - day_of(at) * kMsPerDay;
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z"),
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                 ms / 3'600'000, ms / 60'000 % 60, ms / 1'000 % 60, ms % 1'000);
}

void append_event(std::string& out, const domain::AnalyticsEvent& event) {
  out += R"({"specversion":"1.0",)";
  append_field(out, "id", event.id);
  out += ',';
  append_field(out, "source", event.source);
  out += R"(,"type":"souk.)";
  out += domain::kEventTypeNames[static_cast<std::size_t>(event.type)];
  out += R"(","time":")";
  append_time(out, event.occurred_at);
  out += R"(","datacontenttype":"application/json","data":{)";
  if (!event.app_key.empty()) append_field(out, "app_key", event.app_key);
  if (!event.app_key.empty() && !event.instance_id.empty()) out += ',';
  if (!event.instance_id.empty()) append_field(out, "instance_id", event.instance_id);
  out += "}}";
}

std::string target_of(const domain::Command& command) {
  std::string target = "/rest/souk/1/instances/" + http::percent_encode(command.instance_id);
  switch (command.kind) {
    case domain::CommandKind::install:
      return target + "/installations";
    case domain::CommandKind::upgrade:
      return target + "/installations/" + http::percent_encode(command.app_key) + "/upgrade";
    case domain::CommandKind::uninstall:
      return target + "/installations/" + http::percent_encode(command.app_key);
    case domain::CommandKind::start_evaluation:
      return target + "/evaluations";
    case domain::CommandKind::purchase:
      return target + "/purchases";
    case domain::CommandKind::renew:
      break;
  }
  return target + "/renewals";
}

std::string body_of(const domain::Command& command) {
  std::string body = "{";
  const bool names_app = command.kind != domain::CommandKind::upgrade;
  if (names_app) {
    append_field(body, "app_key", command.app_key);
    if (command.kind == domain::CommandKind::install || command.kind == domain::CommandKind::purchase ||
        command.kind == domain::CommandKind::start_evaluation) {
      body += ',';
      append_field(body, "hosting", to_string(command.hosting));
    }
  }
  const bool takes_version =
      command.kind == domain::CommandKind::install || command.kind == domain::CommandKind::upgrade;
  if (takes_version && !command.version.empty()) {
    if (names_app) body += ',';
    append_field(body, "version", command.version);
  }
  if (command.kind == domain::CommandKind::purchase) {
    fmt::format_to(std::back_inserter(body), FMT_COMPILE(",\"users\":{}"), command.users);
  }
  return body + "}";
}

}  // namespace

http::ClientRequest request_for(const domain::Command& command, std::string_view idempotency_key) {
  http::ClientRequest request;
  request.target = target_of(command);
  request.discard_body = true;
  request.add_header("Idempotency-Key", fmt::format(FMT_COMPILE("\"{}\""), idempotency_key));
  if (command.kind == domain::CommandKind::uninstall) {
    request.method = "DELETE";
    return request;
  }
  request.method = "POST";
  request.header_lines += "Content-Type: application/json\r\n";
  request.body = body_of(command);
  return request;
}

std::string cloudevents_batch(const std::vector<domain::AnalyticsEvent>& events) {
  constexpr std::size_t kTypicalEvent = 280;
  std::string body;
  body.reserve(2 + events.size() * kTypicalEvent);
  body += '[';
  for (const domain::AnalyticsEvent& event : events) {
    if (body.size() > 1) body += ',';
    append_event(body, event);
  }
  body += ']';
  return body;
}

ports::Reply reply_of(const Result<http::ClientResponse>& response) {
  if (!response) {
    const Errc code = response.error().code;
    const bool left = code == Errc::deadline_exceeded || code == Errc::cancelled;
    return {left ? ports::ReplyKind::timeout : ports::ReplyKind::error, 0, Nanos{0}};
  }
  const int status = response->status;
  if (status >= 200 && status < 300) return {ports::ReplyKind::ok, status, Nanos{0}};
  if (status != 429 && status != 503) return {ports::ReplyKind::error, status, Nanos{0}};
  const std::string_view text = response->header("retry-after");
  std::int64_t seconds = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool valid = parsed.ec == std::errc() && seconds >= 0 && seconds <= kLongestRetryAfter_s;
  return {ports::ReplyKind::shed, status, valid ? std::chrono::seconds(seconds) : Nanos{0}};
}

Task<ports::Reply> HttpMarketplaceClient::send(http::ClientRequest request, Instant deadline) {
  const Result<http::ClientResponse> response = co_await client_.send(std::move(request), deadline);
  co_return reply_of(response);
}

Task<ports::Reply> HttpMarketplaceClient::get(std::string target, Instant deadline) {
  http::ClientRequest request;
  request.target = std::move(target);
  request.discard_body = true;
  return send(std::move(request), deadline);
}

Task<ports::Reply> HttpMarketplaceClient::app_page(std::string app_key, Instant deadline) {
  return get("/rest/2/addons/" + http::percent_encode(app_key), deadline);
}

Task<ports::Reply> HttpMarketplaceClient::browse(std::string category, Instant deadline) {
  return get("/rest/2/addons?category=" + http::percent_encode(category), deadline);
}

Task<ports::Reply> HttpMarketplaceClient::search(std::string text, Instant deadline) {
  return get("/rest/2/addons?text=" + http::percent_encode(text), deadline);
}

Task<ports::Reply> HttpMarketplaceClient::latest_version(std::string app_key, Instant deadline) {
  return get("/rest/2/addons/" + http::percent_encode(app_key) + "/versions/latest", deadline);
}

Task<ports::Reply> HttpMarketplaceClient::command(domain::Command command, std::string idempotency_key,
                                                  Instant deadline) {
  return send(request_for(command, idempotency_key), deadline);
}

Task<ports::Reply> HttpMarketplaceClient::post_events(std::vector<domain::AnalyticsEvent> events, Instant deadline) {
  http::ClientRequest request;
  request.method = "POST";
  request.target = "/rest/souk/1/events";
  request.header_lines = "Content-Type: application/cloudevents-batch+json\r\n";
  request.body = cloudevents_batch(events);
  request.discard_body = true;
  return send(std::move(request), deadline);
}

Task<ports::Reply> HttpMarketplaceClient::run_errand(ports::VendorErrand errand, Instant deadline) {
  return load::run_errand(client_, std::move(errand), deadline);
}

}  // namespace souk::load
