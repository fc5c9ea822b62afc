#include "services/souk/drill_session.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <exception>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "app/drill_runner.hpp"
#include "app/population.hpp"
#include "cluster/process_cluster.hpp"
#include "flags/static_flags.hpp"
#include "http/client.hpp"
#include "load/http_marketplace_client.hpp"
#include "load/visitors.hpp"
#include "report/write_report.hpp"
#include "runtime/live_clock.hpp"
#include "services/souk/drill_view.hpp"
#include "services/souk/mirrored_cluster.hpp"

namespace souk {
namespace {

namespace ip = boost::asio::ip;

// Two free ports of the loopback, fixed for the whole run so that a restarted service is found again.
std::pair<unsigned short, unsigned short> free_ports() {
  asio::io_context context;
  const ip::tcp::endpoint any(ip::address_v4::loopback(), 0);
  const ip::tcp::acceptor first(context, any), second(context, any);
  return {first.local_endpoint().port(), second.local_endpoint().port()};
}

http::ClientSettings client_of(unsigned short port) {
  http::ClientSettings settings;
  settings.endpoint = {ip::address_v4::loopback(), port};
  settings.host = "127.0.0.1:" + std::to_string(port);
  return settings;
}

// Everything one run needs, on one thread.
struct Session {
  Session(const DrillSessionOptions& given, const domain::Drill& drill, const domain::Catalogue& catalogue,
          std::pair<unsigned short, unsigned short> ports)
      : options(given),
        status_page("http://127.0.0.1:" + std::to_string(ports.second) + "/status"),
        shop_client(context.get_executor(), clock, client_of(ports.first)),
        ops_client(context.get_executor(), clock, client_of(ports.second)),
        marketplace(shop_client),
        process({.program = given.program,
                 .arguments = arguments(given, drill, ports),
                 .log_path = given.out_folder + "/souk.log"},
                ops_client, clock),
        cluster(process, flags),
        population(marketplace, clock, flags,
                   {.seed = given.seed,
                    .run = static_cast<std::uint64_t>(clock.unix_ms()),
                    .world = app::world_of(catalogue, given.catalogue.instances),
                    .window = drill.resolution},
                   context.get_executor()) {
    if (drill.visitors.per_second == 0) return;
    load::VisitorSettings wanted{.server = client_of(ports.first)};
    wanted.per_second = drill.visitors.per_second;
    wanted.stay = drill.visitors.stay;
    visitors.emplace(context.get_executor(), clock, std::move(wanted));
  }

  static std::vector<std::string> arguments(const DrillSessionOptions& options, const domain::Drill& drill,
                                            std::pair<unsigned short, unsigned short> ports) {
    return {"up",
            "--data",
            options.out_folder + "/data",
            "--port",
            std::to_string(ports.first),
            "--ops-port",
            std::to_string(ports.second),
            "--seed",
            std::to_string(options.catalogue.seed),
            "--queue",
            std::string(domain::to_string(drill.queue)),
            "--grace",
            "2s"};
  }

  Task<Result<domain::DrillResult>> play(domain::Drill drill) {
    Result<void> started = co_await process.start();
    if (started.has_error()) co_return started.error();
    view.on_stage("status page while it lasts: " + status_page);
    app::DrillRunnerOptions runner_options;
    runner_options.seed = options.seed;
    runner_options.twin = options.twin;
    runner = std::make_unique<app::DrillRunner>(clock, cluster, population, view, runner_options);
    if (visitors) visitors->start();
    domain::DrillResult result = co_await runner->run(std::move(drill));
    view.finish();
    if (visitors) visitors->stop();
    co_await population.drain(clock.now() + std::chrono::seconds(5));
    const Result<void> stopped = co_await process.stop();
    if (stopped.has_error()) view.on_stage(stopped.error().detail);
    co_return result;
  }

  const DrillSessionOptions& options;
  const std::string status_page;
  asio::io_context context{1};
  runtime::LiveClock clock;
  http::Client shop_client;
  http::Client ops_client;
  load::HttpMarketplaceClient marketplace;
  flags::StaticFlags flags;  // as the users see them; follows the service's
  cluster::ProcessCluster process;
  MirroredCluster cluster;
  app::Population population;
  DrillView view;
  std::unique_ptr<app::DrillRunner> runner;
  std::optional<load::Visitors> visitors;
};

// The first Ctrl-C ends the drill in order, the second one at once.
void stop_on_signal(asio::signal_set& signals, Session& session) {
  signals.async_wait([&signals, &session](const boost::system::error_code& error, int) {
    if (error) return;
    if (!session.runner) std::_Exit(130);
    session.view.on_stage("stopping: rolling back what the drill changed (Ctrl-C again to leave at once)");
    session.runner->request_stop();
    std::signal(SIGINT, SIG_DFL);
    signals.clear();
  });
}

}  // namespace

Result<domain::DrillResult> run_drill(const domain::Drill& drill, const DrillSessionOptions& options) {
  const std::filesystem::path data = std::filesystem::path(options.out_folder) / "data";
  std::error_code error;
  std::filesystem::create_directories(options.out_folder, error);
  if (error) return fail(Errc::io, "cannot make the folder " + options.out_folder + ": " + error.message());
  std::filesystem::remove_all(data, error);
  const Result<domain::Catalogue> catalogue = domain::generate_catalogue(options.catalogue);
  if (catalogue.has_error()) return catalogue.error();

  std::optional<Result<domain::DrillResult>> outcome;
  {
    Session session(options, drill, *catalogue, free_ports());
    asio::signal_set signals(session.context, SIGINT, SIGTERM);
    stop_on_signal(signals, session);
    asio::co_spawn(
        session.context, session.play(drill),
        [&outcome, &session, &signals](const std::exception_ptr& failure, Result<domain::DrillResult> result) {
          if (failure) std::rethrow_exception(failure);
          outcome.emplace(std::move(result));
          session.shop_client.shutdown();
          session.ops_client.shutdown();
          signals.cancel();
        });
    session.context.run();
  }
  if (!options.keep_data) std::filesystem::remove_all(data, error);
  if (outcome->has_error()) return outcome->error();
  const Result<void> written = report::write_report(outcome->value(), options.out_folder);
  if (written.has_error()) return written.error();
  return std::move(*outcome);
}

}  // namespace souk
