#include "services/console/status_endpoints.hpp"

#include <boost/json.hpp>
#include <utility>

#include "cluster/status_json.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"

namespace souk::console {
namespace {

Task<http::Response> status_answer(domain::ServiceStatus status) {
  co_return http::json_response(cluster::to_json(status));
}

Task<http::Response> text_answer(int status, std::string content_type, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  co_return response;
}

Task<http::Response> reconcile(ports::MarketStore& store) {
  const ports::RequestContext context{.owner = domain::Owner::ops};
  const Result<domain::ReconciliationReport> report = co_await store.reconcile(context);
  if (report.has_error()) co_return http::problem(report.error());
  co_return http::json_response(cluster::to_json(report.value()));
}

}  // namespace

http::Handler get_status(std::function<domain::ServiceStatus()> status) {
  return [status = std::move(status)](http::Request&) { return status_answer(status()); };
}

http::Handler get_metrics(std::function<std::string()> text) {
  return [text = std::move(text)](http::Request&) {
    return text_answer(200, "text/plain; version=0.0.4; charset=utf-8", text());
  };
}

http::Handler get_livez() {
  return [](http::Request&) { return text_answer(200, "text/plain; charset=utf-8", "ok\n"); };
}

http::Handler get_readyz(std::function<bool()> ready) {
  return [ready = std::move(ready)](http::Request&) {
    const bool is_ready = ready();
    return text_answer(is_ready ? 200 : 503, "text/plain; charset=utf-8", is_ready ? "ok\n" : "not ready\n");
  };
}

http::Handler post_reconcile(ports::MarketStore& store) {
  return [&store](http::Request&) { return reconcile(store); };
}

}  // namespace souk::console
