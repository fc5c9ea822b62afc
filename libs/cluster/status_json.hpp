// The JSON form of a status and of a reconciliation: what the operator API answers and the drill runner reads.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "domain/reconciliation.hpp"
#include "domain/result.hpp"
#include "domain/search_quality.hpp"
#include "domain/status.hpp"

namespace souk::cluster {

boost::json::value to_json(const domain::ServiceStatus& status);
boost::json::value to_json(const domain::SearchStatus& search);
boost::json::value to_json(const domain::SearchSnapshot& snapshot);
boost::json::value to_json(const domain::DeploymentStatus& deployment);
boost::json::value to_json(const domain::ReconciliationReport& report);

// Errors: corrupt, naming the missing or mistyped member.
Result<domain::ServiceStatus> parse_status(std::string_view text);
Result<domain::DeploymentStatus> parse_deployment(std::string_view text);
Result<domain::ReconciliationReport> parse_reconciliation(std::string_view text);
Result<domain::SearchSnapshot> parse_search_snapshot(std::string_view text);

}  // namespace souk::cluster
