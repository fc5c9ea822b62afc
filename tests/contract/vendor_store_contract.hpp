// What every VendorStore promises, and what the shop sees of it. See store_harness.hpp for how an adapter registers.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/store_harness.hpp"

namespace souk::contract {

class VendorStoreContract : public testing::TestWithParam<StoreCase> {
 protected:
  // Vendor 1 (Tidewater) has Tables (app 1, three installations) and Diagrams; vendor 2 (Quarry) has Charts and Polls.
  static constexpr std::int64_t kTidewater = 1;
  static constexpr std::int64_t kQuarry = 2;
  static constexpr const char* kTables = "com.example.Tables";

  void SetUp() override {
    harness_ = GetParam().make();
    ASSERT_TRUE(harness_->load(small_catalogue()).has_value());
  }

  ports::VendorStore& vendors() { return harness_->vendors(); }
  ports::MarketStore& market() { return harness_->market(); }
  template <class T>
  T run(Task<T> task) {
    return harness_->run(std::move(task));
  }

  static domain::Listing gauges() {
    domain::Listing listing;
    listing.key = "com.example.Gauges";
    listing.vendor_id = kTidewater;
    listing.name = "Gauges";
    listing.summary = "Dials for dashboards";
    listing.description = "A needle for every number";
    listing.category = "utilities";
    listing.price_cents_usd = 700;
    listing.version = {.name = "0.9", .released_at = kToday, .release_notes = "Beta"};
    return listing;
  }
  Result<domain::Listing> submit(domain::Listing listing) {
    return run(vendors().submit({}, std::move(listing), kToday));
  }
  Result<domain::Listing> decide(domain::ListingDecision verdict) {
    return run(vendors().decide({}, "com.example.Gauges", std::move(verdict), kToday + 5));
  }
  Result<domain::Listing> set_status(domain::AppStatus status) {
    domain::ListingChange change;
    change.status = status;
    return run(vendors().change({}, kTidewater, "com.example.Gauges", change, kToday + 9));
  }
  std::vector<std::string> found(std::string text) {
    std::vector<std::string> names;
    const auto list = run(market().list_apps({}, {.text = std::move(text), .category = {}})).value();
    for (const auto& app : list.apps) names.push_back(app.key);
    return names;
  }
  domain::Receipt record(domain::CommandKind kind, std::string instance, std::string app, domain::Hosting hosting,
                         std::int64_t users = 10, UnixMs at = kToday) {
    const domain::Command command{.kind = kind,
                                  .instance_id = std::move(instance),
                                  .app_key = "com.example." + std::move(app),
                                  .hosting = hosting,
                                  .version = {},
                                  .users = users};
    return run(market().record({.owner = domain::Owner::core}, command, {}, at)).value().receipt;
  }
  static domain::PriceList list_of(std::int64_t cents) {
    domain::PriceList list{};
    list.fill(cents);
    return list;
  }
  Result<void> set_prices(domain::Hosting hosting, std::int64_t cents, UnixMs effective_at,
                          std::int64_t vendor = kTidewater) {
    return run(vendors().set_pending_prices({}, vendor, kTables, hosting, {list_of(cents), effective_at}));
  }
  ports::Prices prices(domain::Hosting hosting) { return run(vendors().prices({}, kTables, hosting)).value(); }

