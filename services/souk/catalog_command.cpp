#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <numeric>

#include "domain/catalogue.hpp"
#include "runtime/live_clock.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/data_folder.hpp"

namespace souk {
namespace {

struct CatalogArguments {
  domain::CatalogueSpec spec;
  std::string folder = "data";
};

int generate(const CatalogArguments& arguments) {
  const Result<domain::Catalogue> catalogue = domain::generate_catalogue(arguments.spec);
  if (catalogue.has_error()) {
    std::fprintf(stderr, "souk catalog generate: %s\n", catalogue.error().detail.c_str());
    return 2;
  }
  runtime::LiveClock clock;
  const Result<void> stored = store_catalogue(arguments.folder, *catalogue, clock);
  if (stored.has_error()) {
    std::fprintf(stderr, "souk catalog generate: %s\n", stored.error().detail.c_str());
    return 1;
  }
  const std::int64_t installs = std::accumulate(
      catalogue->apps.begin(), catalogue->apps.end(), static_cast<std::int64_t>(catalogue->installations.size()),
      [](std::int64_t sum, const domain::App& app) { return sum + app.base_installs; });
  std::printf("%zu apps of %zu vendors in %zu categories, %lld active installs (seed %llu) -> %s\n",
              catalogue->apps.size(), catalogue->vendors.size(), catalogue->categories.size(),
              static_cast<long long>(installs), static_cast<unsigned long long>(catalogue->seed),
              arguments.folder.c_str());
  return 0;
}

}  // namespace

void add_catalog_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<CatalogArguments>();
  CLI::App* catalog = app.add_subcommand("catalog", "The apps on sale");
  catalog->require_subcommand(1);
  CLI::App* command = catalog->add_subcommand("generate", "Fill an empty data folder with a generated catalogue");
  domain::CatalogueSpec& spec = arguments->spec;
  command->add_option("--data", arguments->folder, "Data folder; must hold no catalogue yet")->capture_default_str();
  command->add_option("--seed", spec.seed, "Same seed, same catalogue")->capture_default_str();
  command->add_option("--apps", spec.apps, "Number of apps")->capture_default_str();
  command->add_option("--vendors", spec.vendors, "Number of vendors")->capture_default_str();
  command->add_option("--active-installs", spec.active_installs, "Active installs over all apps")
      ->capture_default_str();
  command->add_option("--large-apps", spec.large_apps, "Apps with 500 active installs or more")->capture_default_str();
  command->add_option("--large-share", spec.large_share, "Their share of the active installs")->capture_default_str();
  command->add_option("--instances", spec.instances, "Host product instances with installs of record")
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  souk catalog generate --data /tmp/shop\n"
      "  souk catalog generate --data /tmp/small --apps 100 --vendors 20 --active-installs 10000 --large-apps 5");
  command->callback([arguments, &exit_code] { exit_code = generate(*arguments); });
  add_catalog_import_command(*catalog, exit_code);
}

}  // namespace souk
