#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "cluster/status_json.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"

namespace souk {
namespace {

struct SearchArguments {
  OpsTarget target;
  bool as_json = false;
  bool whatever_the_counts = false;
};

Task<Result<int>> show_status(cluster::OpsClient& ops, const SearchArguments& arguments) {
  const Result<domain::ServiceStatus> status = co_await ops.status();
  if (status.has_error()) co_return status.error();
  if (arguments.as_json) {
    std::puts(boost::json::serialize(cluster::to_json(status->search)).c_str());
    co_return 0;
  }
  const domain::SearchStatus& search = status->search;
  const auto flag = status->flags.find("search-ranking");
  std::printf("ranking   %s\n", flag != status->flags.end() ? flag->second.c_str() : "unknown");
  if (search.quality) {
    std::printf("quality   %.3f (NDCG@10; 1 is the order by installs of record)\n", *search.quality);
  } else {
    std::printf("quality   unknown\n");
  }
  if (search.snapshot_at > 0) {
    std::printf("snapshot  taken %lld s ago\n", static_cast<long long>((status->at - search.snapshot_at) / 1'000));
  } else {
    std::printf("snapshot  none yet\n");
  }
  co_return 0;
}

Task<Result<int>> take_snapshot(cluster::OpsClient& ops, const SearchArguments& arguments) {
  const Result<domain::SearchSnapshot> taken = co_await ops.take_search_snapshot(arguments.whatever_the_counts);
  if (taken.has_error()) co_return taken.error();
  if (arguments.as_json) {
    std::puts(boost::json::serialize(cluster::to_json(*taken)).c_str());
    co_return 0;
  }
  std::printf("%llu apps, %lld installs, %.1f%% of them of apps reported in the window\n",
              static_cast<unsigned long long>(taken->apps), static_cast<long long>(taken->installs),
              taken->confirmed_share * 100);
  co_return 0;
}

}  // namespace

void add_search_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<SearchArguments>();
  CLI::App* search = app.add_subcommand("search", "The ranking of searches: its quality, and the snapshot behind it");
  search->require_subcommand(1);

  CLI::App* status = search->add_subcommand("status", "What the ranking is worth now");
  arguments->target.add_options(*status);
  status->add_flag("--json", arguments->as_json, "As JSON");
  status->callback([arguments, &exit_code] {
    exit_code = arguments->target.run("search status",
                                      [&arguments](cluster::OpsClient& ops) { return show_status(ops, *arguments); });
  });

  CLI::App* snapshot = search->add_subcommand(
      "snapshot", "Store the installs counted now, for the flag search-ranking=snapshot (exit 1: the counts are bad)");
  arguments->target.add_options(*snapshot);
  snapshot->add_flag("--json", arguments->as_json, "As JSON");
  snapshot->add_flag("--force", arguments->whatever_the_counts, "Also when the counts are bad");
  snapshot->callback([arguments, &exit_code] {
    exit_code = arguments->target.run("search snapshot",
                                      [&arguments](cluster::OpsClient& ops) { return take_snapshot(ops, *arguments); });
  });
  search->footer(
      "A snapshot is also taken by itself, at the start and every hour, while the counts are good.\n"
      "Examples:\n"
      "  souk search status\n"
      "  souk search snapshot --data /tmp/shop\n"
      "  souk flags set search-ranking snapshot --why \"analytics is behind\"");
}

}  // namespace souk
