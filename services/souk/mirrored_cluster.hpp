// The cluster, with the flags that users of the drill see kept in step: in-product clients ask the marketplace whether
// to report failures and how far they may retry; here they learn it from every change and every status reading.
#pragma once

#include "flags/static_flags.hpp"
#include "ports/cluster.hpp"

namespace souk {

class MirroredCluster final : public ports::Cluster {
 public:
  MirroredCluster(ports::Cluster& cluster, flags::StaticFlags& flags) : cluster_(cluster), flags_(flags) {}

  Task<Result<void>> start() override { return cluster_.start(); }
  Task<Result<void>> stop() override { return cluster_.stop(); }
  Task<Result<void>> kill() override { return cluster_.kill(); }
  Task<Result<void>> set_flag(std::string key, std::string value, std::string why) override;
  Task<Result<void>> set_setting(std::string name, double value) override {
    return cluster_.set_setting(std::move(name), value);
  }
  Task<Result<void>> deploy() override { return cluster_.deploy(); }
  Task<Result<void>> set_faults(domain::Faults faults) override { return cluster_.set_faults(faults); }
  Task<Result<domain::ServiceStatus>> status() override;
  Task<Result<domain::ReconciliationReport>> reconcile() override { return cluster_.reconcile(); }
  Task<Result<domain::Incident>> change_incident(domain::IncidentCommand command) override {
    return cluster_.change_incident(std::move(command));
  }
  Task<Result<std::vector<domain::Incident>>> incidents() override { return cluster_.incidents(); }
  Task<Result<std::string>> review_vendors(domain::VendorAction action) override {
    return cluster_.review_vendors(action);
  }

 private:
  void mirror(const std::string& key, const std::string& value);

  ports::Cluster& cluster_;
  flags::StaticFlags& flags_;
};

}  // namespace souk
