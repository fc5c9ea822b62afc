#include "load/vendor_errands.hpp"

#include <boost/json.hpp>
#include <string>
#include <utility>

#include "domain/mail_encoding.hpp"
#include "domain/password_hash.hpp"
#include "load/http_marketplace_client.hpp"

namespace souk::load {
namespace {

namespace json = boost::json;
using Kind = ports::VendorErrand::Kind;

http::ClientRequest request_of(std::int64_t vendor, std::string method, std::string target) {
  http::ClientRequest request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.add_header("Authorization",
                     "Basic " + domain::base64(domain::demo_login(vendor) + ":" + std::string(domain::kDemoPassword)));
  request.discard_body = true;
  return request;
}

void add_body(http::ClientRequest& request, const json::object& body) {
  request.add_header("Content-Type", "application/json");
  request.body = json::serialize(body);
}

std::string addon(const ports::VendorErrand& errand) {
  return "/rest/2/addons/" + http::percent_encode(errand.app_key);
}
std::string vendor(const ports::VendorErrand& errand) { return "/rest/2/vendors/" + std::to_string(errand.vendor); }

http::ClientRequest first_request(const ports::VendorErrand& errand) {
  switch (errand.kind) {
    case Kind::submit: {
      http::ClientRequest request = request_of(errand.vendor, "POST", "/rest/2/addons");
      add_body(request, {{"key", errand.app_key},
                         {"name", "souk probe"},
                         {"summary", "Shows that apps can be submitted"},
                         {"category", errand.category},
                         {"amount", 0},
                         {"status", "private"},
                         {"version", {{"name", "1.0"}, {"releaseNotes", "The only one."}}}});
      return request;
    }
    case Kind::change_listing: {
      http::ClientRequest request = request_of(errand.vendor, "PATCH", addon(errand));
      add_body(request, {{"summary", errand.text}});
      return request;
    }
    case Kind::private_listing: {
      http::ClientRequest request = request_of(errand.vendor, "POST", addon(errand) + "/tokens");
      add_body(request, {{"days", 1}, {"note", "probe"}});
      request.discard_body = false;
      return request;
    }
    case Kind::report:
      return request_of(errand.vendor, "GET", vendor(errand) + "/reporting/licenses?limit=10");
    case Kind::distribution:
      return request_of(errand.vendor, "GET", addon(errand) + "/distribution/weeks?weeks=4");
    case Kind::profile: {
      http::ClientRequest request = request_of(errand.vendor, "PATCH", vendor(errand));
      add_body(request, {});
      return request;
    }
    case Kind::home:
      return request_of(errand.vendor, "GET", "/vendors/" + std::to_string(errand.vendor));
    case Kind::japan_prices: {
      http::ClientRequest request;
      request.target = addon(errand) + "/pricing/server/live?countryCode=JP";
      request.discard_body = true;
      return request;
    }
    case Kind::notifications:
      break;
  }
  return request_of(errand.vendor, "GET", "/rest/souk/1/vendors/" + std::to_string(errand.vendor) + "/notifications");
}

struct Token {
  std::string id;
  std::string secret;
};

Result<Token> read_token(const std::string& body) {
  boost::system::error_code error;
  const json::value document = json::parse(body, error);
  if (error || !document.is_object()) return fail(Errc::corrupt, "not a token");
  const json::value* id = document.as_object().if_contains("id");
  const json::value* secret = document.as_object().if_contains("token");
  if (id == nullptr || secret == nullptr || !id->is_string() || !secret->is_string()) {
    return fail(Errc::corrupt, "not a token");
  }
  return Token{std::string(id->as_string()), std::string(secret->as_string())};
}

// The listing for whoever holds the token, and the token's end.
Task<ports::Reply> use_token(http::Client& client, ports::VendorErrand errand, Token token, Instant deadline) {
  http::ClientRequest opening;
  opening.target = addon(errand) + "?accessToken=" + http::percent_encode(token.secret);
  opening.discard_body = true;
  auto looking = client.send(std::move(opening), deadline);
  const ports::Reply seen = reply_of(co_await std::move(looking));
  auto ending = client.send(
      request_of(errand.vendor, "DELETE", addon(errand) + "/tokens/" + http::percent_encode(token.id)), deadline);
  const ports::Reply ended = reply_of(co_await std::move(ending));
  co_return seen.kind == ports::ReplyKind::ok ? ended : seen;
}

}  // namespace

Task<ports::Reply> run_errand(http::Client& client, ports::VendorErrand errand, Instant deadline) {
  auto sending = client.send(first_request(errand), deadline);
  const Result<http::ClientResponse> response = co_await std::move(sending);
  const ports::Reply reply = reply_of(response);
  if (reply.kind != ports::ReplyKind::ok || errand.kind != Kind::private_listing) co_return reply;
  Result<Token> token = read_token(response->body);
  if (!token) co_return ports::Reply{ports::ReplyKind::error, reply.status, Nanos{0}};
  auto using_it = use_token(client, std::move(errand), std::move(*token), deadline);
  co_return co_await std::move(using_it);
}

}  // namespace souk::load
