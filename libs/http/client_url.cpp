#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include "http/client.hpp"

namespace souk::http {
namespace {

Error refuse(std::string_view text, std::string_view why) {
  return fail(Errc::invalid_argument,
              "\"" + std::string(text) + "\" " + std::string(why) + " (example: http://127.0.0.1:8080/path)");
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

Result<Url> resolve_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(boost::core::string_view(text.data(), text.size()));
  if (!parsed) return refuse(text, "is not a URL");
  const boost::urls::url_view& url = *parsed;
  if (url.scheme() != "http") return refuse(text, "is not an http:// URL: no other scheme is supported");
  if (url.has_userinfo()) return refuse(text, "has a user name, which is not supported");
  const std::string name = url.host_address();
  if (name.empty()) return refuse(text, "has no host");
  std::uint16_t port = 80;
  if (url.has_port()) {
    const std::string digits(url.port());
    const auto parsed_port = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (parsed_port.ec != std::errc() || port == 0) return refuse(text, "has no valid port");
  }

  Url result;
  result.host = std::string(url.encoded_host());
  if (port != 80) result.host += ":" + std::to_string(port);
  result.target = std::string(url.encoded_target());
  if (result.target.empty() || result.target.front() != '/') result.target.insert(0, "/");

  boost::system::error_code error;
  const auto address = asio::ip::make_address(name, error);
  if (!error) {
    result.endpoint = {address, port};
    return result;
  }
  asio::io_context context;
  asio::ip::tcp::resolver resolver(context);
  const auto found = resolver.resolve(name, std::to_string(port), error);
  if (error || found.empty()) return fail(Errc::unavailable, "cannot resolve \"" + name + "\": " + error.message());
  result.endpoint = found.begin()->endpoint();
  return result;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

}  // namespace souk::http
