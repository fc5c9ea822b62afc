#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <memory>

#include "domain/duration.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/engine.hpp"

namespace souk {
namespace {

struct UpFlags {
  EngineOptions engine;
  std::string queue = "journal";
  std::string pool_wait = "30s";
  std::string grace = "5s";
};

int run_up(UpFlags& flags) {
  const Result<Nanos> pool_wait = domain::parse_duration(flags.pool_wait);
  const Result<Nanos> grace = domain::parse_duration(flags.grace);
  if (pool_wait.has_error() || grace.has_error()) {
    const Error& error = pool_wait.has_error() ? pool_wait.error() : grace.error();
    std::fprintf(stderr, "souk up: %s\n", error.detail.c_str());
    return 2;
  }
  flags.engine.queue = flags.queue == "table" ? domain::EventQueue::table : domain::EventQueue::journal;
  flags.engine.pool_wait = *pool_wait;
  flags.engine.shutdown_grace = *grace;

  // Blocked before any thread starts, so that only the sigwait below sees them.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a write past the file size limit is an error like a full disk, not an end

  Result<std::unique_ptr<Engine>> engine = Engine::start(flags.engine);
  if (engine.has_error()) {
    std::fprintf(stderr, "souk up: %s\n", engine.error().detail.c_str());
    return 1;
  }
  const std::string shop = (*engine)->shop_url();
  const std::string ops = (*engine)->ops_url();
  std::printf("shop      %s/\n", shop.c_str());
  std::printf("REST      %s/rest/2/addons\n", shop.c_str());
  std::printf("events    %s/rest/souk/1/events\n", shop.c_str());
  std::printf("operator  %s/rest/souk/1/ops/status\n", ops.c_str());
  std::printf("status    %s/status\n", ops.c_str());
  std::printf("metrics   %s/metrics\n", ops.c_str());
  std::printf("data      %s\n", flags.engine.folder.c_str());
  std::printf("Ready. Ctrl-C stops it.\n");
  std::fflush(stdout);

  int signal_number = 0;
  sigwait(&stop_signals, &signal_number);
  std::printf("Stopping: finishing what is in flight.\n");
  std::fflush(stdout);
  (*engine)->stop();
  std::printf("Stopped.\n");
  return 0;
}

}  // namespace

void add_up_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<UpFlags>();
  CLI::App* command =
      app.add_subcommand("up", "Run the marketplace: shop, ingest, worker cluster and operator API in one process");
  command->add_option("--data", flags->engine.folder, "Data folder; made and filled if it is empty")
      ->capture_default_str();
  command->add_option("--address", flags->engine.address, "Address to listen on")->capture_default_str();
  command->add_option("--port", flags->engine.port, "Port of the shop and the ingest; 0 = any free one")
      ->capture_default_str();
  command->add_option("--ops-port", flags->engine.ops_port, "Port of the operator API; 0 = any free one")
      ->capture_default_str();
  command
      ->add_option("--replicas", flags->engine.replicas,
                   "Replicas of the shop, each with HTTP threads, connections and caches of its own")
      ->check(CLI::Range(1, 8))
      ->capture_default_str();
  command->add_option("--io-threads", flags->engine.io_threads, "HTTP threads of each replica")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--pool", flags->engine.pool_connections, "Pooled store connections of each replica")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--pool-line", flags->engine.pool_line, "Requests that may wait for a connection")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_option("--pool-wait", flags->pool_wait, "Longest wait for a connection")->capture_default_str();
  command
      ->add_option("--queue", flags->queue,
                   "Where events wait for the workers: a journal of their own, or a table of the store, for what that "
                   "does to both. A data folder stays with its kind")
      ->check(CLI::IsMember({"journal", "table"}))
      ->capture_default_str();
  command->add_option("--grace", flags->grace, "Time in-flight work has to finish when stopping")
      ->capture_default_str();
  command->add_flag("--no-probes{false}", flags->engine.probes,
                    "Do not probe the shop: the status page knows nothing, and no event is the probes' own");
  command->add_option("--seed", flags->engine.catalogue.seed, "Seed of the catalogue that an empty folder gets")
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  souk up\n"
      "  souk up --data /tmp/shop --port 0 --ops-port 0\n"
      "  souk up --data /tmp/fragile --queue table\n"
      "  curl -s localhost:8080/rest/2/addons?limit=3\n"
      "  curl -s localhost:8081/metrics");
  command->callback([flags, &exit_code] { exit_code = run_up(*flags); });
}

}  // namespace souk
