#include "domain/result.hpp"

namespace souk {

std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::ok:
      return "ok";
    case Errc::invalid_argument:
      return "invalid argument";
    case Errc::not_found:
      return "not found";
    case Errc::conflict:
      return "conflict";
    case Errc::payload_mismatch:
      return "payload mismatch";
    case Errc::unauthenticated:
      return "unauthenticated";
    case Errc::too_large:
      return "too large";
    case Errc::overloaded:
      return "overloaded";
    case Errc::unavailable:
      return "unavailable";
    case Errc::deadline_exceeded:
      return "deadline exceeded";
    case Errc::cancelled:
      return "cancelled";
    case Errc::no_space:
      return "no space";
    case Errc::corrupt:
      return "corrupt";
    case Errc::io:
      return "input/output error";
    case Errc::internal:
      return "internal error";
    case Errc::forbidden:
      return "forbidden";
  }
  return "unknown";
}

}  // namespace souk
