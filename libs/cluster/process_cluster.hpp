// The drill's hands, live and embedded: a `souk up` child process on a data folder, driven over its operator API.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.hpp"
#include "cluster/ops_client.hpp"
#include "http/client.hpp"
#include "ports/clock.hpp"
#include "ports/cluster.hpp"

namespace souk::cluster {

struct ProcessClusterOptions {
  std::string program;                 // path of the souk binary
  std::vector<std::string> arguments;  // "up", "--data", ...
  std::string log_path;                // the child's output
  Nanos start_timeout = std::chrono::seconds(20);
  Nanos stop_timeout = std::chrono::seconds(15);  // then it is killed, and stop() reports deadline_exceeded
};

class ProcessCluster final : public ports::Cluster {
 public:
  // `client` speaks to the child's operator API (its port is fixed by `arguments`); both outlive this.
  ProcessCluster(ProcessClusterOptions options, http::Client& client, ports::Clock& clock);

  Task<Result<void>> start() override;
  Task<Result<void>> stop() override;
  Task<Result<void>> kill() override;
  Task<Result<void>> set_flag(std::string key, std::string value, std::string why) override;
  Task<Result<void>> set_setting(std::string name, double value) override;
  Task<Result<void>> deploy() override;
  // Always an error: the disk and the network are the machine's.
  Task<Result<void>> set_faults(domain::Faults faults) override;
  Task<Result<domain::ServiceStatus>> status() override;
  Task<Result<domain::ReconciliationReport>> reconcile() override;
  Task<Result<domain::Incident>> change_incident(domain::IncidentCommand command) override;
  Task<Result<std::vector<domain::Incident>>> incidents() override;
  Task<Result<std::string>> review_vendors(domain::VendorAction action) override;

 private:
  // True once the child has ended, false if it still runs at `deadline`.
  Task<bool> wait_for_end(Instant deadline);

  ProcessClusterOptions options_;
  ports::Clock& clock_;
  OpsClient ops_;
  std::optional<ChildProcess> child_;
};

}  // namespace souk::cluster
