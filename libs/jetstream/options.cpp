#include "jetstream/options.hpp"

#include <fmt/format.h>

#include <string_view>

namespace souk::jetstream {
namespace {

constexpr std::string_view kScheme = "nats://";

// The first of a comma-separated list; `rest` is what follows.
std::string_view first_of(std::string_view& rest) {
  const std::size_t comma = rest.find(',');
  const std::string_view first = rest.substr(0, comma);
  rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  return first;
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  int port = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return false;
    port = 10 * port + (digit - '0');
  }
  return port > 0 && port < 65'536;
}

// "host" or "host:port", also "[::1]:port".
bool is_place(std::string_view place) {
  if (place.empty() || place.find_first_of("@/ ") != std::string_view::npos) return false;
  const std::size_t colon = place.rfind(':');
  if (colon == std::string_view::npos || place.back() == ']') return true;
  return colon > 0 && is_port(place.substr(colon + 1));
}

}  // namespace

Result<Servers> parse_servers(const std::string& text) {
  std::string_view rest = text;
  if (!rest.starts_with(kScheme)) {
    return fail(Errc::invalid_argument, "events are at nats://[user@]host:port[,host:port...]; this is no such URL");
  }
  rest.remove_prefix(kScheme.size());
  Servers servers;
  const std::size_t at = rest.find('@');
  if (at != std::string_view::npos) {
    servers.user = rest.substr(0, at);
    if (servers.user.find(':') != std::string::npos) {
      return fail(Errc::invalid_argument,
                  "a password in the events' URL can be read by everybody on the machine: leave only the user there, "
                  "and put the password into a file that SOUK_NATS_PASSWORD_FILE names, or into SOUK_NATS_PASSWORD");
    }
    rest.remove_prefix(at + 1);
  }
  while (!rest.empty()) {
    std::string_view place = first_of(rest);
    if (place.starts_with(kScheme)) place.remove_prefix(kScheme.size());
    if (!is_place(place)) {
      return fail(
          Errc::invalid_argument,
          fmt::format("\"{}\" is not a NATS server; one is written host:port, as in nats://127.0.0.1:4222", place));
    }
    servers.urls.push_back(std::string(kScheme) + std::string(place));
  }
  if (servers.urls.empty()) return fail(Errc::invalid_argument, "the events' URL names no server");
  return servers;
}

}  // namespace souk::jetstream
