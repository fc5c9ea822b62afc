#include "cluster/status_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <stdexcept>
#include <string>

namespace souk::cluster {
namespace {

namespace json = boost::json;

json::object per_owner_to_json(const domain::PerOwner<std::uint64_t>& values) {
  json::object object;
  for (std::size_t i = 0; i < values.size(); ++i) object[domain::kOwnerNames[i]] = values[i];
  return object;
}

json::object use_to_json(const domain::ResourceUse& use) {
  return {{"capacity", use.capacity},
          {"in_use", use.in_use},
          {"holding", per_owner_to_json(use.holding)},
          {"waiting", per_owner_to_json(use.waiting)},
          {"longest_hold_us", per_owner_to_json(use.longest_hold_us)},
          {"longest_wait_us", per_owner_to_json(use.longest_wait_us)}};
}

json::object resource_to_json(const domain::ResourceStatus& resource) {
  json::object object = use_to_json(resource);
  object["granted"] = per_owner_to_json(resource.granted);
  object["refused"] = per_owner_to_json(resource.refused);
  object["expired"] = per_owner_to_json(resource.expired);
  object["waited_us"] = per_owner_to_json(resource.waited_us);
  return object;
}

// Only the owners that something is known of.
json::object phases_to_json(const domain::PhaseTotals& phases) {
  json::object object;
  for (std::size_t i = 0; i < domain::kRequestPhaseCount; ++i) {
    json::object owners;
    for (std::size_t j = 0; j < domain::kOwnerCount; ++j) {
      const domain::PhaseTotal& total = phases[i][j];
      if (total.count == 0) continue;
      owners[domain::kOwnerNames[j]] = json::object{{"count", total.count}, {"total_us", total.total_us}};
    }
    object[domain::kRequestPhaseNames[i]] = std::move(owners);
  }
  return object;
}

json::object telemetry_to_json(const domain::Telemetry& telemetry) {
  return {{"work_queue", use_to_json(telemetry.work_queue)},
          {"admission", use_to_json(telemetry.admission)},
          {"phases", phases_to_json(telemetry.phases)}};
}

// Reads members of one object; `at()` and `to_number()` throw on a missing or mistyped member.
template <class T>
void read(const json::object& object, std::string_view name, T& into) {
  into = object.at(name).to_number<T>();
}

// Yes, no, or nobody asked.
std::optional<bool> read_answer(const json::object& object, std::string_view name) {
  const json::value* answer = object.if_contains(name);
  if (answer == nullptr || !answer->is_bool()) return std::nullopt;
  return answer->as_bool();
}

json::value answer_to_json(const std::optional<bool>& answer) { return answer ? json::value(*answer) : nullptr; }

void read_owners(const json::object& object, std::string_view name, domain::PerOwner<std::uint64_t>& into) {
  const json::object& owners = object.at(name).as_object();
  for (std::size_t i = 0; i < into.size(); ++i) read(owners, domain::kOwnerNames[i], into[i]);
}

void read_use(const json::object& object, domain::ResourceUse& into) {
  read(object, "capacity", into.capacity);
  read(object, "in_use", into.in_use);
  read_owners(object, "holding", into.holding);
  read_owners(object, "waiting", into.waiting);
  read_owners(object, "longest_hold_us", into.longest_hold_us);
  read_owners(object, "longest_wait_us", into.longest_wait_us);
}

void read_phases(const json::object& object, domain::PhaseTotals& into) {
  for (std::size_t i = 0; i < domain::kRequestPhaseCount; ++i) {
    const json::object& owners = object.at(domain::kRequestPhaseNames[i]).as_object();
    for (std::size_t j = 0; j < domain::kOwnerCount; ++j) {
      const json::value* const total = owners.if_contains(domain::kOwnerNames[j]);
      if (total == nullptr) continue;
      read(total->as_object(), "count", into[i][j].count);
      read(total->as_object(), "total_us", into[i][j].total_us);
    }
  }
}

domain::Telemetry read_telemetry(const json::object& object) {
  domain::Telemetry telemetry;
  read_use(object.at("work_queue").as_object(), telemetry.work_queue);
  read_use(object.at("admission").as_object(), telemetry.admission);
  read_phases(object.at("phases").as_object(), telemetry.phases);
  return telemetry;
}

domain::ResourceStatus read_resource(const json::object& object) {
  domain::ResourceStatus resource;
  read_use(object, resource);
  read_owners(object, "granted", resource.granted);
  read_owners(object, "refused", resource.refused);
  read_owners(object, "expired", resource.expired);
  read_owners(object, "waited_us", resource.waited_us);
  return resource;
}

domain::SearchStatus read_search(const json::object& object) {
  domain::SearchStatus search;
  if (const json::value& quality = object.at("quality"); !quality.is_null())
    search.quality = quality.to_number<double>();
  read(object, "snapshot_at", search.snapshot_at);
  return search;
}

json::object replicas_to_json(const domain::PerReplicaState& replicas) {
  json::object object;
  for (std::size_t i = 0; i < replicas.size(); ++i) object[domain::kReplicaStateNames[i]] = replicas[i];
  return object;
}

domain::DeploymentStatus read_deployment(const json::object& object) {
  domain::DeploymentStatus deployment;
  const std::string_view state = object.at("state").as_string();
  const auto* known = std::find(domain::kDeploymentStateNames.begin(), domain::kDeploymentStateNames.end(), state);
  if (known == domain::kDeploymentStateNames.end()) throw std::invalid_argument("unknown state of a deployment");
  deployment.state = static_cast<domain::DeploymentState>(known - domain::kDeploymentStateNames.begin());
  read(object, "number", deployment.number);
  read(object, "failed", deployment.failed);
  deployment.one_at_a_time = object.at("one_at_a_time").as_bool();
  read(object, "replicas", deployment.replicas);
  read(object, "ready", deployment.ready);
  read(object, "reads", deployment.reads);
  read(object, "yielded_ms", deployment.yielded_ms);
  read(object, "elapsed_ms", deployment.elapsed_ms);
  deployment.detail = std::string(object.at("detail").as_string());
  return deployment;
}

domain::ServiceStatus read_status(const json::object& object) {
  domain::ServiceStatus status;
  read(object, "at", status.at);
  read(object, "uptime_ms", status.uptime_ms);
  read(object, "pid", status.pid);
  const json::object& events = object.at("events").as_object();
  read(events, "accepted", status.accepted);
  read(events, "applied", status.applied);
  read(events, "duplicates", status.duplicates);
  read(events, "quarantined", status.quarantined);
  read(events, "backlog", status.backlog);
  read(events, "oldest_age_ms", status.oldest_age_ms);
  const json::object& workers = object.at("workers").as_object();
  read(workers, "running", status.workers);
  read(workers, "target", status.workers_target);
  read(object, "store_connections", status.store_connections);
  const json::object& repair = object.at("repair").as_object();
  read(repair, "recounted", status.recounted);
  read(repair, "corrected", status.corrected);
  read(repair, "runs", status.repairs);
  status.pool = read_resource(object.at("pool").as_object());
  status.writer = read_resource(object.at("writer").as_object());
  for (const auto& [kind, count] : object.at("transactions").as_object()) {
    status.transactions[std::string(kind)] = count.to_number<std::uint64_t>();
  }
  read(object, "wasted", status.wasted);
  const json::object& http = object.at("http").as_object();
  read(http, "requests", status.requests);
  read(http, "in_flight", status.in_flight);
  read(http, "shed", status.shed);
  status.search = read_search(object.at("search").as_object());
  const json::object& core = object.at("core").as_object();
  read(core, "ok", status.core_ok);
  read(core, "failed", status.core_failed);
  read(core, "p99_us", status.core_p99_us);
  read(core, "samples", status.core_samples);
  const json::object& replicas = object.at("replicas").as_object();
  for (std::size_t i = 0; i < status.replicas.size(); ++i) {
    read(replicas, domain::kReplicaStateNames[i], status.replicas[i]);
  }
  status.deployment = read_deployment(object.at("deployment").as_object());
  const json::object& process = object.at("process").as_object();
  read(process, "resident_bytes", status.resident_bytes);
  read(process, "cpu_seconds", status.cpu_seconds);
  const json::object& vendors = object.at("vendors").as_object();
  read(vendors, "flagged", status.vendors.flagged);
  read(vendors, "mails_waiting", status.vendors.mails_waiting);
  read(vendors, "notices_sent", status.vendors.notices_sent);
  read(vendors, "notices_unretracted", status.vendors.notices_unretracted);
  status.japan_saw_yen = read_answer(object, "japan_saw_yen");
  status.products_saw_counts = read_answer(object, "products_saw_counts");
  status.reports_had_counts = read_answer(object, "reports_had_counts");
  for (const auto& [key, value] : object.at("flags").as_object()) {
    status.flags[std::string(key)] = std::string(value.as_string());
  }
  for (const auto& [key, state] : object.at("components").as_object()) {
    const auto component = domain::find_component(key);
    const auto known = domain::find_component_state(std::string_view(state.as_string()));
    if (component && known) status.components[domain::index_of(*component)] = *known;
  }
  status.telemetry = std::make_shared<const domain::Telemetry>(read_telemetry(object.at("telemetry").as_object()));
  return status;
}

domain::ReconciliationReport read_reconciliation(const json::object& object) {
  domain::ReconciliationReport report;
  read(object, "checked", report.checked);
  for (const json::value& item : object.at("discrepancies").as_array()) {
    const json::object& entry = item.as_object();
    domain::Discrepancy discrepancy;
    discrepancy.subject = std::string(entry.at("subject").as_string());
    read(entry, "counted", discrepancy.counted);
    read(entry, "of_record", discrepancy.of_record);
    report.discrepancies.push_back(std::move(discrepancy));
  }
  return report;
}

domain::SearchSnapshot read_snapshot(const json::object& object) {
  domain::SearchSnapshot snapshot;
  read(object, "taken_at", snapshot.taken_at);
  read(object, "apps", snapshot.apps);
  read(object, "installs", snapshot.installs);
  read(object, "confirmed_share", snapshot.confirmed_share);
  return snapshot;
}

template <class T>
Result<T> parse(std::string_view text, T (*read_object)(const json::object&), const char* what) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error) return fail(Errc::corrupt, fmt::format("{} is not JSON: {}", what, error.message()));
  try {
    return read_object(value.as_object());
  } catch (const std::exception& mismatch) {
    return fail(Errc::corrupt, fmt::format("{} lacks a member or has one of another type: {}", what, mismatch.what()));
  }
}

}  // namespace

