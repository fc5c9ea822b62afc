// What every MarketStore promises. See store_harness.hpp for how an adapter registers.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/pricing.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::contract {

class MarketStoreContract : public testing::TestWithParam<StoreCase> {
 protected:
  void SetUp() override {
    harness_ = GetParam().make();
    ASSERT_TRUE(harness_->load(small_catalogue()).has_value());
  }

  ports::MarketStore& market() { return harness_->market(); }

  static domain::Command command(domain::CommandKind kind, std::string instance, std::string app) {
    return {.kind = kind,
            .instance_id = std::move(instance),
            .app_key = "com.example." + std::move(app),
            .hosting = domain::Hosting::cloud,
            .version = {}};
  }
  Result<domain::Recorded> try_record(const domain::Command& asked, const domain::IdempotencyKey& key) {
    return harness_->run(market().record({.owner = domain::Owner::core}, asked, key, kToday));
  }
  domain::Receipt record(const domain::Command& asked) {
    return try_record(asked, {.key = "key-" + std::to_string(next_key_++), .fingerprint = 1}).value().receipt;
  }
  std::vector<ports::OutboxEntry> outbox() { return harness_->run(market().outbox_peek({}, 1'000)).value(); }
  ports::AppList list(ports::AppQuery query) { return harness_->run(market().list_apps({}, std::move(query))).value(); }
  static std::vector<std::string> names(const ports::AppList& listed) {
    std::vector<std::string> found;
    for (const auto& app : listed.apps) found.push_back(app.name);
    return found;
  }
  domain::Offer offer(std::string instance, std::string app) {
    return harness_->run(market().offer({}, std::move(instance), "com.example." + std::move(app))).value();
  }

  std::unique_ptr<StoreHarness> harness_;
  int next_key_ = 0;
};

using domain::CommandKind;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(MarketStoreContract, ShowsAnAppWithItsVendorLatestVersionAndCounts) {
  const auto page = harness_->run(market().app_page({}, "com.example.Tables"));
  ASSERT_TRUE(page.has_value()) << page.error().detail;
  EXPECT_EQ(page->app.name, "Tables");
  EXPECT_EQ(page->app.vendor_name, "Tidewater");
  EXPECT_EQ(page->app.latest_version, "1.1");
  EXPECT_EQ(page->release_notes, "Better");
  EXPECT_EQ(page->released_at, kToday - 10 * kMsPerDay);
  EXPECT_EQ(page->app.active_installs, 102) << "base installs and the installations of record";
  EXPECT_EQ(page->app.price_cents_usd, 1'000);
  EXPECT_EQ(page->description, "Everything about Tables");
  const auto latest = harness_->run(market().latest_version({}, "com.example.Tables"));
  ASSERT_TRUE(latest.has_value());
  EXPECT_EQ(latest->version, "1.1");
}

TEST_P(MarketStoreContract, SaysNotFoundForAnUnknownApp) {
  EXPECT_EQ(harness_->run(market().app_page({}, "nope")).error().code, Errc::not_found);
  EXPECT_EQ(harness_->run(market().latest_version({}, "nope")).error().code, Errc::not_found);
  EXPECT_EQ(harness_->run(market().offer({}, "i-1", "nope")).error().code, Errc::not_found);
  EXPECT_EQ(record(command(CommandKind::install, "i-1", "nope")).code, Errc::not_found);
}

TEST_P(MarketStoreContract, ListsInTheOrderAskedForAPageAtATime) {
  const auto by_installs = list({.text = {}, .category = {}, .offset = 0, .limit = 2});
  EXPECT_THAT(names(by_installs), ElementsAre("Macros", "Polls"));
  EXPECT_EQ(by_installs.total, 6U);
  EXPECT_THAT(names(list({.text = {}, .category = {}, .offset = 4, .limit = 2})), ElementsAre("Charts", "Tables"));
  EXPECT_THAT(names(list({.text = {}, .category = {}, .order = ports::AppOrder::name, .limit = 3})),
              ElementsAre("Charts", "Diagrams", "Macros"));
  EXPECT_THAT(names(list({.text = {}, .category = {}, .order = ports::AppOrder::newest, .limit = 1})),
              ElementsAre("Tables"));
  const auto utilities = list({.text = {}, .category = "utilities"});
  EXPECT_THAT(names(utilities), ElementsAre("Macros", "Polls"));
  EXPECT_EQ(utilities.total, 2U);
  const auto none = list({.text = {}, .category = "no such category"});
  EXPECT_THAT(none.apps, IsEmpty());
  EXPECT_EQ(none.total, 0U);
}

TEST_P(MarketStoreContract, SearchesNamesSummariesDescriptionsAndVendors) {
  EXPECT_THAT(names(list({.text = "timesheets", .category = {}})), ElementsAre("Timesheets"));
  EXPECT_THAT(names(list({.text = "GLANCE numb", .category = {}, .order = ports::AppOrder::name})),
              ElementsAre("Charts", "Tables", "Timesheets"));
  EXPECT_THAT(names(list({.text = "Lantern", .category = "utilities", .order = ports::AppOrder::relevance})),
              ElementsAre("Macros"));
  EXPECT_EQ(list({.text = "everything about", .category = {}}).total, 6U);
  EXPECT_THAT(list({.text = "unheard-of", .category = {}}).apps, IsEmpty());
}

TEST_P(MarketStoreContract, TakesSearchSyntaxForWhatItIsText) {
  for (const char* text :
       {"\"", "tables\" OR \"", "*", "-", "name:tables", "a AND (", "NEAR(", "'; DROP TABLE app", "^"}) {
    const auto listed = harness_->run(market().list_apps({}, {.text = text, .category = {}}));
    EXPECT_TRUE(listed.has_value()) << text << ": " << listed.error().detail;
  }
}

TEST_P(MarketStoreContract, RefusesListsItCannotMake) {
  const auto code = [this](ports::AppQuery query) {
    return harness_->run(market().list_apps({}, std::move(query))).error().code;
  };
  EXPECT_EQ(code({.text = {}, .category = {}, .limit = 0}), Errc::invalid_argument);
  EXPECT_EQ(code({.text = {}, .category = {}, .limit = 51}), Errc::invalid_argument);
  EXPECT_EQ(code({.text = {}, .category = {}, .order = ports::AppOrder::relevance}), Errc::invalid_argument);
}

TEST_P(MarketStoreContract, CountsTheAppsOfEachCategory) {
  const auto categories = harness_->run(market().categories({})).value();
  ASSERT_EQ(categories.size(), 2U);
  EXPECT_EQ(categories[0].name, "reports");
  EXPECT_EQ(categories[0].apps, 4U);
  EXPECT_EQ(categories[1].apps, 2U);
}

TEST_P(MarketStoreContract, InstallsOnceAndTellsAnalyticsOnce) {
  const auto receipt = record(command(CommandKind::install, "i-9", "Charts"));
  EXPECT_EQ(receipt.code, Errc::ok);
  EXPECT_EQ(receipt.id, "i-9/com.example.Charts");
  EXPECT_EQ(receipt.version, "1.1") << "the latest, as none was named";
  EXPECT_EQ(receipt.at, kToday);
  EXPECT_TRUE(offer("i-9", "Charts").installed);
  ASSERT_EQ(outbox().size(), 1U);
  const domain::AnalyticsEvent event = outbox()[0].event;
  EXPECT_EQ(event.source, "/souk/core");
  EXPECT_EQ(event.id, "i-9/com.example.Charts/1");
  EXPECT_EQ(event.type, domain::EventType::installed);
  EXPECT_EQ(event.app_key, "com.example.Charts");
  EXPECT_EQ(event.instance_id, "i-9");
  EXPECT_EQ(event.occurred_at, kToday);

  domain::Command again = command(CommandKind::install, "i-9", "Charts");
  again.version = "1.0";
  EXPECT_EQ(record(again).code, Errc::ok);
  EXPECT_EQ(offer("i-9", "Charts").installed_version, "1.0");
  EXPECT_EQ(outbox().size(), 1U) << "it was installed already";
}

TEST_P(MarketStoreContract, UpgradesWhatIsInstalled) {
  EXPECT_EQ(record(command(CommandKind::upgrade, "i-9", "Tables")).code, Errc::conflict);
  EXPECT_THAT(outbox(), IsEmpty());
  EXPECT_EQ(record(command(CommandKind::upgrade, "i-1", "Tables")).version, "1.1");
  EXPECT_EQ(offer("i-1", "Tables").installed_version, "1.1");
  ASSERT_EQ(outbox().size(), 1U);
  EXPECT_EQ(outbox()[0].event.type, domain::EventType::upgraded);
}

TEST_P(MarketStoreContract, RefusesAVersionThatDoesNotExist) {
  domain::Command asked = command(CommandKind::install, "i-9", "Tables");
  asked.version = "9.9";
  EXPECT_EQ(record(asked).code, Errc::not_found);
  EXPECT_FALSE(offer("i-9", "Tables").installed);
  EXPECT_THAT(outbox(), IsEmpty());
}

TEST_P(MarketStoreContract, UninstallsAndInstallsAgainAsAnotherEvent) {
  EXPECT_EQ(record(command(CommandKind::uninstall, "i-9", "Charts")).code, Errc::conflict);
  EXPECT_EQ(record(command(CommandKind::install, "i-9", "Charts")).code, Errc::ok);
  EXPECT_EQ(record(command(CommandKind::uninstall, "i-9", "Charts")).code, Errc::ok);
  EXPECT_FALSE(offer("i-9", "Charts").installed);
  EXPECT_EQ(record(command(CommandKind::uninstall, "i-9", "Charts")).code, Errc::conflict);
  EXPECT_EQ(record(command(CommandKind::install, "i-9", "Charts")).code, Errc::ok);
  std::vector<std::string> ids;
  for (const auto& entry : outbox()) ids.push_back(entry.event.id);
  EXPECT_THAT(ids, ElementsAre("i-9/com.example.Charts/1", "i-9/com.example.Charts/2", "i-9/com.example.Charts/3"));
}

TEST_P(MarketStoreContract, EvaluatesOnceForThirtyDaysAndSellsALicence) {
  const auto evaluation = record(command(CommandKind::start_evaluation, "i-9", "Charts"));
  EXPECT_EQ(evaluation.code, Errc::ok);
  EXPECT_EQ(evaluation.expires_at, kToday + 30 * kMsPerDay);
  EXPECT_FALSE(offer("i-9", "Charts").licensed);
  EXPECT_EQ(record(command(CommandKind::start_evaluation, "i-9", "Charts")).code, Errc::conflict);
  EXPECT_EQ(record(command(CommandKind::renew, "i-9", "Charts")).code, Errc::conflict);
  const auto purchase = record(command(CommandKind::purchase, "i-9", "Charts"));
  EXPECT_EQ(purchase.code, Errc::ok);
  EXPECT_EQ(purchase.amount_cents, 2'000);
  EXPECT_EQ(purchase.expires_at, kToday + 365 * kMsPerDay);
  EXPECT_TRUE(offer("i-9", "Charts").licensed);
  EXPECT_EQ(record(command(CommandKind::purchase, "i-9", "Charts")).code, Errc::conflict) << "it has one";
  const auto licences = harness_->run(market().licences({}, "i-9")).value();
  ASSERT_EQ(licences.size(), 1U);
  EXPECT_EQ(licences[0].type, domain::LicenceType::commercial);
  EXPECT_EQ(licences[0].app_key, "com.example.Charts");
  EXPECT_EQ(licences[0].users, 10);
}

TEST_P(MarketStoreContract, RenewsForTwelveMonthsAtHalfPriceForServer) {
  const auto before = harness_->run(market().licences({}, "i-1")).value();
  ASSERT_EQ(before.size(), 2U);
  const auto cloud = record(command(CommandKind::renew, "i-1", "Charts"));
  EXPECT_EQ(cloud.code, Errc::ok);
  EXPECT_EQ(cloud.amount_cents, 2'000);
  EXPECT_EQ(cloud.expires_at, before[0].expires_at + 365 * kMsPerDay);
  EXPECT_EQ(record(command(CommandKind::renew, "i-1", "Tables")).amount_cents, 500);
  EXPECT_EQ(record(command(CommandKind::renew, "i-9", "Tables")).code, Errc::conflict);
  EXPECT_EQ(harness_->run(market().licences({}, "i-1")).value()[0].renewals, 1);
  ASSERT_EQ(outbox().size(), 2U);
  EXPECT_EQ(outbox()[0].event.type, domain::EventType::renewed);
}

TEST_P(MarketStoreContract, ALargerTierCostsMoreToBuyAndToRenew) {
  domain::Command large = command(CommandKind::purchase, "i-9", "Charts");
  large.users = 25;
  EXPECT_EQ(record(large).amount_cents, domain::price_cents(2'000, 25));
  EXPECT_EQ(record(command(CommandKind::renew, "i-9", "Charts")).amount_cents, domain::price_cents(2'000, 25));
}

TEST_P(MarketStoreContract, ReplaysTheReceiptOfAKnownKey) {
  const domain::Command asked = command(CommandKind::renew, "i-1", "Charts");
  const auto first = try_record(asked, {.key = "k", .fingerprint = 7}).value();
  const auto second = try_record(asked, {.key = "k", .fingerprint = 7}).value();
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(second.receipt.id, first.receipt.id);
  EXPECT_EQ(second.receipt.kind, first.receipt.kind);
  EXPECT_EQ(second.receipt.instance_id, "i-1");
  EXPECT_EQ(second.receipt.app_key, "com.example.Charts");
  EXPECT_EQ(second.receipt.hosting, first.receipt.hosting);
  EXPECT_EQ(second.receipt.amount_cents, first.receipt.amount_cents);
  EXPECT_EQ(second.receipt.at, first.receipt.at);
  EXPECT_EQ(second.receipt.expires_at, first.receipt.expires_at);
  EXPECT_EQ(outbox().size(), 1U) << "renewed once";
}

TEST_P(MarketStoreContract, ReplaysRefusalsToo) {
  const domain::Command asked = command(CommandKind::upgrade, "i-9", "Charts");
  const auto first = try_record(asked, {.key = "k", .fingerprint = 7}).value();
  record(command(CommandKind::install, "i-9", "Charts"));
  const auto second = try_record(asked, {.key = "k", .fingerprint = 7}).value();
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(second.receipt.code, Errc::conflict);
  EXPECT_EQ(second.receipt.detail, first.receipt.detail);
}

TEST_P(MarketStoreContract, RefusesAKeyThatCameWithAnotherRequest) {
  ASSERT_TRUE(try_record(command(CommandKind::install, "i-9", "Charts"), {.key = "k", .fingerprint = 7}).has_value());
  const auto other = try_record(command(CommandKind::install, "i-9", "Polls"), {.key = "k", .fingerprint = 8});
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, Errc::payload_mismatch);
  EXPECT_FALSE(offer("i-9", "Polls").installed);
}

TEST_P(MarketStoreContract, KeepsTheOutboxUntilItIsRemovedAndNeverReusesASequence) {
  for (const char* app : {"Charts", "Polls", "Macros"}) record(command(CommandKind::install, "i-9", app));
  const auto first = harness_->run(market().outbox_peek({}, 2)).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_GT(first[0].sequence, 0);
  EXPECT_LT(first[0].sequence, first[1].sequence);
  ASSERT_TRUE(harness_->run(market().outbox_remove({}, first[1].sequence)).has_value());
  const auto rest = outbox();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].event.app_key, "com.example.Macros");
  ASSERT_TRUE(harness_->run(market().outbox_remove({}, rest[0].sequence)).has_value());
  EXPECT_THAT(outbox(), IsEmpty());
  record(command(CommandKind::uninstall, "i-9", "Charts"));
  EXPECT_GT(outbox()[0].sequence, rest[0].sequence);
}

TEST_P(MarketStoreContract, ReconcilesAndFindsWhatWasFalsified) {
  const auto clean = harness_->run(market().reconcile({.owner = domain::Owner::ops})).value();
  EXPECT_GE(clean.checked, 6U);
  EXPECT_THAT(clean.discrepancies, IsEmpty());
  harness_->falsify_active("com.example.Charts", 3);
  const auto report = harness_->run(market().reconcile({})).value();
  ASSERT_FALSE(report.discrepancies.empty());
  EXPECT_EQ(report.discrepancies[0].subject, "com.example.Charts");
  EXPECT_EQ(report.discrepancies[0].counted, 204);
  EXPECT_EQ(report.discrepancies[0].of_record, 201);
}

TEST_P(MarketStoreContract, DropsWorkWhoseDeadlineHasPassed) {
  const ports::RequestContext late{.owner = domain::Owner::core, .deadline = Instant{}, .client_leaves = kNever};
  const auto recorded = harness_->run(
      market().record(late, command(CommandKind::install, "i-9", "Charts"), {.key = "k", .fingerprint = 1}, kToday));
  ASSERT_FALSE(recorded.has_value());
  EXPECT_EQ(recorded.error().code, Errc::deadline_exceeded);
  EXPECT_FALSE(offer("i-9", "Charts").installed);
}

TEST_P(MarketStoreContract, CountsTransactionsGrantsAndWastedWork) {
  record(command(CommandKind::install, "i-9", "Charts"));
  const ports::RequestContext left{.owner = domain::Owner::browse, .deadline = kNever, .client_leaves = Instant{}};
  ASSERT_TRUE(harness_->run(market().app_page(left, "com.example.Charts")).has_value());
  const auto stats = market().stats();
  EXPECT_EQ(stats.transactions.at("record_install"), 1U);
  EXPECT_EQ(stats.transactions.at("app_page"), 1U);
  EXPECT_EQ(stats.transactions.at("record_renewal"), 0U);
  EXPECT_EQ(stats.wasted, 1U);
  EXPECT_EQ(stats.pool.granted[index_of(domain::Owner::core)], 1U);
  EXPECT_EQ(stats.pool.granted[index_of(domain::Owner::browse)], 1U);
  EXPECT_EQ(stats.writer.granted[index_of(domain::Owner::core)], 1U);
  EXPECT_EQ(stats.pool.in_use, 0U);
  EXPECT_EQ(stats.writer.in_use, 0U);
}

}  // namespace souk::contract