  std::unique_ptr<StoreHarness> harness_;
};

using domain::AppStatus;
using domain::CommandKind;
using domain::Hosting;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(VendorStoreContract, EveryVendorOfACatalogueHasADemoLogin) {
  const auto login = run(vendors().login({}, "vendor-2"));
  ASSERT_TRUE(login) << login.error().detail;
  EXPECT_EQ(login->vendor_id, 2);
  EXPECT_EQ(login->password, domain::demo_password_hash());
  for (const char* name : {"vendor-9", "vendor-", "vendor-02", "vendor-2 ", "2", "", "vendor-2' OR '1'='1"}) {
    EXPECT_EQ(run(vendors().login({}, name)).error().code, Errc::not_found) << name;
  }
}

TEST_P(VendorStoreContract, KeepsANewPasswordOfOneVendor) {
  const domain::PasswordHash fresh{.salt = std::string("s\0lt", 4), .iterations = 7, .hash = std::string("\0\xff'", 3)};
  ASSERT_TRUE(run(vendors().set_password({}, kQuarry, fresh)));
  EXPECT_EQ(run(vendors().login({}, "vendor-2"))->password, fresh);
  EXPECT_EQ(run(vendors().login({}, "vendor-1"))->password, domain::demo_password_hash());
  EXPECT_EQ(run(vendors().set_password({}, 99, fresh)).error().code, Errc::not_found);
}

TEST_P(VendorStoreContract, ShowsVendorsAndWhatTheySayAboutThemselves) {
  auto vendor = run(vendors().vendor({}, kTidewater)).value();
  EXPECT_EQ(vendor.name, "Tidewater");
  EXPECT_TRUE(vendor.top_vendor);
  EXPECT_EQ(vendor.apps, 2U);
  EXPECT_EQ(vendor.profile, ports::VendorProfile{});
  const ports::VendorProfile profile{.homepage = "https://tidewater.example",
                                     .support_url = "https://tidewater.example/help",
                                     .documentation_url = {},
                                     .support_8x5 = true};
  ASSERT_TRUE(run(vendors().set_profile({}, kTidewater, profile)));
  EXPECT_EQ(run(vendors().vendor({}, kTidewater))->profile, profile);
  EXPECT_EQ(run(vendors().vendor({}, 99)).error().code, Errc::not_found);
  EXPECT_EQ(run(vendors().set_profile({}, 99, profile)).error().code, Errc::not_found);
}

TEST_P(VendorStoreContract, ListsVendorsByIdAPageAtATime) {
  const auto page = run(vendors().vendors({}, {.offset = 1, .limit = 1})).value();
  EXPECT_EQ(page.total, 3U);
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.rows[0].name, "Quarry");
  EXPECT_THAT(run(vendors().vendors({}, {.offset = 50, .limit = 10}))->rows, IsEmpty());
}

TEST_P(VendorStoreContract, ANewAppWaitsForApprovalAndNobodySeesIt) {
  const auto submitted = submit(gauges());
  ASSERT_TRUE(submitted) << submitted.error().detail;
  EXPECT_EQ(submitted->status, AppStatus::submitted);
  EXPECT_EQ(submitted->submitted_at, kToday);
  EXPECT_THAT(found("gauges"), IsEmpty());
  EXPECT_EQ(run(market().app_page({}, "com.example.Gauges")).error().code, Errc::not_found);
  EXPECT_EQ(record(CommandKind::install, "i-7", "Gauges", Hosting::cloud).code, Errc::not_found);
  const auto waiting = run(vendors().submissions({}, {})).value();
  EXPECT_EQ(waiting.total, 1U);
  EXPECT_EQ(waiting.rows.at(0).key, "com.example.Gauges");
  EXPECT_EQ(run(vendors().vendor({}, kTidewater))->apps, 2U);
}

TEST_P(VendorStoreContract, AnApprovedAppIsSoldLikeAnyOther) {
  ASSERT_TRUE(submit(gauges()));
  const auto approved = decide({.approved = true, .launch = true, .note = "welcome"});
  ASSERT_TRUE(approved) << approved.error().detail;
  EXPECT_EQ(approved->status, AppStatus::public_listing);
  EXPECT_THAT(found("needle"), ElementsAre("com.example.Gauges"));
  EXPECT_THAT(found("tidewater gauges"), ElementsAre("com.example.Gauges"));
  const auto page = run(market().app_page({}, "com.example.Gauges")).value();
  EXPECT_EQ(page.app.latest_version, "0.9");
  EXPECT_EQ(page.app.active_installs, 0);
  EXPECT_EQ(page.app.vendor_name, "Tidewater");
  EXPECT_EQ(record(CommandKind::install, "i-7", "Gauges", Hosting::cloud).code, Errc::ok);
  EXPECT_EQ(record(CommandKind::purchase, "i-7", "Gauges", Hosting::cloud).amount_cents, 700);
  EXPECT_EQ(run(vendors().vendor({}, kTidewater))->apps, 3U);
  EXPECT_THAT(run(vendors().submissions({}, {}))->rows, IsEmpty());
  const auto listing = run(vendors().listing({}, "com.example.Gauges")).value();
  EXPECT_EQ(listing.review_note, "welcome");
  EXPECT_EQ(listing.decided_at, kToday + 5);
  EXPECT_EQ(decide({.approved = true, .launch = true, .note = {}}).error().code, Errc::conflict);
}

