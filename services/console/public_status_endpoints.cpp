#include "services/console/public_status_endpoints.hpp"

#include <boost/json.hpp>
#include <utility>

#include "http/json.hpp"
#include "services/console/status_page.hpp"

namespace souk::console {
namespace {

StatusPage page_of(app::ComponentBoard& board, app::IncidentDesk& desk, ports::Clock& clock) {
  return {clock.unix_ms(), board.window(), board.look(), desk.incidents()};
}

Task<http::Response> html(StatusPage page) {
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = to_html(page);
  // Nothing on the page is a script, whatever an update says.
  response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  response.headers.emplace_back("Cache-Control", "no-store");
  co_return response;
}

Task<http::Response> json(StatusPage page) {
  http::Response response = http::json_response(to_json(page));
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  co_return response;
}

}  // namespace

http::Handler get_status_page(app::ComponentBoard& board, app::IncidentDesk& desk, ports::Clock& clock) {
  return [&board, &desk, &clock](http::Request&) { return html(page_of(board, desk, clock)); };
}

http::Handler get_status_json(app::ComponentBoard& board, app::IncidentDesk& desk, ports::Clock& clock) {
  return [&board, &desk, &clock](http::Request&) { return json(page_of(board, desk, clock)); };
}

}  // namespace souk::console
