#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "domain/catalogue_import.hpp"
#include "runtime/live_clock.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/data_folder.hpp"
#include "services/souk/package_source.hpp"

namespace souk {
namespace {

struct ImportArguments {
  domain::ImportSpec spec;
  std::string folder = "data";
  std::string index;
};

// A line that counts up on a terminal; elsewhere only its last state.
class Progress {
 public:
  explicit Progress(const char* doing) : doing_(doing), terminal_(::isatty(STDERR_FILENO) == 1) {}
  void tell(std::size_t count) const {
    if (terminal_) std::fprintf(stderr, "\r%s: %zu", doing_, count);
  }
  void done(std::size_t count) const { std::fprintf(stderr, "%s%s: %zu\n", terminal_ ? "\r" : "", doing_, count); }

 private:
  const char* doing_;
  bool terminal_;
};

int complain(const Error& error, int exit_code) {
  std::fprintf(stderr, "souk catalog import debian: %s\n", error.detail.c_str());
  return exit_code;
}

int import_debian(const ImportArguments& arguments) {
  const Progress reading("packages read");
  const auto told = [&reading](std::size_t count) { reading.tell(count); };
  const Result<std::vector<domain::PackageEntry>> entries =
      arguments.index.empty() ? read_machine_packages(told) : read_package_file(arguments.index, told);
  if (entries.has_error()) return complain(entries.error(), 1);
  reading.done(entries->size());

  const Result<domain::Catalogue> catalogue = domain::import_catalogue(*entries, arguments.spec);
  if (catalogue.has_error()) return complain(catalogue.error(), 2);

  const Progress writing("apps written");
  runtime::LiveClock clock;
  const Result<void> stored =
      store_catalogue(arguments.folder, *catalogue, clock, [&writing](std::size_t count) { writing.tell(count); });
  if (stored.has_error()) return complain(stored.error(), 1);
  writing.done(catalogue->apps.size());
  std::printf("%zu apps of %zu vendors in %zu categories (seed %llu) -> %s\n", catalogue->apps.size(),
              catalogue->vendors.size(), catalogue->categories.size(), static_cast<unsigned long long>(catalogue->seed),
              arguments.folder.c_str());
  return 0;
}

}  // namespace

void add_catalog_import_command(CLI::App& catalog, int& exit_code) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* import = catalog.add_subcommand("import", "Fill an empty data folder with real texts");
  import->require_subcommand(1);
  CLI::App* command = import->add_subcommand(
      "debian",
      "Make apps of the packages that this machine's apt knows: sections are categories, maintainers vendors");
  domain::ImportSpec& spec = arguments->spec;
  command->add_option("--data", arguments->folder, "Data folder; must hold no catalogue yet")->capture_default_str();
  command->add_option("--index", arguments->index, "A Packages file, not compressed, in place of the machine's index");
  command->add_option("--seed", spec.seed, "Of what an index does not know: installs, stars, prices, dates")
      ->capture_default_str();
  command->add_option("--active-installs", spec.active_installs, "Active installs over all apps; 0 = 333 an app")
      ->capture_default_str();
  command->add_option("--instances", spec.instances, "Host product instances with installs of record")
      ->capture_default_str();
  command->footer(
      "Names, descriptions, sections, maintainers and versions are the index's own; installs follow Zipf's law by "
      "priority\n"
      "and by how many packages depend on one. Nothing is downloaded.\n"
      "Examples:\n"
      "  souk catalog import debian --data /tmp/shop\n"
      "  souk catalog import debian --data /tmp/shop --index /tmp/Packages --seed 7");
  command->callback([arguments, &exit_code] { exit_code = import_debian(*arguments); });
}

}  // namespace souk
