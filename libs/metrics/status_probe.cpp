#include "metrics/status_probe.hpp"

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <string>
#include <utility>

#include "domain/owner.hpp"

namespace souk::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

// Builds one family after the other.
class Families {
 public:
  void begin_counter(std::string name, std::string help) {
    begin(std::move(name), std::move(help), MetricType::Counter);
  }
  void begin_gauge(std::string name, std::string help) { begin(std::move(name), std::move(help), MetricType::Gauge); }

  void sample(double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    if (families_.back().type == MetricType::Counter) {
      metric.counter.value = value;
    } else {
      metric.gauge.value = value;
    }
    families_.back().metric.push_back(std::move(metric));
  }
  void sample(std::uint64_t value, Labels labels = {}) { sample(static_cast<double>(value), std::move(labels)); }

  void per_owner(const domain::PerOwner<std::uint64_t>& values, double unit = 1) {
    for (std::size_t i = 0; i < domain::kOwnerCount; ++i) {
      sample(static_cast<double>(values[i]) * unit, {{"owner", std::string(domain::kOwnerNames[i])}});
    }
  }

  std::vector<MetricFamily> take() { return std::move(families_); }

 private:
  void begin(std::string name, std::string help, MetricType type) {
    families_.push_back({std::move(name), std::move(help), type, {}});
  }
  std::vector<MetricFamily> families_;
};

void add_resource(Families& out, const std::string& name, const std::string& units, const domain::ResourceStatus& r) {
  const std::string prefix = "souk_" + name + "_";
  out.begin_gauge(prefix + units, "Units of the " + name + " by state; capacity is their sum.");
  out.sample(r.in_use, {{"state", "in_use"}});
  out.sample(r.capacity > r.in_use ? r.capacity - r.in_use : 0, {{"state", "idle"}});
  out.begin_gauge(prefix + "holders", "Units of the " + name + " held now, by owner.");
  out.per_owner(r.holding);
  out.begin_gauge(prefix + "longest_hold_seconds",
                  "How long the oldest unit of the " + name + " has been held, by owner.");
  out.per_owner(r.longest_hold_us, 1e-6);
  out.begin_gauge(prefix + "longest_wait_seconds",
                  "How long the first in line for the " + name + " has waited, by owner.");
  out.per_owner(r.longest_wait_us, 1e-6);
  out.begin_gauge(prefix + "waiters", "Waiting in line for the " + name + " now, by owner.");
  out.per_owner(r.waiting);
  out.begin_counter(prefix + "granted_total", "Turns at the " + name + " granted, by owner.");
  out.per_owner(r.granted);
  out.begin_counter(prefix + "refused_total", "Turned away because the line for the " + name + " was full, by owner.");
  out.per_owner(r.refused);
  out.begin_counter(prefix + "expired_total", "Deadlines passed in line for the " + name + ", by owner.");
  out.per_owner(r.expired);
  out.begin_counter(prefix + "wait_seconds_total",
                    "Time spent in line for the " + name + " by those served, by owner.");
  out.per_owner(r.waited_us, 1e-6);
}

void add_events(Families& out, const domain::ServiceStatus& s) {
  const auto counter = [&out](const char* name, const char* help, std::uint64_t value) {
    out.begin_counter(name, help);
    out.sample(value);
  };
  const auto gauge = [&out](const char* name, const char* help, double value) {
    out.begin_gauge(name, help);
    out.sample(value);
  };
  counter("souk_events_accepted_total", "Analytics events durable in the log.", s.accepted);
  counter("souk_events_applied_total", "Events applied to the counts.", s.applied);
  counter("souk_events_duplicates_total", "Events that were known already and counted once.", s.duplicates);
  counter("souk_events_quarantined_total", "Events that can never be applied, kept aside.", s.quarantined);
  gauge("souk_backlog_events", "Events accepted and not consumed yet.", static_cast<double>(s.backlog));
  gauge("souk_oldest_event_seconds", "Age of the oldest event not consumed yet; 0 without a backlog.",
        static_cast<double>(s.oldest_age_ms) / 1e3);
  gauge("souk_workers", "Workers running.", static_cast<double>(s.workers));
  gauge("souk_workers_target", "Workers that the controllers ask for.", static_cast<double>(s.workers_target));
  gauge("souk_store_connections", "Open connections to the store, of all replicas and workers.",
        static_cast<double>(s.store_connections));
}

void add_vendors(Families& out, const domain::ServiceStatus& s) {
  out.begin_gauge("souk_vendors_flagged", "Vendors whose Top Vendor status is flagged.");
  out.sample(s.vendors.flagged);
  out.begin_gauge("souk_vendor_mails_waiting", "E-mails to vendors that were not sent yet.");
  out.sample(s.vendors.mails_waiting);
  out.begin_counter("souk_vendor_notices_sent_total", "Notices sent to vendors that their status was flagged.");
  out.sample(s.vendors.notices_sent);
  out.begin_gauge("souk_vendor_notices_unretracted", "Notices sent for which no apology was.");
  out.sample(s.vendors.notices_unretracted);
}

void add_repair(Families& out, const domain::ServiceStatus& s) {
  out.begin_counter("souk_repair_vendors_total", "Vendors whose counts were counted again.");
  out.sample(s.recounted);
  out.begin_counter("souk_repair_corrected_rows_total", "Counts that a repair found wrong and corrected.");
  out.sample(s.corrected);
}

