#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "runtime/live_clock.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"

namespace souk {
namespace {

constexpr Nanos kPoll = std::chrono::milliseconds(100);
constexpr int kPollsPerLine = 10;

struct DeployArguments {
  OpsTarget target;
  unsigned replicas = 0;  // 0: as many as the setting says
  bool no_wait = false;
};

void print_progress(const domain::ServiceStatus& status) {
  const domain::DeploymentStatus& deployment = status.deployment;
  std::printf("%6.1f s  %llu of %llu ready", static_cast<double>(deployment.elapsed_ms) / 1e3,
              static_cast<unsigned long long>(deployment.ready), static_cast<unsigned long long>(deployment.replicas));
  for (std::size_t i = 0; i < status.replicas.size(); ++i) {
    std::printf("  %s %llu", domain::kReplicaStateNames[i].data(), static_cast<unsigned long long>(status.replicas[i]));
  }
  std::printf("  %llu reads", static_cast<unsigned long long>(deployment.reads));
  if (deployment.yielded_ms > 0) std::printf(", yielded %.1f s", static_cast<double>(deployment.yielded_ms) / 1e3);
  std::printf("\n");
  std::fflush(stdout);
}

Task<Result<int>> watch(cluster::OpsClient& ops, std::uint64_t number) {
  runtime::LiveClock clock;
  for (int poll = 0;; ++poll) {
    const Result<domain::ServiceStatus> status = co_await ops.status();
    if (status.has_error()) co_return status.error();
    const domain::DeploymentStatus& deployment = status->deployment;
    const bool over = deployment.number != number || deployment.state != domain::DeploymentState::running;
    if (over || poll % kPollsPerLine == 0) print_progress(*status);
    if (deployment.number != number) co_return fail(Errc::conflict, "another deployment has begun meanwhile");
    if (deployment.state == domain::DeploymentState::failed) {
      co_return fail(Errc::unavailable, "the deployment failed: " + deployment.detail);
    }
    if (over) co_return 0;
    co_await clock.sleep_for(kPoll);
  }
}

Task<Result<int>> deploy(cluster::OpsClient& ops, const DeployArguments& arguments) {
  if (arguments.replicas > 0) {
    const Result<void> set = co_await ops.set_setting("replicas", arguments.replicas);
    if (set.has_error()) co_return set.error();
  }
  const Result<domain::DeploymentStatus> begun = co_await ops.deploy();
  if (begun.has_error()) co_return begun.error();
  std::printf("deployment %llu: %llu replicas, %s\n", static_cast<unsigned long long>(begun->number),
              static_cast<unsigned long long>(begun->replicas),
              begun->one_at_a_time ? "one at a time, paced (deploy-guard on)" : "all at once (deploy-guard off)");
  std::fflush(stdout);
  if (arguments.no_wait) co_return 0;
  co_return co_await watch(ops, begun->number);
}

}  // namespace

void add_deploy_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<DeployArguments>();
  CLI::App* command = app.add_subcommand(
      "deploy", "Replace the replicas of a running souk's shop by new ones, without losing a request");
  arguments->target.add_options(*command);
  command
      ->add_option("--replicas", arguments->replicas,
                   "Replicas to bring up; without it, what the setting replicas says")
      ->check(CLI::Range(1, 8));
  command->add_flag("--no-wait", arguments->no_wait, "Return as soon as it has begun");
  command->footer(
      "The deployment goes on in souk when this command is interrupted. Exit status: 0 done, 1 it failed or one is\n"
      "under way already, 2 usage.\n\n"
      "Examples:\n"
      "  souk deploy\n"
      "  souk deploy --replicas 3 --data /tmp/shop\n"
      "  souk flags set deploy-guard on && souk deploy\n"
      "  curl -s -X POST localhost:8081/rest/souk/1/ops/deploy; curl -s localhost:8081/rest/souk/1/ops/deploy");
  command->callback([arguments, &exit_code] {
    exit_code =
        arguments->target.run("deploy", [arguments](cluster::OpsClient& ops) { return deploy(ops, *arguments); });
  });
}

}  // namespace souk
