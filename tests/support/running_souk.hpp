// A `souk up` child process on a folder of its own, as a user would start it.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.hpp"
#include "tests/support/blocking_http.hpp"
#include "tests/support/temporary_folder.hpp"

namespace souk::testing {

// A folder that is gone with the object.
struct TemporaryFolder : tests::TemporaryFolder {
  TemporaryFolder() : tests::TemporaryFolder("souk-test") {}
};

// True once `condition` holds, false if it does not within `limit`.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit = std::chrono::seconds(30));

class RunningSouk {
 public:
  // Does not start yet. `extra` goes behind `souk up --data <folder>/data --port 0 --ops-port 0`.
  explicit RunningSouk(std::filesystem::path folder, std::vector<std::string> extra = {});
  ~RunningSouk();

  // From the next start on: the status page has its probes. They leave events and requests of their own.
  void with_probes() { probes_ = true; }

  // Returns true when both ports answer.
  bool start();
  // SIGTERM and wait; the exit status, or -1 if it had to be killed.
  int stop();
  // SIGKILL and reap.
  void kill();

  pid_t pid() const { return child_ ? child_->pid() : -1; }
  unsigned short port() const { return port_; }
  unsigned short ops_port() const { return ops_port_; }
  std::filesystem::path data() const { return folder_ / "data"; }
  std::string log() const;

  std::optional<HttpReply> get(const std::string& target) const { return request(port_, "GET", target); }
  // Empty object if the operator API does not answer.
  boost::json::object status() const;
  // A number deep in the status: number({"events", "backlog"}); -1 if it is not there.
  std::int64_t number(const std::vector<std::string>& path) const;
  bool set_flag(const std::string& key, const std::string& value) const;
  std::int64_t discrepancies() const;  // -1 if reconciliation failed

 private:
  std::filesystem::path folder_;
  std::vector<std::string> extra_;
  bool probes_ = false;
  std::optional<cluster::ChildProcess> child_;
  unsigned short port_ = 0;
  unsigned short ops_port_ = 0;
};

// "" without the file.
std::string file_text(const std::filesystem::path& path);

// A command of souk's that ends by itself; its output goes into `log`.
struct Ended {
  int status = -1;  // exit status; -1 if there is none
  std::string output;
};
Ended run_souk(std::vector<std::string> arguments, const std::filesystem::path& log,
               std::chrono::milliseconds limit = std::chrono::seconds(100));

// The same, but SIGINT comes once `shown` stands in its output.
Ended interrupt_souk(std::vector<std::string> arguments, const std::filesystem::path& log, const std::string& shown,
                     std::chrono::milliseconds limit = std::chrono::seconds(100));

// A batch of `count` heartbeats with ids <prefix>-0 ... in CloudEvents batch mode, about `app_key`.
std::string event_batch(const std::string& prefix, std::size_t count, const std::string& app_key);
inline const Headers kBatch{{"Content-Type", "application/cloudevents-batch+json"}};

}  // namespace souk::testing
