#include "domain/catalogue_import.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "domain/catalogue_installs.hpp"
#include "domain/random.hpp"

namespace souk::domain {
namespace {

constexpr std::int64_t kInstallsPerApp = 333;
constexpr double kFreeShare = 0.4;
constexpr std::array<std::int64_t, 12> kPricesUsd{10, 15,  20,  25,  35,  50,
                                                  75, 100, 150, 250, 400, 800};  // 10 users, one year
constexpr std::array<std::string_view, 3> kPriorities{"required", "important", "standard"};

std::size_t priority_class(std::string_view priority) {
  const auto* found = std::find(kPriorities.begin(), kPriorities.end(), priority);
  return static_cast<std::size_t>(found - kPriorities.begin());
}

// "1:2.3-4" -> "2.3-4"
std::string without_epoch(std::string_view version) {
  const std::size_t colon = version.find(':');
  return std::string(colon == std::string_view::npos ? version : version.substr(colon + 1));
}

std::string description_of(const PackageEntry& entry) {
  std::string text = entry.description.empty() ? entry.summary : entry.description;
  if (!entry.tags.empty()) text.append(" (").append(entry.tags).append(")");
  if (!entry.homepage.empty()) text.append(" ").append(entry.homepage);
  return text;
}

// The index knows one version. The one before is made up, so that there is something to upgrade from.
std::vector<AppVersion> versions_of(const PackageEntry& entry, UnixMs today, Random& random) {
  const UnixMs latest = today - static_cast<UnixMs>(random.below(static_cast<std::uint64_t>(720 * kMsPerDay)));
  const UnixMs before = latest - static_cast<UnixMs>(20 + random.below(700)) * kMsPerDay;
  const std::string version = without_epoch(entry.version);
  return {
      {.name = version + "~earlier", .released_at = before, .release_notes = "The version before " + version + "."},
      {.name = version, .released_at = latest, .release_notes = "New release " + version + " of " + entry.name + "."}};
}

App app_of(const PackageEntry& entry, std::int64_t id, const ImportSpec& spec) {
  Random random(spec.seed, "import." + entry.name);  // of its own: other packages change nothing
  App app;
  app.id = id;
  app.key = "org.debian." + entry.name;
  app.name = entry.name;
  app.summary = entry.summary.empty() ? entry.name : entry.summary;
  app.description = description_of(entry);
  app.category = entry.section.empty() ? "misc" : entry.section;
  if (!random.chance(0.1)) app.stars = static_cast<double>(20 + random.below(11) + random.below(11)) / 10.0;
  if (!random.chance(kFreeShare)) app.price_cents_usd = 100 * kPricesUsd[random.below(kPricesUsd.size())];
  app.versions = versions_of(entry, spec.today, random);
  return app;
}

// The places of the entries in `entries`, most used first.
std::vector<std::size_t> by_use(const std::vector<PackageEntry>& entries, std::uint64_t seed) {
  std::unordered_map<std::string_view, std::size_t> users;  // looked up, never iterated
  for (const PackageEntry& entry : entries) {
    for (const std::string& name : entry.depends) ++users[name];
  }
  struct Use {
    std::size_t priority, users;
    std::uint64_t lot;
  };
  std::vector<Use> use;
  use.reserve(entries.size());
  for (const PackageEntry& entry : entries) {
    const auto found = users.find(entry.name);
    use.push_back({priority_class(entry.priority), found == users.end() ? 0 : found->second,
                   Random(seed, "lot." + entry.name).next()});
  }
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&use](std::size_t a, std::size_t b) {
    return std::tuple(use[a].priority, use[b].users, use[a].lot, a) <
           std::tuple(use[b].priority, use[a].users, use[b].lot, b);
  });
  return order;
}

void add_vendors(const std::vector<PackageEntry>& entries, Catalogue& catalogue) {
  std::map<std::string, std::int64_t> ids;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string name = entries[i].maintainer.empty() ? "Unknown" : entries[i].maintainer;
    const auto [vendor, is_new] = ids.emplace(name, static_cast<std::int64_t>(ids.size()) + 1);
    if (is_new) catalogue.vendors.push_back({.id = vendor->second, .name = name});
    catalogue.apps[i].vendor_id = vendor->second;
  }
}

// What spread_installs and draw_installed_apps ask for, in the proportions of the generated catalogue.
CatalogueSpec proportions(std::size_t apps, const ImportSpec& spec) {
  const CatalogueSpec generated;
  CatalogueSpec out;
  out.seed = spec.seed;
  out.apps = apps;
  out.active_installs =
      spec.active_installs != 0 ? spec.active_installs : static_cast<std::int64_t>(apps) * kInstallsPerApp;
  out.large_apps = apps * generated.large_apps / generated.apps;
  const auto large = static_cast<std::int64_t>(out.large_apps);
  const auto enough = static_cast<double>(large * kLargeAppInstalls) <=
                      generated.large_share * static_cast<double>(out.active_installs);
  if (large == 0 || !enough) out.large_apps = 0;
  out.large_share = out.large_apps == 0 ? 0 : generated.large_share;
  out.apps_per_instance = std::min<std::size_t>(generated.apps_per_instance, std::max<std::size_t>(1, apps / 10));
  const auto room = static_cast<std::size_t>(std::max<std::int64_t>(0, out.active_installs));
  out.instances = std::min(spec.instances, room / (2 * out.apps_per_instance));
  out.today = spec.today;
  return out;
}

}  // namespace

Result<Catalogue> import_catalogue(const std::vector<PackageEntry>& entries, const ImportSpec& spec) {
  if (entries.empty()) return fail(Errc::invalid_argument, "the package index has no packages");
  if (spec.active_installs < 0) return fail(Errc::invalid_argument, "active installs: 0 or more");
  const CatalogueSpec shape = proportions(entries.size(), spec);
  const auto by_rank = spread_installs(shape);
  if (!by_rank) return fail(by_rank.error().code, "active installs: " + by_rank.error().detail);

  Catalogue catalogue;
  catalogue.seed = spec.seed;
  std::set<std::string> categories;
  for (const PackageEntry& entry : entries) {
    catalogue.apps.push_back(app_of(entry, static_cast<std::int64_t>(catalogue.apps.size()) + 1, spec));
    categories.insert(catalogue.apps.back().category);
  }
  catalogue.categories.assign(categories.begin(), categories.end());
  add_vendors(entries, catalogue);

  const std::vector<std::size_t> order = by_use(entries, spec.seed);
  std::vector<std::int64_t> active(entries.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) active[order[rank]] = (*by_rank)[rank];
  for (std::size_t i = 0; i < entries.size(); ++i) {
    App& app = catalogue.apps[i];
    app.base_installs = active[i];
    if (active[i] >= kLargeAppInstalls * 10) {
      catalogue.vendors[static_cast<std::size_t>(app.vendor_id) - 1].top_vendor = true;
    }
  }
  Random random(spec.seed, "import.installs");
  const auto drawn = draw_installed_apps(shape, active, random);
  if (!drawn) return drawn.error();
  catalogue.installations =
      make_installations(shape, catalogue.apps, *drawn, Random(spec.seed, "import.installations"));
  for (const std::size_t app : *drawn) --catalogue.apps[app].base_installs;
  return catalogue;
}

}  // namespace souk::domain
