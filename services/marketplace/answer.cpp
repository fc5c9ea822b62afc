#include "services/marketplace/answer.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <charconv>
#include <chrono>

namespace souk::marketplace {
namespace {

using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;

}  // namespace

ports::RequestContext context_of(const http::Request& request) {
  ports::RequestContext context;
  context.owner = request.owner;
  context.client_leaves = request.client_leaves;
  context.trace = request.trace;
  context.key = request.header("x-request-id");
  return context;
}

http::Response json_answer(const boost::json::value& body, int status) {
  http::Response response;
  response.status = status;
  response.body = boost::json::serialize(body);
  return response;
}

http::Response html_answer(std::string body) {
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(body);
  // Nothing on our pages is a script, whatever a catalogue says.
  response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  return response;
}

Result<std::size_t> number_query(const http::Request& request, std::string_view name, std::size_t min, std::size_t max,
                                 std::size_t otherwise) {
  const auto text = request.query(name);
  if (!text) return otherwise;
  std::size_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc() || stopped != end || number < min || number > max)
    return fail(Errc::invalid_argument, fmt::format("{} must be a whole number from {} to {}", name, min, max));
  return number;
}

std::string iso_date(UnixMs at) {
  const auto day = std::chrono::floor<std::chrono::days>(UtcTime(std::chrono::milliseconds(at)));
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string iso_time(UnixMs at) {
  const UtcTime when{std::chrono::milliseconds(at)};
  const std::chrono::hh_mm_ss time(when - std::chrono::floor<std::chrono::days>(when));
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", iso_date(at), time.hours().count(), time.minutes().count(),
                     time.seconds().count(), time.subseconds().count());
}

std::string url_escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

std::string html_escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string dollars(std::int64_t cents) { return fmt::format("{}.{:02}", cents / 100, cents % 100); }

}  // namespace souk::marketplace
