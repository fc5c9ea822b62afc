#include "http/problem.hpp"

#include <boost/json.hpp>

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

Response retry_later(Response response) {
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response unavailable(std::string_view title, std::string_view detail, std::string_view instance,
                     std::string_view type = "about:blank") {
  return retry_later(problem(503, title, detail, instance, type));
}

Response internal(std::string_view instance) {
  return problem(500, "Internal Server Error", "The request failed inside the service; nothing in it was wrong.",
                 instance);
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
  switch (error.code) {
    case Errc::invalid_argument:
      return problem(400, "Bad Request", error.detail, instance);
    case Errc::unauthenticated:
      return problem(401, "Unauthorized", error.detail, instance);
    case Errc::forbidden:
      return problem(403, "Forbidden", error.detail, instance);
    case Errc::not_found:
      return problem(404, "Not Found", error.detail, instance);
    case Errc::conflict:
      return problem(409, "Conflict", error.detail, instance);
    case Errc::too_large:
      return problem(413, "Content Too Large", error.detail, instance);
    case Errc::payload_mismatch:
      return problem(422, "Unprocessable Content", error.detail, instance);
    case Errc::overloaded:
    case Errc::deadline_exceeded:
      return unavailable("Temporary Reduced Capacity", error.detail, instance, kReducedCapacity);
    case Errc::unavailable:
    case Errc::cancelled:
      return unavailable("Service Unavailable", error.detail, instance);
    case Errc::no_space:
      return unavailable("Service Unavailable", "The service cannot store anything at the moment.", instance);
    case Errc::ok:
    case Errc::corrupt:
    case Errc::io:
    case Errc::internal:
      return internal(instance);
  }
  return internal(instance);
}

}  // namespace souk::http
