#include "domain/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace souk::domain {
namespace {

Catalogue generate(const CatalogueSpec& spec = {}) {
  auto catalogue = generate_catalogue(spec);
  EXPECT_TRUE(catalogue.has_value()) << catalogue.error().detail;
  return *catalogue;
}

std::map<std::int64_t, std::int64_t> installations_by_app(const Catalogue& catalogue) {
  std::map<std::int64_t, std::int64_t> count;
  for (const auto& installation : catalogue.installations) ++count[installation.app_id];
  return count;
}

TEST(Catalogue, HasTheSizesThatWereAskedFor) {
  const CatalogueSpec spec;
  const Catalogue catalogue = generate(spec);
  EXPECT_EQ(catalogue.seed, spec.seed);
  EXPECT_EQ(catalogue.apps.size(), spec.apps);
  EXPECT_EQ(catalogue.vendors.size(), spec.vendors);
  EXPECT_EQ(catalogue.categories.size(), 20U);
  EXPECT_EQ(catalogue.installations.size(), spec.instances * spec.apps_per_instance);
}

TEST(Catalogue, LargeAppsHoldTheirShareAndTheTotalIsExact) {
  const CatalogueSpec spec;
  const Catalogue catalogue = generate(spec);
  auto of_record = installations_by_app(catalogue);
  std::int64_t total = 0;
  std::int64_t large_total = 0;
  std::int64_t biggest = 0;
  std::size_t large = 0;
  for (const auto& app : catalogue.apps) {
    EXPECT_GE(app.base_installs, 0) << app.key;
    const std::int64_t active = app.base_installs + of_record[app.id];
    total += active;
    biggest = std::max(biggest, active);
    if (active < 500) continue;
    ++large;
    large_total += active;
  }
  EXPECT_EQ(total, spec.active_installs);
  EXPECT_EQ(large, spec.large_apps);
  EXPECT_NEAR(static_cast<double>(large_total) / static_cast<double>(total), spec.large_share, 0.001);
  // A power law: the first is far above the average large app, yet does not own the market.
  EXPECT_GT(biggest, 5 * large_total / static_cast<std::int64_t>(large));
  EXPECT_LT(biggest, total / 20);
}

TEST(Catalogue, SameSpecSameCatalogueAndAnotherSeedAnother) {
  const Catalogue first = generate();
  const Catalogue again = generate();
  CatalogueSpec other_spec;
  other_spec.seed = 7;
  const Catalogue other = generate(other_spec);
  const auto print = [](const Catalogue& catalogue) {
    std::vector<std::string> lines;
    for (const auto& app : catalogue.apps)
      lines.push_back(app.key + app.name + app.description + app.versions.back().name +
                      std::to_string(app.base_installs) + std::to_string(app.price_cents_usd) +
                      std::to_string(app.vendor_id) + std::to_string(app.versions.back().released_at));
    for (const auto& installation : catalogue.installations)
      lines.push_back(installation.instance_id + std::to_string(installation.app_id) + installation.version +
                      std::to_string(static_cast<int>(installation.hosting)) + (installation.licensed ? "L" : "-"));
    for (const auto& vendor : catalogue.vendors) lines.push_back(vendor.name + (vendor.top_vendor ? "*" : ""));
    return lines;
  };
  EXPECT_EQ(print(first), print(again));
  EXPECT_NE(print(first), print(other));
}

TEST(Catalogue, AppsAreCompleteAndTheirKeysUnique) {
  const CatalogueSpec spec;
  const Catalogue catalogue = generate(spec);
  std::set<std::string> keys;
  std::set<std::string> names;
  std::set<std::int64_t> vendors_with_apps;
  std::size_t free = 0;
  for (const auto& app : catalogue.apps) {
    EXPECT_TRUE(keys.insert(app.key).second) << app.key;
    EXPECT_TRUE(names.insert(app.name).second) << app.name;
    EXPECT_EQ(app.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-"), std::string::npos) << app.key;
    EXPECT_FALSE(app.summary.empty());
    EXPECT_GT(app.description.size(), app.name.size());
    EXPECT_THAT(catalogue.categories, testing::Contains(app.category));
    EXPECT_GE(app.stars, 0);
    EXPECT_LE(app.stars, 4);
    EXPECT_GE(app.vendor_id, 1);
    EXPECT_LE(app.vendor_id, static_cast<std::int64_t>(catalogue.vendors.size()));
    vendors_with_apps.insert(app.vendor_id);
    if (app.price_cents_usd == 0) ++free;

    EXPECT_GE(app.versions.size(), 3U);
    EXPECT_LE(app.versions.size(), 5U);
    std::set<std::string> versions;
    for (std::size_t i = 0; i < app.versions.size(); ++i) {
      EXPECT_TRUE(versions.insert(app.versions[i].name).second);
      EXPECT_FALSE(app.versions[i].release_notes.empty());
      EXPECT_LT(app.versions[i].released_at, spec.today);
      if (i > 0) {
        EXPECT_LT(app.versions[i - 1].released_at, app.versions[i].released_at);
      }
    }
  }
  EXPECT_EQ(vendors_with_apps.size(), catalogue.vendors.size());
  EXPECT_NEAR(static_cast<double>(free) / static_cast<double>(catalogue.apps.size()), 0.4, 0.03);
}

TEST(Catalogue, InstancesHaveDistinctAppsAtOldVersions) {
  const CatalogueSpec spec;
  const Catalogue catalogue = generate(spec);
  std::set<std::pair<std::string, std::int64_t>> seen;
  std::size_t licensed = 0;
  for (std::size_t n = 0; n < catalogue.installations.size(); ++n) {
    const auto& installation = catalogue.installations[n];
    EXPECT_EQ(installation.instance_id, instance_name(n / spec.apps_per_instance));
    EXPECT_TRUE(seen.emplace(installation.instance_id, installation.app_id).second);
    const App& app = catalogue.apps[static_cast<std::size_t>(installation.app_id) - 1];
    ASSERT_EQ(app.id, installation.app_id);
    const auto at = std::find_if(app.versions.begin(), app.versions.end(),
                                 [&](const AppVersion& v) { return v.name == installation.version; });
    ASSERT_NE(at, app.versions.end());
    EXPECT_NE(at, app.versions.end() - 1) << "nothing to upgrade to";
    if (installation.licensed) {
      ++licensed;
      EXPECT_GT(app.price_cents_usd, 0);
    }
  }
  EXPECT_GT(licensed, catalogue.installations.size() / 4);
  EXPECT_LT(licensed, catalogue.installations.size() * 3 / 4);
}

TEST(Catalogue, SmallSpecsWork) {
  CatalogueSpec spec;
  spec.apps = 20;
  spec.vendors = 5;
  spec.active_installs = 10'000;
  spec.large_apps = 4;
  spec.large_share = 0.8;
  spec.instances = 50;
  spec.apps_per_instance = 3;
  const Catalogue catalogue = generate(spec);
  std::int64_t total = static_cast<std::int64_t>(catalogue.installations.size());
  for (const auto& app : catalogue.apps) total += app.base_installs;
  EXPECT_EQ(total, 10'000);
  EXPECT_EQ(catalogue.installations.size(), 150U);
}

TEST(Catalogue, EveryInstallMayBeOneOfRecord) {
  CatalogueSpec spec;
  spec.apps = 3;
  spec.vendors = 1;
  spec.active_installs = 30;
  spec.large_apps = 0;
  spec.large_share = 0;
  spec.instances = 5;
  spec.apps_per_instance = 2;
  const Catalogue catalogue = generate(spec);
  EXPECT_EQ(catalogue.installations.size(), 10U);
}

TEST(Catalogue, RefusesWhatCannotBeAndNamesTheField) {
  const auto refusal = [](auto change) {
    CatalogueSpec spec;
    change(spec);
    const auto catalogue = generate_catalogue(spec);
    return catalogue.has_value() ? std::string("accepted") : catalogue.error().detail;
  };
  using testing::StartsWith;
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.apps = 0; }), StartsWith("apps:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.vendors = 0; }), StartsWith("vendors:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.large_apps = 5'000; }), StartsWith("large_apps:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.large_share = 1.5; }), StartsWith("large_share:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.large_share = 0.1; }), StartsWith("large_share:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.large_share = 0; }), StartsWith("large_share:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.active_installs = -1; }), StartsWith("active_installs:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.apps_per_instance = 101; }), StartsWith("apps_per_instance:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.instances = 900'000; }), StartsWith("instances:"));
  EXPECT_THAT(refusal([](CatalogueSpec& s) { s.today = 0; }), StartsWith("today:"));
}

TEST(Catalogue, HostingNamesRoundTrip) {
  for (const auto hosting : {Hosting::cloud, Hosting::server, Hosting::datacenter})
    EXPECT_EQ(*parse_hosting(to_string(hosting)), hosting);
  EXPECT_EQ(parse_hosting("Cloud").error().code, Errc::invalid_argument);
}

TEST(Catalogue, InstanceNamesAreSixDigitsOrMore) {
  EXPECT_EQ(instance_name(0), "i-000000");
  EXPECT_EQ(instance_name(42), "i-000042");
  EXPECT_EQ(instance_name(1'234'567), "i-1234567");
}

}  // namespace
}  // namespace souk::domain
