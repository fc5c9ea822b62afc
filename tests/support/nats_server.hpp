// A real NATS server with JetStream in a folder of its own, on free ports of the loopback.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace souk::tests {

struct NatsSettings {
  std::string password{};  // of the user "souk"; empty: everybody may do everything
  bool jetstream = true;
  std::string more{};         // lines of configuration
  int route_port = 0;         // 0: alone
  std::vector<int> routes{};  // the others' route ports
  std::string name = "alone";
};

class NatsServer {
 public:
  // Starts it and waits until it listens. Throws if it does not.
  explicit NatsServer(NatsSettings settings = {});

  std::string url() const;  // "nats://127.0.0.1:port"
  const std::string& name() const { return settings_.name; }
  bool runs() const { return process_.has_value(); }
  void start();
  // Ends it, and waits until it has: SIGKILL as a crash does, SIGTERM for it to tidy up first.
  void stop(int signal);
  void pause();
  void resume();

 private:
  void write_configuration() const;

  NatsSettings settings_;
  TemporaryFolder folder_;
  int port_;
  std::optional<cluster::ChildProcess> process_;
};

// Three that form a cluster.
class NatsCluster {
 public:
  NatsCluster();
  std::vector<std::string> urls() const;
  NatsServer& node(std::size_t index) { return *nodes_[index]; }

 private:
  std::vector<std::unique_ptr<NatsServer>> nodes_;
};

}  // namespace souk::tests