TEST_P(VendorStoreContract, CountsAgreeAfterALaunch) {
  ASSERT_TRUE(submit(gauges()));
  ASSERT_TRUE(decide({.approved = true, .launch = true, .note = {}}));
  const auto store = harness_->open_analytics();
  ASSERT_TRUE(store);
  domain::PositionedEvent event;
  event.event = {.source = "/test",
                 .id = "1",
                 .type = domain::EventType::heartbeat,
                 .app_key = "com.example.Gauges",
                 .instance_id = "i-7",
                 .occurred_at = kToday};
  const auto applied = run((*store)->apply(std::span(&event, 1), {}, domain::Strategy::batched, 0));
  ASSERT_TRUE(applied);
  EXPECT_EQ(applied->applied, 1U) << "events of the new app are known";
  EXPECT_TRUE(run(market().reconcile({}))->discrepancies.empty());
  const auto popular = run(market().list_apps({}, {.text = {}, .category = "utilities"})).value();
  EXPECT_EQ(popular.total, 3U);
  EXPECT_EQ(popular.apps.back().key, "com.example.Gauges");
}

TEST_P(VendorStoreContract, AnApprovedAppMayBeLaunchedLaterByItsVendor) {
  ASSERT_TRUE(submit(gauges()));
  EXPECT_EQ(decide({.approved = true, .launch = false, .note = {}})->status, AppStatus::ready_to_launch);
  EXPECT_THAT(found("gauges"), IsEmpty());
  ASSERT_TRUE(set_status(AppStatus::public_listing));
  EXPECT_THAT(found("gauges"), ElementsAre("com.example.Gauges"));
}

TEST_P(VendorStoreContract, ARejectedAppCanBeSubmittedAgain) {
  ASSERT_TRUE(submit(gauges()));
  const auto rejected = decide({.approved = false, .launch = true, .note = "no documentation"});
  EXPECT_EQ(rejected->status, AppStatus::rejected);
  EXPECT_EQ(rejected->review_note, "no documentation");
  EXPECT_EQ(set_status(AppStatus::public_listing).error().code, Errc::conflict);
  EXPECT_EQ(set_status(AppStatus::submitted)->submitted_at, kToday + 9);
  EXPECT_EQ(run(vendors().submissions({}, {}))->total, 1U);
}

TEST_P(VendorStoreContract, RefusesNewAppsItCannotKeep) {
  auto listing = gauges();
  listing.key = kTables;
  EXPECT_EQ(submit(listing).error().code, Errc::conflict) << "public";
  ASSERT_TRUE(submit(gauges()));
  EXPECT_EQ(submit(gauges()).error().code, Errc::conflict) << "submitted";
  listing.key = "com.example.Other";
  listing.category = "no such category";
  EXPECT_EQ(submit(listing).error().code, Errc::invalid_argument);
  listing.category = "reports";
  listing.vendor_id = 99;
  EXPECT_EQ(submit(listing).error().code, Errc::not_found);
  EXPECT_EQ(run(vendors().decide({}, "nope", {}, kToday)).error().code, Errc::not_found);
  EXPECT_EQ(run(vendors().decide({}, kTables, {}, kToday)).error().code, Errc::conflict);
}

TEST_P(VendorStoreContract, ListsAVendorsAppsPublicOrNotByKey) {
  ASSERT_TRUE(submit(gauges()));
  const auto page = run(vendors().listings({}, kTidewater, {.offset = 1, .limit = 10})).value();
  EXPECT_EQ(page.total, 3U);
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[0].key, "com.example.Gauges");
  EXPECT_EQ(page.rows[0].status, AppStatus::submitted);
  EXPECT_EQ(page.rows[1].key, kTables);
  EXPECT_EQ(page.rows[1].status, AppStatus::public_listing);
  EXPECT_EQ(page.rows[1].version.release_notes, "Better");
  EXPECT_EQ(run(vendors().listings({}, kQuarry, {}))->total, 2U);
}