json::value to_json(const domain::SearchStatus& search) {
  json::object object{{"quality", nullptr}, {"snapshot_at", search.snapshot_at}};
  if (search.quality) object["quality"] = *search.quality;
  return object;
}

json::value to_json(const domain::SearchSnapshot& snapshot) {
  return {{"taken_at", snapshot.taken_at},
          {"apps", snapshot.apps},
          {"installs", snapshot.installs},
          {"confirmed_share", snapshot.confirmed_share}};
}

json::value to_json(const domain::ServiceStatus& status) {
  json::object transactions;
  for (const auto& [kind, count] : status.transactions) transactions[kind] = count;
  json::object flags;
  for (const auto& [key, value] : status.flags) flags[key] = value;
  json::object components;
  for (std::size_t i = 0; i < domain::kComponentCount; ++i) {
    components[domain::kComponentKeys[i]] = domain::to_string(status.components[i]);
  }
  return {{"at", status.at},
          {"uptime_ms", status.uptime_ms},
          {"pid", status.pid},
          {"events",
           {{"accepted", status.accepted},
            {"applied", status.applied},
            {"duplicates", status.duplicates},
            {"quarantined", status.quarantined},
            {"backlog", status.backlog},
            {"oldest_age_ms", status.oldest_age_ms}}},
          {"workers", {{"running", status.workers}, {"target", status.workers_target}}},
          {"store_connections", status.store_connections},
          {"repair", {{"recounted", status.recounted}, {"corrected", status.corrected}, {"runs", status.repairs}}},
          {"pool", resource_to_json(status.pool)},
          {"writer", resource_to_json(status.writer)},
          {"transactions", std::move(transactions)},
          {"wasted", status.wasted},
          {"http", {{"requests", status.requests}, {"in_flight", status.in_flight}, {"shed", status.shed}}},
          {"core",
           {{"ok", status.core_ok},
            {"failed", status.core_failed},
            {"p99_us", status.core_p99_us},
            {"samples", status.core_samples}}},
          {"search", to_json(status.search)},
          {"vendors",
           {{"flagged", status.vendors.flagged},
            {"mails_waiting", status.vendors.mails_waiting},
            {"notices_sent", status.vendors.notices_sent},
            {"notices_unretracted", status.vendors.notices_unretracted}}},
          {"japan_saw_yen", answer_to_json(status.japan_saw_yen)},
          {"products_saw_counts", answer_to_json(status.products_saw_counts)},
          {"reports_had_counts", answer_to_json(status.reports_had_counts)},
          {"replicas", replicas_to_json(status.replicas)},
          {"deployment", to_json(status.deployment)},
          {"process", {{"resident_bytes", status.resident_bytes}, {"cpu_seconds", status.cpu_seconds}}},
          {"flags", std::move(flags)},
          {"components", std::move(components)},
          {"telemetry", telemetry_to_json(status.telemetry ? *status.telemetry : domain::Telemetry())}};
}

