#include "http/response_head.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>

#include "http/server_timing.hpp"

namespace souk::http {
namespace {

namespace beast = boost::beast;

bool is_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 127 && c != ':'; });
}

bool is_framing(std::string_view name) {
  return beast::iequals(name, "content-length") || beast::iequals(name, "connection") ||
         beast::iequals(name, "transfer-encoding");
}

template <class Number>
void append_number(std::string& out, Number number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end.ptr);
}

}  // namespace

bool well_formed(const Response& response) {
  if (response.status < 200 || response.status > 599 || !is_text(response.content_type)) return false;
  return std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
    return is_token(header.first) && is_text(header.second) && !is_framing(header.first);
  });
}

void write_head(const Response& response, bool http11, bool keep_alive, const Timing& timing, std::string& out) {
  out = "HTTP/1.1 ";
  append_number(out, response.status);
  out += ' ';
  out += std::string_view(beast::http::obsolete_reason(static_cast<beast::http::status>(response.status)));
  out += "\r\n";
  if (response.status != 204 && response.status != 304) {
    if (!response.stream) {  // a stream ends with the connection (RFC 9112, section 6.3)
      out += "Content-Length: ";
      append_number(out, response.body.size());
      out += "\r\n";
    }
    if (!response.content_type.empty()) {
      out += "Content-Type: ";
      out += response.content_type;
      out += "\r\n";
    }
  }
  for (const auto& [name, value] : response.headers) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  append_server_timing(timing.phases, timing.total, out);
  if (!keep_alive) {
    out += "Connection: close\r\n";
  } else if (!http11) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
}

bool sends_body(const Response& response, std::string_view method) {
  return method != "HEAD" && response.status != 204 && response.status != 304 && !response.body.empty();
}

}  // namespace souk::http