TEST_P(VendorStoreContract, ANewTextIsFoundAndTheOldOneIsNot) {
  domain::ListingChange change;
  change.name = "Grids";
  change.summary = "Rows and columns'; DROP TABLE app; --";
  change.category = "utilities";
  const auto changed = run(vendors().change({}, kTidewater, kTables, change, kToday));
  ASSERT_TRUE(changed) << changed.error().detail;
  EXPECT_THAT(found("grids"), ElementsAre(kTables));
  EXPECT_THAT(found("columns"), ElementsAre(kTables));
  const auto page = run(market().app_page({}, kTables)).value();
  EXPECT_EQ(page.app.name, "Grids");
  EXPECT_EQ(page.app.summary, *change.summary) << "text stays text";
  EXPECT_EQ(page.app.active_installs, 102);
  EXPECT_EQ(page.description, "Everything about Tables") << "not named, not changed";
  EXPECT_EQ(run(market().list_apps({}, {.text = {}, .category = "utilities"}))->total, 3U);
  EXPECT_EQ(run(market().list_apps({}, {.text = "glance", .category = {}}))->total, 2U);
}

TEST_P(VendorStoreContract, NobodyChangesAnotherVendorsApp) {
  EXPECT_EQ(run(vendors().change({}, kQuarry, kTables, {}, kToday)).error().code, Errc::forbidden);
  EXPECT_EQ(run(vendors().publish({}, kQuarry, kTables, {.name = "6", .release_notes = {}})).error().code,
            Errc::forbidden);
  EXPECT_EQ(set_prices(Hosting::cloud, 5, kToday, kQuarry).error().code, Errc::forbidden);
  EXPECT_EQ(run(vendors().tokens({}, kQuarry, kTables)).error().code, Errc::forbidden);
  EXPECT_EQ(run(vendors().change({}, kQuarry, "nope", {}, kToday)).error().code, Errc::not_found);
  domain::ListingChange change;
  change.category = "no such category";
  EXPECT_EQ(run(vendors().change({}, kTidewater, kTables, change, kToday)).error().code, Errc::invalid_argument);
}

TEST_P(VendorStoreContract, ANewVersionIsTheLatestWithoutApproval) {
  const domain::AppVersion version{.name = "2.0", .released_at = kToday, .release_notes = "Faster"};
  ASSERT_TRUE(run(vendors().publish({}, kTidewater, kTables, version)));
  EXPECT_EQ(run(market().latest_version({}, kTables))->version, "2.0");
  EXPECT_EQ(run(market().app_page({}, kTables))->release_notes, "Faster");
  EXPECT_EQ(record(CommandKind::install, "i-7", "Tables", Hosting::cloud).version, "2.0");
  EXPECT_THAT(found("tables").size(), 1U);
  EXPECT_EQ(run(vendors().publish({}, kTidewater, kTables, version)).error().code, Errc::conflict);
  const auto versions = run(vendors().versions({}, kTables, {.offset = 0, .limit = 2})).value();
  EXPECT_EQ(versions.total, 3U);
  ASSERT_EQ(versions.rows.size(), 2U);
  EXPECT_EQ(versions.rows[0].name, "2.0");
  EXPECT_EQ(versions.rows[1].name, "1.1");
  EXPECT_EQ(run(vendors().version({}, kTables, "1.0"))->release_notes, "First");
  EXPECT_EQ(run(vendors().version({}, kTables, "9")).error().code, Errc::not_found);
  EXPECT_EQ(run(vendors().version({}, "nope", "1.0")).error().code, Errc::not_found);
  EXPECT_EQ(run(vendors().versions({}, "nope", {})).error().code, Errc::not_found);
}

TEST_P(VendorStoreContract, AVersionOfAnAppThatIsNotPublicIsLaunchedWithIt) {
  ASSERT_TRUE(submit(gauges()));
  ASSERT_TRUE(run(vendors().publish({}, kTidewater, "com.example.Gauges",
                                    {.name = "1.0", .released_at = kToday + 1, .release_notes = "Done"})));
  EXPECT_EQ(run(vendors().versions({}, "com.example.Gauges", {})).error().code, Errc::not_found);
  ASSERT_TRUE(decide({.approved = true, .launch = true, .note = {}}));
  EXPECT_EQ(run(market().latest_version({}, "com.example.Gauges"))->version, "1.0");
}

