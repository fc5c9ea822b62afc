// The drill's hands in the simulated world: starts, stops and kills the service on its data folder.
#pragma once

#include <memory>

#include "ports/cluster.hpp"
#include "ports/marketplace_client.hpp"
#include "sim/service.hpp"

namespace souk::sim {

class Cluster final : public ports::Cluster {
 public:
  struct Options {
    ServiceOptions service;
    Nanos boot = std::chrono::milliseconds(50);  // from the start of a process until it answers
    Nanos grace = std::chrono::seconds(2);       // of a stop
  };

  Cluster(Machine& machine, DataFolder& data, const Options& options, std::uint64_t seed)
      : machine_(machine), data_(data), options_(options), random_(seed, "crashes") {}
  ~Cluster() override;

  Task<Result<void>> start() override;
  Task<Result<void>> stop() override;
  // What was not synced is lost, but for a part of it that happened to reach the disk.
  Task<Result<void>> kill() override;
  Task<Result<void>> set_flag(std::string key, std::string value, std::string why) override;
  Task<Result<void>> set_setting(std::string name, double value) override;
  Task<Result<void>> deploy() override;
  Task<Result<void>> set_faults(domain::Faults faults) override;
  Task<Result<domain::ServiceStatus>> status() override;
  Task<Result<domain::ReconciliationReport>> reconcile() override;
  Task<Result<domain::Incident>> change_incident(domain::IncidentCommand command) override;
  Task<Result<std::vector<domain::Incident>>> incidents() override;
  Task<Result<std::string>> review_vendors(domain::VendorAction action) override;

  // From the next start on.
  void set_service_options(const ServiceOptions& options) { options_.service = options; }

  // Whom the probes of a service ask, from the next start on: usually a client of this very cluster.
  void set_probe_client(ports::MarketplaceClient& client) { probe_client_ = &client; }

  // The service that runs, null without one.
  Service* service() { return service_.get(); }

 private:
  // Destroys the process with everything it has under way.
  void end_process();
  Result<void> need_service() const;
  Task<bool> reach();

  Machine& machine_;
  DataFolder& data_;
  Options options_;
  domain::Random random_;
  ports::MarketplaceClient* probe_client_ = nullptr;
  std::unique_ptr<Service> service_;
  Process last_process_ = kWorld;
};

}  // namespace souk::sim
