#include "services/console/routes.hpp"

#include <utility>

#include "services/console/deploy_endpoints.hpp"
#include "services/console/flag_endpoints.hpp"
#include "services/console/setting_endpoints.hpp"
#include "services/console/status_endpoints.hpp"

namespace souk::console {

std::vector<http::Route> console_routes(ConsolePorts ports) {
  const auto ops = domain::Owner::ops;
  return {
      {"GET", "/rest/souk/1/ops/status", ops, get_status(std::move(ports.status))},
      {"GET", "/rest/souk/1/ops/flags", ops, list_flags(ports.flags)},
      {"GET", "/rest/souk/1/ops/flags/{key}", ops, get_flag(ports.flags)},
      {"PUT", "/rest/souk/1/ops/flags/{key}", ops, put_flag(ports.flags, ports.flag_admin)},
      {"GET", "/rest/souk/1/ops/settings", ops, list_settings(ports.settings)},
      {"PUT", "/rest/souk/1/ops/settings/{name}", ops, put_setting(ports.settings)},
      {"POST", "/rest/souk/1/ops/reconcile", ops, post_reconcile(ports.store)},
      {"POST", "/rest/souk/1/ops/deploy", ops, post_deploy(std::move(ports.deploy), ports.deployment)},
      {"GET", "/rest/souk/1/ops/deploy", ops, get_deploy(ports.deployment)},
      {"GET", "/metrics", ops, get_metrics(std::move(ports.metrics_text))},
      {"GET", "/livez", ops, get_livez()},
      {"GET", "/readyz", ops, get_readyz(std::move(ports.ready))},
  };
}

}  // namespace souk::console
