#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <memory>

#include "cluster/status_json.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"

namespace souk {
namespace {

struct ReconcileArguments {
  OpsTarget target;
  bool as_json = false;
};

Task<Result<int>> reconcile(cluster::OpsClient& ops, const ReconcileArguments& arguments) {
  const Result<domain::ReconciliationReport> report = co_await ops.reconcile();
  if (report.has_error()) co_return report.error();
  const int exit_code = report->discrepancies.empty() ? 0 : 1;
  if (arguments.as_json) {
    std::puts(boost::json::serialize(cluster::to_json(*report)).c_str());
    co_return exit_code;
  }
  for (const domain::Discrepancy& discrepancy : report->discrepancies) {
    std::printf("%-40s counted %lld, of record %lld\n", discrepancy.subject.c_str(),
                static_cast<long long>(discrepancy.counted), static_cast<long long>(discrepancy.of_record));
  }
  std::printf("%llu checked, %zu discrepancies\n", static_cast<unsigned long long>(report->checked),
              report->discrepancies.size());
  co_return exit_code;
}

}  // namespace

void add_reconcile_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ReconcileArguments>();
  CLI::App* command = app.add_subcommand(
      "reconcile", "Compare the counts made from analytics events with the installs of record (exit 1: they differ)");
  arguments->target.add_options(*command);
  command->add_flag("--json", arguments->as_json, "As JSON");
  command->footer(
      "A backlog is not a discrepancy of the counting, but it shows as one: let it drain first.\n"
      "Examples:\n"
      "  souk reconcile\n"
      "  souk reconcile --data /tmp/shop --json");
  command->callback([arguments, &exit_code] {
    exit_code = arguments->target.run("reconcile",
                                      [&arguments](cluster::OpsClient& ops) { return reconcile(ops, *arguments); });
  });
}

}  // namespace souk
