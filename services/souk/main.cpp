#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "load/load_command.hpp"
#include "services/souk/commands.hpp"

namespace {

// A thousand workers hold a few descriptors each, and so does a load of thousands of connections: what the
// administrator allows at most is taken.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

// Exit statuses: 0 done (a drill: the verdict holds), 1 failed (a drill: it does not), 2 usage, 3 invalid run.
int main(int argc, char** argv) {
  CLI::App app{
      "souk: a marketplace that can be broken on purpose, with the instruments to watch it break,\n"
      "to prove why it broke, and to prove that the fix works.",
      "souk"};
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::help);
  app.footer(
      "Examples:\n"
      "  souk drill run loadtests/drills/march-2020.yaml   re-enact the outage and its cure\n"
      "  souk sim seeds --count 1000                       random runs against what must always hold\n"
      "  souk up --data /tmp/shop                          run the marketplace\n"
      "  souk top                                          who holds and who waits, live\n"
      "  souk flags set analytics-processing off --why \"core is down\"\n"
      "  souk incident open outage --title \"Installs fail\" --text \"We are looking into it.\"\n"
      "  souk load --url http://127.0.0.1:8080/rest/2/addons --rate 500 --duration 15s\n"
      "  souk calibrate --out model.json                   measure this machine for the simulator");

  raise_descriptor_limit();
  int exit_code = 0;
  souk::add_up_command(app, exit_code);
  souk::add_drill_command(app, exit_code);
  souk::load::add_load_command(app, exit_code);
  souk::add_flags_command(app, exit_code);
  souk::add_incident_command(app, exit_code);
  souk::add_top_command(app, exit_code);
  souk::add_profile_command(app, exit_code);
  souk::add_deploy_command(app, exit_code);
  souk::add_catalog_command(app, exit_code);
  souk::add_search_command(app, exit_code);
  souk::add_reconcile_command(app, exit_code);
  souk::add_counts_command(app, exit_code);
  souk::add_calibrate_command(app, exit_code);
  souk::add_fidelity_command(app, exit_code);
  souk::add_sim_command(app, exit_code);
  souk::add_vendors_command(app, exit_code);
  souk::add_version_command(app, exit_code);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "souk: %s\n", error.what());
    return 1;
  }
  return exit_code;
}
