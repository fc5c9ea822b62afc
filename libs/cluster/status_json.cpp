#include "cluster/status_json.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <string>

namespace souk::cluster {
namespace {

namespace json = boost::json;

json::object per_owner_to_json(const domain::PerOwner<std::uint64_t>& values) {
  json::object object;
  for (std::size_t i = 0; i < values.size(); ++i) object[domain::kOwnerNames[i]] = values[i];
  return object;
}

json::object resource_to_json(const domain::ResourceStatus& resource) {
  return {{"capacity", resource.capacity},
          {"in_use", resource.in_use},
          {"waiting", per_owner_to_json(resource.waiting)},
          {"granted", per_owner_to_json(resource.granted)},
          {"refused", per_owner_to_json(resource.refused)},
          {"expired", per_owner_to_json(resource.expired)},
          {"waited_us", per_owner_to_json(resource.waited_us)}};
}

// Reads members of one object; `at()` and `to_number()` throw on a missing or mistyped member.
template <class T>
void read(const json::object& object, std::string_view name, T& into) {
  into = object.at(name).to_number<T>();
}

void read_owners(const json::object& object, std::string_view name, domain::PerOwner<std::uint64_t>& into) {
  const json::object& owners = object.at(name).as_object();
  for (std::size_t i = 0; i < into.size(); ++i) read(owners, domain::kOwnerNames[i], into[i]);
}

domain::ResourceStatus read_resource(const json::object& object) {
  domain::ResourceStatus resource;
  read(object, "capacity", resource.capacity);
  read(object, "in_use", resource.in_use);
  read_owners(object, "waiting", resource.waiting);
  read_owners(object, "granted", resource.granted);
  read_owners(object, "refused", resource.refused);
  read_owners(object, "expired", resource.expired);
  read_owners(object, "waited_us", resource.waited_us);
  return resource;
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
  const json::object& process = object.at("process").as_object();
  read(process, "resident_bytes", status.resident_bytes);
  read(process, "cpu_seconds", status.cpu_seconds);
  for (const auto& [key, value] : object.at("flags").as_object()) {
    status.flags[std::string(key)] = std::string(value.as_string());
  }
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

json::value to_json(const domain::ServiceStatus& status) {
  json::object transactions;
  for (const auto& [kind, count] : status.transactions) transactions[kind] = count;
  json::object flags;
  for (const auto& [key, value] : status.flags) flags[key] = value;
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
          {"repair", {{"recounted", status.recounted}, {"corrected", status.corrected}, {"runs", status.repairs}}},
          {"pool", resource_to_json(status.pool)},
          {"writer", resource_to_json(status.writer)},
          {"transactions", std::move(transactions)},
          {"wasted", status.wasted},
          {"http", {{"requests", status.requests}, {"in_flight", status.in_flight}, {"shed", status.shed}}},
          {"process", {{"resident_bytes", status.resident_bytes}, {"cpu_seconds", status.cpu_seconds}}},
          {"flags", std::move(flags)}};
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

Result<domain::ReconciliationReport> parse_reconciliation(std::string_view text) {
  return parse(text, &read_reconciliation, "the reconciliation");
}

}  // namespace souk::cluster
