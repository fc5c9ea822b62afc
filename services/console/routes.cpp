#include "services/console/routes.hpp"

#include <utility>

#include "services/console/deploy_endpoints.hpp"
#include "services/console/flag_endpoints.hpp"
#include "services/console/incident_endpoints.hpp"
#include "services/console/ofrep_endpoints.hpp"
#include "services/console/profile_endpoint.hpp"
#include "services/console/public_status_endpoints.hpp"
#include "services/console/resource_endpoint.hpp"
#include "services/console/rollout_endpoints.hpp"
#include "services/console/search_endpoints.hpp"
#include "services/console/setting_endpoints.hpp"
#include "services/console/status_endpoints.hpp"
#include "services/console/submission_endpoints.hpp"
#include "services/console/vendor_endpoints.hpp"

namespace souk::console {

std::vector<http::Route> console_routes(ConsolePorts ports) {
  const auto ops = domain::Owner::ops;
  const FlagPorts flags{ports.flags, ports.flag_admin, ports.flag_rules, std::move(ports.flag_problem)};
  std::vector<http::Route> routes{
      {"GET", "/rest/souk/1/ops/status", ops, get_status(ports.status)},
      {"GET", "/rest/souk/1/ops/resources", ops, get_resources(ports.status)},
      {"GET", "/rest/souk/1/ops/flags", ops, list_flags(flags)},
      {"GET", "/rest/souk/1/ops/flags/{key}", ops, get_flag(flags)},
      {"PUT", "/rest/souk/1/ops/flags/{key}", ops, put_flag(flags)},
      {"GET", "/rest/souk/1/ops/rollouts", ops, list_rollouts(ports.rollouts)},
      {"POST", "/rest/souk/1/ops/rollouts", ops, post_rollout(flags, ports.rollouts, ports.clock)},
      {"POST", "/rest/souk/1/ops/rollouts/{id}/cancellation", ops, cancel_rollout(ports.rollouts)},
      {"GET", "/rest/souk/1/ops/settings", ops, list_settings(ports.settings)},
      {"PUT", "/rest/souk/1/ops/settings/{name}", ops, put_setting(ports.settings)},
      {"POST", "/rest/souk/1/ops/reconcile", ops, post_reconcile(ports.store)},
      {"GET", "/rest/souk/1/ops/incidents", ops, list_incidents(ports.incidents)},
      {"POST", "/rest/souk/1/ops/incidents", ops, open_incident(ports.incidents)},
      {"GET", "/rest/souk/1/ops/incidents/{name}", ops, get_incident(ports.incidents)},
      {"POST", "/rest/souk/1/ops/incidents/{name}/updates", ops, update_incident(ports.incidents)},
      {"POST", "/rest/souk/1/ops/incidents/{name}/hypotheses/{hypothesis}", ops, judge_hypothesis(ports.incidents)},
      {"POST", "/rest/souk/1/ops/incidents/{name}/close", ops, close_incident(ports.incidents)},
      {"GET", "/status", ops, get_status_page(ports.components, ports.incidents, ports.clock)},
      {"GET", "/status.json", ops, get_status_json(ports.components, ports.incidents, ports.clock)},
      {"GET", "/rest/souk/1/ops/search", ops, get_search(ports.search)},
      {"POST", "/rest/souk/1/ops/search/snapshot", ops, post_search_snapshot(ports.search)},
      {"GET", "/rest/souk/1/ops/submissions", ops, list_submissions(ports.vendors)},
      {"POST", "/rest/souk/1/ops/submissions/{addonKey}/approval", ops, post_approval(ports.vendors)},
      {"POST", "/rest/souk/1/ops/submissions/{addonKey}/rejection", ops, post_rejection(ports.vendors)},
      {"POST", "/rest/souk/1/ops/vendors/evaluate", ops, post_evaluate(ports.vendor_review)},
      {"POST", "/rest/souk/1/ops/vendors/retract", ops, post_retract(ports.vendor_review)},
      {"GET", "/rest/souk/1/ops/vendors/mail", ops, get_vendor_mail(ports.reviews)},
      {"POST", "/rest/souk/1/ops/profile", ops, post_profile(ports.profiler, ports.clock)},
      {"POST", "/rest/souk/1/ops/deploy", ops, post_deploy(std::move(ports.deploy), ports.deployment)},
      {"GET", "/rest/souk/1/ops/deploy", ops, get_deploy(ports.deployment)},
      {"GET", "/metrics", ops, get_metrics(std::move(ports.metrics_text))},
      {"GET", "/livez", ops, get_livez()},
      {"GET", "/readyz", ops, get_readyz(std::move(ports.ready))},
  };
  for (http::Route& route : ofrep_routes(std::move(ports.flag_rules), ports.ofrep, ports.clock)) {
    routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace souk::console
