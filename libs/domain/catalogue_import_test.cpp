#include "domain/catalogue_import.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace souk::domain {
namespace {

constexpr std::string_view kIndex = R"(Package: ledger-view
Priority: optional
Section: non-free/office
Maintainer: Ledger Team <ledger@example.org>
Version: 1:2.3-4
Depends: libtables1 (>= 2.0), libgrid2 | libgrid1,
Description: view ledgers as tables
 Reads ledgers
 .
 and shows <b>totals</b>.
Homepage: https://example.org/ledger
Tag: role::program,
 interface::x11

Package: libtables1
Priority: required
Section: libs
Maintainer: "Tables, Inc" <tables@example.org>
Version: 2.0
Description: tables for programs

Package: libgrid2
Maintainer: Ledger Team <other@example.org>
Version: 0.1
Description: grids

Package: libtables1
Version: 9
Description: a second one

Package: without-a-version
)";

Result<std::vector<PackageEntry>> parse(std::string_view text) {
  PackageIndexReader reader;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (const auto added = reader.add_line(text.substr(at, end - at)); !added) return added.error();
    at = end + 1;
  }
  return reader.take();
}

TEST(PackageIndexTest, ReadsTheFieldsThatACatalogueIsMadeOf) {
  const auto entries = parse(kIndex).value();
  ASSERT_EQ(entries.size(), 3U) << "the second libtables1 and the one without a version are left out";
  EXPECT_EQ(entries[0].name, "ledger-view");
  EXPECT_EQ(entries[0].version, "1:2.3-4");
  EXPECT_EQ(entries[0].section, "office");
  EXPECT_EQ(entries[0].maintainer, "Ledger Team");
  EXPECT_EQ(entries[0].summary, "view ledgers as tables");
  EXPECT_EQ(entries[0].description, "Reads ledgers and shows <b>totals</b>.");
  EXPECT_EQ(entries[0].tags, "role::program, interface::x11");
  EXPECT_EQ(entries[0].depends, (std::vector<std::string>{"libtables1", "libgrid2"}));
  EXPECT_EQ(entries[1].version, "2.0");
  EXPECT_EQ(entries[1].maintainer, "Tables, Inc");
  EXPECT_EQ(entries[2].priority, "");
}

TEST(PackageIndexTest, SaysWhereATextIsNoIndex) {
  const auto entries = parse("Package: a\nVersion: 1\n<html>\n");
  ASSERT_FALSE(entries.has_value());
  EXPECT_EQ(entries.error().code, Errc::invalid_argument);
  EXPECT_NE(entries.error().detail.find("line 3"), std::string::npos) << entries.error().detail;
  EXPECT_TRUE(parse("").value().empty());
}

TEST(CatalogueImportTest, MakesAppsOfPackages) {
  const Catalogue catalogue = import_catalogue(parse(kIndex).value(), {.instances = 10}).value();
  ASSERT_EQ(catalogue.apps.size(), 3U);
  EXPECT_EQ(catalogue.categories, (std::vector<std::string>{"libs", "misc", "office"}));
  ASSERT_EQ(catalogue.vendors.size(), 2U);
  EXPECT_EQ(catalogue.vendors[0].name, "Ledger Team");
  const App& app = catalogue.apps[0];
  EXPECT_EQ(app.key, "org.debian.ledger-view");
  EXPECT_EQ(app.name, "ledger-view");
  EXPECT_EQ(app.category, "office");
  EXPECT_EQ(app.vendor_id, catalogue.apps[2].vendor_id);
  EXPECT_NE(app.description.find("<b>totals</b>"), std::string::npos) << "kept as it is; whoever shows it escapes it";
  EXPECT_EQ(app.versions.back().name, "2.3-4");
  ASSERT_GE(app.versions.size(), 2U);
  EXPECT_LT(app.versions.front().released_at, app.versions.back().released_at);
  EXPECT_EQ(catalogue.installations.size(), 10U);
}

TEST(CatalogueImportTest, PriorityThenDependentsDecideOnInstalls) {
  const Catalogue catalogue = import_catalogue(parse(kIndex).value(), {.instances = 0}).value();
  const auto& apps = catalogue.apps;
  EXPECT_GT(apps[1].base_installs, apps[2].base_installs) << "required before optional";
  EXPECT_GE(apps[2].base_installs, apps[0].base_installs) << "one depends on it";
  EXPECT_EQ(apps[0].base_installs + apps[1].base_installs + apps[2].base_installs, 3 * 333);
}

std::vector<PackageEntry> many(int count) {
  std::vector<PackageEntry> entries;
  for (int i = 0; i < count; ++i) {
    PackageEntry entry;
    entry.name = "p" + std::to_string(i);
    entry.version = "1.0";
    entry.maintainer = "Team " + std::to_string(i % 7);
    entries.push_back(entry);
  }
  return entries;
}

TEST(CatalogueImportTest, TheSeedDecidesAndInstallsAddUp) {
  const Catalogue a = import_catalogue(many(2'000), {.seed = 5}).value();
  const Catalogue b = import_catalogue(many(2'000), {.seed = 5}).value();
  const Catalogue c = import_catalogue(many(2'000), {.seed = 6}).value();
  int other = 0;
  for (std::size_t i = 0; i < a.apps.size(); ++i) {
    EXPECT_EQ(a.apps[i].base_installs, b.apps[i].base_installs);
    EXPECT_EQ(a.apps[i].price_cents_usd, b.apps[i].price_cents_usd);
    EXPECT_EQ(a.apps[i].stars, b.apps[i].stars);
    other += a.apps[i].base_installs != c.apps[i].base_installs ? 1 : 0;
  }
  EXPECT_GT(other, 1'000);
  const std::int64_t installs =
      std::accumulate(a.apps.begin(), a.apps.end(), static_cast<std::int64_t>(a.installations.size()),
                      [](std::int64_t sum, const App& app) { return sum + app.base_installs; });
  EXPECT_EQ(installs, 2'000 * 333);
}

TEST(CatalogueImportTest, RefusesWhatCannotBeDone) {
  EXPECT_EQ(import_catalogue({}, {}).error().code, Errc::invalid_argument);
  EXPECT_EQ(import_catalogue(many(3), {.active_installs = -1}).error().code, Errc::invalid_argument);
  EXPECT_EQ(import_catalogue(many(3), {.active_installs = 1'000'000}).error().code, Errc::invalid_argument);
  EXPECT_TRUE(import_catalogue(many(1), {}).has_value());
}

}  // namespace
}  // namespace souk::domain