TEST_P(VendorStoreContract, PricesFollowTheTableUntilTheVendorSetsAList) {
  EXPECT_EQ(prices(Hosting::server).live, domain::price_list(1'000));
  EXPECT_FALSE(prices(Hosting::server).pending);
  ASSERT_TRUE(set_prices(Hosting::server, 4'400, kToday + 100));
  EXPECT_EQ(prices(Hosting::server).live, domain::price_list(1'000)) << "pending is not live";
  EXPECT_EQ(prices(Hosting::server).pending->list, list_of(4'400));
  EXPECT_EQ(prices(Hosting::server).pending->effective_at, kToday + 100);
  EXPECT_FALSE(prices(Hosting::cloud).pending);
  EXPECT_EQ(run(vendors().prices({}, "nope", Hosting::cloud)).error().code, Errc::not_found);
}

TEST_P(VendorStoreContract, PendingPricesAreLiveFromTheirDayOn) {
  ASSERT_TRUE(set_prices(Hosting::server, 9'999, kToday + 50));
  ASSERT_TRUE(set_prices(Hosting::server, 4'400, kToday + 100));  // in the other's place
  EXPECT_EQ(run(vendors().prices_take_effect({}, kToday + 99)).value(), 0U);
  EXPECT_EQ(record(CommandKind::purchase, "i-7", "Tables", Hosting::server, 25).amount_cents, 2'000);
  EXPECT_EQ(run(vendors().prices_take_effect({}, kToday + 100)).value(), 1U);
  EXPECT_EQ(run(vendors().prices_take_effect({}, kToday + 100)).value(), 0U);
  EXPECT_EQ(prices(Hosting::server).live, list_of(4'400));
  EXPECT_FALSE(prices(Hosting::server).pending);
  EXPECT_EQ(record(CommandKind::purchase, "i-8", "Tables", Hosting::server, 25).amount_cents, 4'400);
  EXPECT_EQ(record(CommandKind::renew, "i-7", "Tables", Hosting::server).amount_cents, 2'200)
      << "half of the price of today";
}

TEST_P(VendorStoreContract, APriceOfOneHostingLeavesTheOthers) {
  ASSERT_TRUE(set_prices(Hosting::cloud, 300, kToday));
  ASSERT_EQ(run(vendors().prices_take_effect({}, kToday)).value(), 1U);
  EXPECT_EQ(prices(Hosting::cloud).live, list_of(300));
  EXPECT_EQ(prices(Hosting::server).live, domain::price_list(1'000));
  EXPECT_EQ(record(CommandKind::purchase, "i-7", "Tables", Hosting::datacenter, 50).amount_cents, 3'000);
  EXPECT_EQ(run(market().app_page({}, kTables))->app.price_cents_usd, 300) << "the lowest, in the listing";
}

TEST_P(VendorStoreContract, SeveralListsTakeEffectAtOnce) {
  ASSERT_TRUE(set_prices(Hosting::cloud, 1'300, kToday));
  ASSERT_TRUE(set_prices(Hosting::datacenter, 1'100, kToday));
  ASSERT_EQ(run(vendors().prices_take_effect({}, kToday)).value(), 2U);
  EXPECT_EQ(prices(Hosting::cloud).live, list_of(1'300));
  EXPECT_EQ(prices(Hosting::datacenter).live, list_of(1'100));
  EXPECT_EQ(prices(Hosting::server).live, domain::price_list(1'000));
  EXPECT_EQ(run(market().app_page({}, kTables))->app.price_cents_usd, 1'000);
}

TEST_P(VendorStoreContract, NobodyPricesAnAppThatIsNotSold) {
  ASSERT_TRUE(submit(gauges()));
  const auto set =
      run(vendors().set_pending_prices({}, kTidewater, "com.example.Gauges", Hosting::cloud, {list_of(5), kToday}));
  EXPECT_EQ(set.error().code, Errc::conflict);
}

TEST_P(VendorStoreContract, ATokenOpensOneListingUntilItExpires) {
  auto listing = gauges();
  listing.status = AppStatus::private_listing;
  ASSERT_TRUE(submit(listing));
  const std::string key = listing.key;
  const ports::AccessToken token{.id = "t1", .note = "for a trial", .created_at = kToday, .expires_at = kToday + 60};
  ASSERT_TRUE(run(vendors().add_token({}, kTidewater, key, token, "digest-1")));
  const auto open = [&](std::string app, std::string digest, UnixMs now) {
    return run(vendors().open({}, std::move(app), std::move(digest), now));
  };
  EXPECT_EQ(open(key, "digest-1", kToday + 59)->name, "Gauges");
  const auto late = open(key, "digest-1", kToday + 60);
  EXPECT_EQ(late.error().code, Errc::forbidden);
  EXPECT_NE(late.error().detail.find("expired"), std::string::npos);
  EXPECT_EQ(open(key, "digest-2", kToday).error().code, Errc::forbidden);
  EXPECT_EQ(open("nope", "digest-1", kToday).error().code, Errc::not_found);
  EXPECT_EQ(open(kTables, "digest-1", kToday)->key, kTables) << "what is public is open";
  const auto tokens = run(vendors().tokens({}, kTidewater, key)).value();
  ASSERT_EQ(tokens.size(), 1U);
  EXPECT_EQ(tokens[0].note, "for a trial");
  EXPECT_EQ(run(vendors().remove_token({}, kTidewater, key, "t2")).error().code, Errc::not_found);
  ASSERT_TRUE(run(vendors().remove_token({}, kTidewater, key, "t1")));
  EXPECT_EQ(open(key, "digest-1", kToday).error().code, Errc::forbidden);
}

TEST_P(VendorStoreContract, TokensAreBoundedAndNotForPublicApps) {
  auto listing = gauges();
  listing.status = AppStatus::private_listing;
  ASSERT_TRUE(submit(listing));
  const auto add = [&](const std::string& app, std::size_t n) {
    const std::string id = std::to_string(n);
    return run(vendors().add_token({}, kTidewater, app, {.id = id, .note = {}}, "digest-" + id));
  };
  EXPECT_EQ(add(kTables, 0).error().code, Errc::conflict);
  for (std::size_t n = 0; n < ports::kMaxTokens; ++n) ASSERT_TRUE(add(listing.key, n));
  EXPECT_EQ(add(listing.key, ports::kMaxTokens).error().code, Errc::conflict);
  ASSERT_TRUE(set_status(AppStatus::submitted));
  ASSERT_TRUE(decide({.approved = true, .launch = true, .note = {}}));
  EXPECT_THAT(run(vendors().tokens({}, kTidewater, listing.key)).value(), IsEmpty()) << "a public app needs none";
}

TEST_P(VendorStoreContract, WhoHasAnAppCanReviewItOnceAndChangeTheReview) {
  const auto review = [this](std::string instance, std::int64_t stars, std::string text, UnixMs at) {
    return run(vendors().review({}, kTables, {std::move(instance), stars, std::move(text), at}));
  };
  EXPECT_EQ(run(vendors().reviews({}, kTables, {}))->average_stars, 3.5);
  ASSERT_TRUE(review("i-1", 0, "'; DROP TABLE review", kToday));
  ASSERT_TRUE(review("i-2", 4, "Good", kToday + 1));
  EXPECT_EQ(review("i-9", 4, "Never had it", kToday).error().code, Errc::conflict);
  EXPECT_EQ(run(vendors().review({}, "nope", {"i-1", 1, "", kToday})).error().code, Errc::not_found);
  EXPECT_EQ(run(vendors().reviews({}, "nope", {})).error().code, Errc::not_found);
  const auto both = run(vendors().reviews({}, kTables, {})).value();
  EXPECT_EQ(both.page.total, 2U);
  ASSERT_EQ(both.page.rows.size(), 2U);
  EXPECT_EQ(both.page.rows[0].text, "Good") << "newest first";
  EXPECT_EQ(both.page.rows[1].text, "'; DROP TABLE review");
  EXPECT_DOUBLE_EQ(both.average_stars, (35.0 + 4) / 12);
  ASSERT_TRUE(review("i-1", 4, "Better now", kToday + 2));
  const auto changed = run(vendors().reviews({}, kTables, {.offset = 0, .limit = 1})).value();
  EXPECT_EQ(changed.page.total, 2U);
  ASSERT_EQ(changed.page.rows.size(), 1U);
  EXPECT_EQ(changed.page.rows[0].text, "Better now");
  EXPECT_DOUBLE_EQ(changed.average_stars, (35.0 + 8) / 12);
  EXPECT_DOUBLE_EQ(run(market().app_page({}, kTables))->app.stars, (35.0 + 8) / 12);
}

TEST_P(VendorStoreContract, ReportsTheLicencesOfOneVendor) {
  ASSERT_EQ(record(CommandKind::start_evaluation, "i-5", "Diagrams", Hosting::cloud, 10, kToday + 10).code, Errc::ok);
  const auto report = [this](ports::ReportQuery query) {
    return run(vendors().licences({}, kTidewater, std::move(query))).value();
  };
  const auto all = report({});
  EXPECT_EQ(all.total, 2U);
  ASSERT_EQ(all.rows.size(), 2U);
  EXPECT_EQ(all.rows[0].licence.instance_id, "i-1");
  EXPECT_EQ(all.rows[0].licence.app_key, kTables);
  EXPECT_EQ(all.rows[0].app_name, "Tables");
  EXPECT_EQ(all.rows[0].licence.hosting, Hosting::server);
  EXPECT_EQ(all.rows[1].licence.type, domain::LicenceType::evaluation);
  const auto total = [&](ports::ReportQuery query) { return report(std::move(query)).total; };
  EXPECT_EQ(total({.app_key = kTables}), 1U);
  EXPECT_EQ(total({.app_key = "com.example.Charts"}), 0U) << "another vendor's";
  EXPECT_EQ(total({.app_key = {}, .hosting = Hosting::cloud}), 1U);
  EXPECT_EQ(total({.app_key = {}, .licence_type = domain::LicenceType::commercial}), 1U);
  EXPECT_EQ(total({.app_key = {}, .from = kToday + 1}), 1U);
  EXPECT_EQ(total({.app_key = {}, .until = kToday + 10}), 1U);
  const UnixMs much_later = kToday + 2'000 * kMsPerDay;
  EXPECT_EQ(total({.app_key = {}, .active = true, .now = much_later}), 1U) << "a server licence is perpetual";
  EXPECT_EQ(total({.app_key = {}, .active = false, .now = much_later}), 1U);
  EXPECT_EQ(report({.app_key = {}, .descending = true}).rows[0].licence.instance_id, "i-5");
  const auto second = report({.app_key = {}, .slice = {.offset = 1, .limit = 1}});
  EXPECT_EQ(second.total, 2U);
  ASSERT_EQ(second.rows.size(), 1U);
  EXPECT_EQ(second.rows[0].licence.instance_id, "i-5");
}

TEST_P(VendorStoreContract, ReportsEverySaleOnce) {
  record(CommandKind::start_evaluation, "i-5", "Diagrams", Hosting::cloud);
  ASSERT_EQ(record(CommandKind::purchase, "i-5", "Diagrams", Hosting::cloud, 25, kToday + 7).amount_cents, 8'000);
  record(CommandKind::purchase, "i-5", "Diagrams", Hosting::cloud, 25, kToday + 8);  // refused: has a licence
  ASSERT_EQ(record(CommandKind::renew, "i-1", "Tables", Hosting::server, 10, kToday + 40 * kMsPerDay).amount_cents,
            500);
  record(CommandKind::renew, "i-1", "Charts", Hosting::cloud);  // another vendor's
  const auto report = [this](ports::ReportQuery query) {
    return run(vendors().sales({}, kTidewater, std::move(query))).value();
  };
  const auto all = report({});
  EXPECT_EQ(all.total, 2U);
  ASSERT_EQ(all.rows.size(), 2U);
  EXPECT_EQ(all.rows[0].app_name, "Diagrams");
  EXPECT_EQ(all.rows[0].instance_id, "i-5");
  EXPECT_TRUE(all.rows[0].row.after_evaluation);
  EXPECT_EQ(all.rows[0].row.vendor_cents, 6'000) << "three quarters in March";
  EXPECT_EQ(all.rows[1].row.type, domain::SaleType::renewal);
  EXPECT_EQ(all.rows[1].row.vendor_cents, 350) << "70% of a server sale in April";
  EXPECT_GT(all.rows[1].number, all.rows[0].number);
  EXPECT_EQ(report({.app_key = {}, .sale_type = domain::SaleType::renewal}).total, 1U);
  EXPECT_EQ(report({.app_key = {}, .hosting = Hosting::datacenter}).total, 0U);
  EXPECT_EQ(report({.app_key = {}, .from = kToday + 8}).total, 1U);
  EXPECT_EQ(report({.app_key = {}, .descending = true}).rows[0].row.type, domain::SaleType::renewal);
  const auto months = run(vendors().sales_by_month({}, kTidewater, {})).value();
  const std::int64_t march = domain::month_of(kToday);
  EXPECT_THAT(months, ElementsAre(ports::SalesMonth{.month = march,
                                                    .hosting = Hosting::cloud,
                                                    .first_sales = 1,
                                                    .converted = 1,
                                                    .amount_cents = 8'000,
                                                    .vendor_cents = 6'000},
                                  ports::SalesMonth{.month = march + 1,
                                                    .hosting = Hosting::server,
                                                    .renewals = 1,
                                                    .amount_cents = 500,
                                                    .vendor_cents = 350}));
}

}  // namespace souk::contract
