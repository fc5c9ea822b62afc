// GET /livez, GET /readyz
#include <fmt/format.h>

#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {
namespace {

http::Response text(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

}  // namespace

Task<http::Response> livez(http::Request& request) {
  const bool verbose = request.query("verbose").has_value();
  co_return text(200, verbose ? "[+]http ok\nlivez: ok\n" : "ok");
}

Task<http::Response> readyz(app::Shop& shop, ports::Flags& flags, http::Request& request) {
  const bool ready = shop.ready();
  const int status = ready ? 200 : 503;
  if (!request.query("verbose")) co_return text(status, ready ? "ok" : "not ready");
  std::string body = fmt::format("[{}]store {}\n", ready ? '+' : '-', ready ? "ok" : "has no connections");
  for (const auto flag : {domain::Flag::analytics_ingest, domain::Flag::analytics_processing})
    body +=
        fmt::format("[+]{} {}\n", flag == domain::Flag::analytics_ingest ? "analytics-ingest" : "analytics-processing",
                    flags.is_on(flag) ? "on" : "off");
  body += fmt::format("readyz: {}\n", ready ? "ok" : "not ready");
  co_return text(status, std::move(body));
}

}  // namespace souk::marketplace
