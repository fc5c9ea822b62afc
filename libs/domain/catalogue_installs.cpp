#include "domain/catalogue_installs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace souk::domain {
namespace {

// Flattens the head of the curve: without it the first app alone would hold a tenth of the market.
constexpr double kLargeShift = 12;
constexpr double kSmallShift = 150;
constexpr double kLicensedShare = 0.8;  // of installations of paid apps

// Splits `total` over `installs` by Zipf weights, on top of `floor` each and never above `cap`. What a capped app
// cannot take goes to those after it. Needs floor * n <= total <= cap * n.
void split(std::span<std::int64_t> installs, std::int64_t total, std::int64_t floor, std::int64_t cap, double shift) {
  double weight_left = 0;
  for (std::size_t i = 0; i < installs.size(); ++i) weight_left += 1.0 / (static_cast<double>(i) + shift);
  std::int64_t left = total - floor * static_cast<std::int64_t>(installs.size());
  for (std::size_t i = 0; i < installs.size(); ++i) {
    const double weight = 1.0 / (static_cast<double>(i) + shift);
    const bool last = i + 1 == installs.size();
    const auto wanted = last ? left : static_cast<std::int64_t>(static_cast<double>(left) * (weight / weight_left));
    const std::int64_t part = std::min({wanted, left, cap - floor});
    installs[i] = floor + part;
    left -= part;
    weight_left -= weight;
  }
}

bool already_drawn(std::span<const std::size_t> mine, std::size_t app) {
  return std::find(mine.begin(), mine.end(), app) != mine.end();
}

}  // namespace

Result<std::vector<std::int64_t>> spread_installs(const CatalogueSpec& spec) {
  const auto large_total =
      static_cast<std::int64_t>(std::llround(spec.large_share * static_cast<double>(spec.active_installs)));
  const std::int64_t small_total = spec.active_installs - large_total;
  const auto large_apps = static_cast<std::int64_t>(spec.large_apps);
  const std::int64_t small_apps = static_cast<std::int64_t>(spec.apps) - large_apps;
  if (large_total < large_apps * kLargeAppInstalls || (large_apps == 0 && large_total > 0))
    return fail(Errc::invalid_argument, "large_share: too few installs for large_apps with 500 installs each");
  if (small_total > small_apps * (kLargeAppInstalls - 1))
    return fail(Errc::invalid_argument, "large_share: too many installs left for apps with fewer than 500 installs");

  std::vector<std::int64_t> installs(spec.apps);
  const std::span<std::int64_t> all(installs);
  split(all.first(spec.large_apps), large_total, kLargeAppInstalls, std::numeric_limits<std::int64_t>::max(),
        kLargeShift);
  split(all.subspan(spec.large_apps), small_total, 0, kLargeAppInstalls - 1, kSmallShift);
  return installs;
}

Result<std::vector<std::size_t>> draw_installed_apps(const CatalogueSpec& spec, const std::vector<std::int64_t>& active,
                                                     Random& random) {
  std::vector<std::size_t> drawn;
  const std::size_t total = spec.instances * spec.apps_per_instance;
  if (total == 0) return drawn;
  drawn.reserve(total);
  std::vector<std::uint64_t> cumulative(active.size());
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < active.size(); ++i) {
    sum += static_cast<std::uint64_t>(active[i]);
    cumulative[i] = sum;
  }
  std::vector<std::int64_t> room = active;

  for (std::size_t n = 0; n < total; ++n) {
    const std::size_t own = n % spec.apps_per_instance;
    const auto mine = std::span<const std::size_t>(drawn).last(own);
    constexpr int kDraws = 32;  // after these, search: the popular apps may be full
    std::size_t app = active.size();
    for (int attempt = 0; attempt < kDraws && app == active.size() && sum > 0; ++attempt) {
      const auto hit = std::upper_bound(cumulative.begin(), cumulative.end(), random.below(sum));
      const auto candidate = static_cast<std::size_t>(hit - cumulative.begin());
      if (room[candidate] > 0 && !already_drawn(mine, candidate)) app = candidate;
    }
    for (std::size_t i = 0; i < active.size() && app == active.size(); ++i)
      if (room[i] > 0 && !already_drawn(mine, i)) app = i;
    if (app == active.size())
      return fail(Errc::invalid_argument, "instances: more installations of record than the apps have active installs");
    --room[app];
    drawn.push_back(app);
  }
  return drawn;
}

std::vector<SeedInstallation> make_installations(const CatalogueSpec& spec, const std::vector<App>& apps,
                                                 const std::vector<std::size_t>& app_of, Random random) {
  std::vector<SeedInstallation> installations;
  installations.reserve(app_of.size());
  Hosting hosting = Hosting::cloud;
  for (std::size_t n = 0; n < app_of.size(); ++n) {
    if (n % spec.apps_per_instance == 0) hosting = static_cast<Hosting>(random.below(kHostingNames.size()));
    const App& app = apps[app_of[n]];
    SeedInstallation& installation = installations.emplace_back();
    installation.instance_id = instance_name(n / spec.apps_per_instance);
    installation.app_id = app.id;
    installation.hosting = hosting;                                                   // an instance has one hosting
    installation.version = app.versions[random.below(app.versions.size() - 1)].name;  // never the newest
    installation.licensed = app.price_cents_usd > 0 && random.chance(kLicensedShare);
  }
  return installations;
}

}  // namespace souk::domain
