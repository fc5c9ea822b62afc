#include "http/problem.hpp"

#include <boost/json.hpp>
#include <utility>

namespace souk::http {
namespace {

int status_of(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
      return 400;
    case Errc::unauthenticated:
      return 401;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::too_large:
      return 413;
    case Errc::payload_mismatch:
      return 422;
    case Errc::overloaded:
    case Errc::unavailable:
    case Errc::deadline_exceeded:
    case Errc::no_space:
      return 503;
    default:
      return 500;
  }
}

}  // namespace

Response problem(int status, std::string_view title, std::string detail) {
  boost::json::object body;
  body["type"] = "about:blank";
  body["title"] = title;
  body["status"] = status;
  body["detail"] = std::move(detail);
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = boost::json::serialize(body);
  return response;
}

Response problem(const Error& error) {
  Response response = problem(status_of(error.code), to_string(error.code), error.detail);
  if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace souk::http