json::value to_json(const domain::DeploymentStatus& deployment) {
  return {{"state", domain::to_string(deployment.state)},
          {"number", deployment.number},
          {"failed", deployment.failed},
          {"one_at_a_time", deployment.one_at_a_time},
          {"replicas", deployment.replicas},
          {"ready", deployment.ready},
          {"reads", deployment.reads},
          {"yielded_ms", deployment.yielded_ms},
          {"elapsed_ms", deployment.elapsed_ms},
          {"detail", deployment.detail}};
}

json::value to_json(const domain::ReconciliationReport& report) {
  json::array discrepancies;
  for (const domain::Discrepancy& discrepancy : report.discrepancies) {
    discrepancies.push_back(
        {{"subject", discrepancy.subject}, {"counted", discrepancy.counted}, {"of_record", discrepancy.of_record}});
  }
  return {{"checked", report.checked}, {"discrepancies", std::move(discrepancies)}};
}

Result<domain::ServiceStatus> parse_status(std::string_view text) { return parse(text, &read_status, "the status"); }

Result<domain::DeploymentStatus> parse_deployment(std::string_view text) {
  return parse(text, &read_deployment, "the deployment's status");
}

Result<domain::ReconciliationReport> parse_reconciliation(std::string_view text) {
  return parse(text, &read_reconciliation, "the reconciliation");
}

Result<domain::SearchSnapshot> parse_search_snapshot(std::string_view text) {
  return parse(text, &read_snapshot, "the snapshot");
}

}  // namespace souk::cluster
