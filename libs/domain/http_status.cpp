#include "domain/http_status.hpp"

namespace souk::domain {

int http_status(Errc code) {
  switch (code) {
    case Errc::ok:
      return 200;
    case Errc::invalid_argument:
      return 400;
    case Errc::unauthenticated:
      return 401;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::too_large:
      return 413;
    case Errc::payload_mismatch:
      return 422;
    case Errc::overloaded:
    case Errc::deadline_exceeded:
    case Errc::unavailable:
    case Errc::cancelled:
    case Errc::no_space:
      return 503;
    case Errc::corrupt:
    case Errc::io:
    case Errc::internal:
      break;
  }
  return 500;
}

}  // namespace souk::domain
