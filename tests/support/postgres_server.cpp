#include "tests/support/postgres_server.hpp"

#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/support/ports.hpp"

namespace souk::tests {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kDeadline{60};

// Debian keeps the programs of each version in a folder of its own.
std::string program(const std::string& name) {
  fs::path newest;
  if (fs::exists("/usr/lib/postgresql")) {
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql")) newest = std::max(newest, version.path());
  }
  if (newest.empty()) throw std::runtime_error("the tests of the cluster need the package postgresql");
  return (newest / "bin" / name).string();
}

// Waits for a child to end, at most kDeadline. -1: it did not.
int status_of(cluster::ChildProcess& child) {
  const auto deadline = steady_clock::now() + kDeadline;
  while (steady_clock::now() < deadline) {
    if (const std::optional<int> status = child.poll()) return WIFEXITED(*status) ? WEXITSTATUS(*status) : -1;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return -1;
}

}  // namespace

PostgresServer::PostgresServer(int max_connections, bool durable)
    : folder_("souk-postgres"), port_(free_port()), max_connections_(max_connections), durable_(durable) {
  make();
  start();
  sql("postgres", "CREATE ROLE guest LOGIN PASSWORD 'right'");
}

// What it has is thrown away: it need not be put in order.
PostgresServer::~PostgresServer() { stop(SIGQUIT); }

std::string PostgresServer::log() const {
  std::ifstream in(folder_.path() / "log");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<std::string> PostgresServer::as_account(std::vector<std::string> command) const {
  if (::geteuid() != 0) return command;
  std::vector<std::string> whole{"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups",
                                 "--pdeathsig=INT"};
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

void PostgresServer::run(const std::vector<std::string>& command, const std::string& what) const {
  Result<cluster::ChildProcess> child =
      cluster::ChildProcess::start(as_account(command), (folder_.path() / "log").string());
  if (child.has_error() || status_of(child.value()) != 0) throw std::runtime_error(what + " failed:\n" + log());
}

void PostgresServer::make() {
  if (::geteuid() == 0) {
    const passwd* account = ::getpwnam("postgres");
    if (account == nullptr || ::chown(folder_.path().c_str(), account->pw_uid, account->pw_gid) != 0) {
      throw std::runtime_error("there is no user \"postgres\"; the tests of the cluster need the package postgresql");
    }
  }
  const std::string data = (folder_.path() / "data").string();
  run({program("initdb"), "-D", data, "-U", "souk", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
       "--no-instructions"},
      "initdb");
  std::ofstream rules(fs::path(data) / "pg_hba.conf", std::ios::trunc);
  rules << "host all guest 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";
}

void PostgresServer::start() {
  if (process_.has_value()) return;
  Result<cluster::ChildProcess> started = cluster::ChildProcess::start(
      as_account({program("postgres"), "-D", (folder_.path() / "data").string(), "-p", std::to_string(port_), "-h",
                  "127.0.0.1", "-k", "", "-c", "max_connections=" + std::to_string(max_connections_), "-c",
                  "superuser_reserved_connections=0", "-c", durable_ ? "fsync=on" : "fsync=off"}),
      (folder_.path() / "log").string());
  if (started.has_error()) throw std::runtime_error(started.error().detail);
  process_.emplace(std::move(started.value()));
  const auto deadline = steady_clock::now() + kDeadline;
  while (PQping(url("postgres").c_str()) != PQPING_OK) {
    if (process_->poll().has_value() || steady_clock::now() > deadline) {
      throw std::runtime_error("PostgreSQL does not let clients in:\n" + log());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void PostgresServer::stop(int signal) {
  if (!process_.has_value()) return;
  process_->signal(signal);
  (void)status_of(*process_);
  process_.reset();
}

std::string PostgresServer::url(const std::string& database, const std::string& user) const {
  return "postgres://" + user + "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string PostgresServer::make_database() {
  std::string name = "test_" + std::to_string(++databases_);
  sql("postgres", "CREATE DATABASE " + name);
  return name;
}

std::string PostgresServer::sql(const std::string& database, const std::string& text) const {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url(database).c_str()), &PQfinish);
  const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), text.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(text + ": " + PQerrorMessage(connection.get()));
  }
  std::string rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      rows.append(PQgetvalue(result.get(), row, column)).append("|");
    }
    rows += "\n";
  }
  return rows;
}

}  // namespace souk::tests