void add_work(Families& out, const domain::ServiceStatus& s) {
  out.begin_counter("souk_transactions_total", "Transactions committed, by kind.");
  for (const auto& [kind, count] : s.transactions) out.sample(count, {{"kind", kind}});
  out.begin_counter("souk_wasted_work_total", "Requests finished after their client had left.");
  out.sample(s.wasted);
  out.begin_counter("souk_core_requests_total",
                    "Installs, upgrades and renewals: ok before their client left, or failed (429, 5xx, too late).");
  out.sample(s.core_ok, {{"outcome", "ok"}});
  out.sample(s.core_failed, {{"outcome", "failed"}});
  out.begin_gauge("souk_http_in_flight_requests", "Requests being worked on.");
  out.sample(s.in_flight);
  out.begin_counter("souk_http_shed_total", "Requests answered 429 or 503.");
  out.sample(s.shed);
}

void add_search(Families& out, const domain::ServiceStatus& s) {
  if (s.search.quality) {
    out.begin_gauge("souk_search_quality_ratio",
                    "NDCG@10 of the search ranking against the order by installs of record.");
    out.sample(*s.search.quality);
  }
  if (s.search.snapshot_at > 0) {
    out.begin_gauge("souk_search_snapshot_timestamp_seconds", "When the stored snapshot of the installs was taken.");
    out.sample(static_cast<double>(s.search.snapshot_at) / 1e3);
  }
}

void add_replicas(Families& out, const domain::ServiceStatus& s) {
  out.begin_gauge("souk_replicas", "Replicas of the shop, by state.");
  for (std::size_t i = 0; i < s.replicas.size(); ++i) {
    out.sample(s.replicas[i], {{"state", std::string(domain::kReplicaStateNames[i])}});
  }
  out.begin_counter("souk_deployments_total", "Deployments begun.");
  out.sample(s.deployment.number);
  out.begin_counter("souk_deployments_failed_total", "Deployments that failed.");
  out.sample(s.deployment.failed);
  out.begin_gauge("souk_deployment_reads", "Reads that warmed up replicas in the latest deployment.");
  out.sample(s.deployment.reads);
  out.begin_gauge("souk_deployment_yielded_seconds",
                  "Time that warm-ups of the latest deployment stood still because the core was slow.");
  out.sample(static_cast<double>(s.deployment.yielded_ms) / 1e3);
}

// One series per variant; the one in force is 1. Numbers have no variants: their value is the label.
void add_flags(Families& out, const domain::ServiceStatus& s) {
  out.begin_gauge("souk_flag", "Flags: 1 for the variant in force, 0 for the others.");
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    const std::string key(definition.key);
    const auto found = s.flags.find(key);
    if (found == s.flags.end()) continue;
    const auto variant = [&](const std::string& name) {
      out.sample(found->second == name ? 1.0 : 0.0, {{"flag", key}, {"variant", name}});
    };
    if (std::holds_alternative<bool>(definition.default_value)) {
      variant("on");
      variant("off");
    } else if (std::holds_alternative<std::int64_t>(definition.default_value)) {
      variant(found->second);
    } else {
      for (const std::string& name : definition.variants) variant(name);
    }
  }
}

// As the status page has them; one series per state, the one in force is 1.
void add_components(Families& out, const domain::ServiceStatus& s) {
  out.begin_gauge("souk_component_state", "Components: 1 for the state that their probes see, 0 for the others.");
  for (std::size_t i = 0; i < domain::kComponentCount; ++i) {
    for (const std::string_view state : domain::kComponentStateNames) {
      out.sample(state == domain::to_string(s.components[i]) ? 1.0 : 0.0,
                 {{"component", std::string(domain::kComponentKeys[i])}, {"state", std::string(state)}});
    }
  }
}

void add_process(Families& out, const domain::ServiceStatus& s) {
  out.begin_gauge("process_resident_memory_bytes", "Resident memory size in bytes.");
  out.sample(s.resident_bytes);
  out.begin_counter("process_cpu_seconds_total", "User and system CPU time spent in seconds.");
  out.sample(s.cpu_seconds);
  out.begin_gauge("souk_uptime_seconds", "Time since the service started.");
  out.sample(static_cast<double>(s.uptime_ms) / 1e3);
}

}  // namespace

StatusProbe::StatusProbe(StatusSource status, RetriesSource client_retries)
    : status_(std::move(status)), client_retries_(std::move(client_retries)) {}

std::vector<MetricFamily> StatusProbe::Collect() const {
  const domain::ServiceStatus status = status_();
  Families out;
  add_events(out, status);
  add_resource(out, "pool", "connections", status.pool);
  add_resource(out, "writer", "turns", status.writer);
  add_work(out, status);
  add_search(out, status);
  add_vendors(out, status);
  add_repair(out, status);
  if (client_retries_) {
    out.begin_counter("souk_client_retries_total", "Attempts after the first one by souk's own clients.");
    out.sample(client_retries_());
  }
  add_replicas(out, status);
  add_flags(out, status);
  add_components(out, status);
  add_process(out, status);
  return out.take();
}

}  // namespace souk::metrics
