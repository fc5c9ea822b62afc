#include "http/problem.hpp"

#include <boost/json.hpp>

#include "domain/http_status.hpp"

namespace souk::http {
namespace {

// A path as a URI reference: the bytes that RFC 3986 does not allow in one are percent-encoded.
std::string encode_path(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kAllowed = "-._~!$&'()*+,;=:@/";
  std::string out;
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || kAllowed.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

Response unavailable(const Error& error, std::string_view instance) {
  const bool in_line = error.code == Errc::overloaded || error.code == Errc::deadline_exceeded;
  const std::string_view detail = error.code == Errc::no_space ? "The service cannot store anything at the moment."
                                                               : std::string_view(error.detail);
  Response response = in_line ? problem(503, "Temporary Reduced Capacity", detail, instance, kReducedCapacity)
                              : problem(503, "Service Unavailable", detail, instance);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

Response problem(int status, std::string_view title, std::string_view detail, std::string_view instance,
                 std::string_view type) {
  boost::json::object document;
  document["type"] = type;
  document["title"] = title;
  document["status"] = status;
  if (!detail.empty()) document["detail"] = detail;
  if (!instance.empty()) document["instance"] = encode_path(instance);
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = boost::json::serialize(document);
  return response;
}

Response problem(const Error& error, std::string_view instance) {
  switch (const int status = domain::http_status(error.code); status) {
    case 400:
      return problem(status, "Bad Request", error.detail, instance);
    case 401:
      return problem(status, "Unauthorized", error.detail, instance);
    case 403:
      return problem(status, "Forbidden", error.detail, instance);
    case 404:
      return problem(status, "Not Found", error.detail, instance);
    case 409:
      return problem(status, "Conflict", error.detail, instance);
    case 413:
      return problem(status, "Content Too Large", error.detail, instance);
    case 422:
      return problem(status, "Unprocessable Content", error.detail, instance);
    case 503:
      return unavailable(error, instance);
    default:  // an error that says ok is a broken invariant too
      return problem(500, "Internal Server Error", "The request failed inside the service; nothing in it was wrong.",
                     instance);
  }
}

}  // namespace souk::http
