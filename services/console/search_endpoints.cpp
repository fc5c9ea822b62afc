#include "services/console/search_endpoints.hpp"

#include <boost/json.hpp>

#include "cluster/status_json.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

Task<http::Response> get(app::SearchKeeper& search) {
  co_return http::json_response(cluster::to_json(search.status()));
}

// The body may be empty.
Result<bool> read_force(const http::Request& request) {
  if (request.body.empty()) return false;
  const Result<json::object> body = http::parse_json_body(request);
  if (body.has_error()) return body.error();
  for (const auto& member : *body) {
    if (member.key() != "force") {
      return fail(Errc::invalid_argument, "unknown member '" + std::string(member.key()) + "'; allowed: force");
    }
  }
  const json::value* force = body->if_contains("force");
  if (force == nullptr) return false;
  if (!force->is_bool()) return fail(Errc::invalid_argument, "force must be true or false");
  return force->as_bool();
}

Task<http::Response> take(http::Request& request, app::SearchKeeper& search) {
  const Result<bool> force = read_force(request);
  if (force.has_error()) co_return http::problem(force.error());
  auto taking = search.take_snapshot(*force);
  const Result<domain::SearchSnapshot> taken = co_await std::move(taking);
  if (taken.has_error()) co_return http::problem(taken.error());
  co_return http::json_response(cluster::to_json(*taken));
}

}  // namespace

http::Handler get_search(app::SearchKeeper& search) {
  return [&search](http::Request&) { return get(search); };
}

http::Handler post_search_snapshot(app::SearchKeeper& search) {
  return [&search](http::Request& request) { return take(request, search); };
}

}  // namespace souk::console
