// A real PostgreSQL server in a folder of its own, on a free port of the loopback. It refuses to run as root: then it
// runs as the user "postgres" of Debian's package.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace souk::tests {

class PostgresServer {
 public:
  // Makes and starts it, and waits until it lets clients in. Throws if it does not. The user "souk" may do everything;
  // the user "guest" has the password "right" and no rights.
  // `durable`: against the machine's crash; the server's own it survives anyhow.
  explicit PostgresServer(int max_connections = 100, bool durable = false);
  ~PostgresServer();

  // "postgres://souk@127.0.0.1:port/name"
  std::string url(const std::string& database, const std::string& user = "souk") const;
  // Makes a database of a name that no other has.
  std::string make_database();
  // Runs SQL as the user souk, in `database`. Throws if it fails.
  std::string sql(const std::string& database, const std::string& text) const;

  void start();
  // SIGINT: fast, clients are sent away. SIGQUIT: at once, as a crash that recovery puts right.
  void stop(int signal);

 private:
  std::vector<std::string> as_account(std::vector<std::string> command) const;
  void run(const std::vector<std::string>& command, const std::string& what) const;
  void make();
  std::string log() const;

  TemporaryFolder folder_;
  int port_;
  int max_connections_;
  bool durable_;
  int databases_ = 0;
  std::optional<cluster::ChildProcess> process_;
};

}  // namespace souk::tests
