#include "domain/command_rules.hpp"

#include <gtest/gtest.h>

#include "domain/event_effects.hpp"

namespace souk::domain {
namespace {

constexpr UnixMs kNow = 1'583'366'400'000;  // 2020-03-05

Command command(CommandKind kind) {
  return {
      .kind = kind, .instance_id = "i-9", .app_key = "com.example.Charts", .hosting = Hosting::cloud, .version = {}};
}

CommandFacts known_app() {
  return {.app = AppFacts{.latest_version = "1.1", .price_cents = 2'000}, .installation = {}, .licence = {}};
}

CommandFacts installed() {
  CommandFacts facts = known_app();
  facts.installation = InstallationRow{.installed = true,
                                       .hosting = Hosting::server,
                                       .version = "1.0",
                                       .installed_at = 1,
                                       .upgraded_at = 2,
                                       .generation = 4};
  return facts;
}

CommandFacts licensed(UnixMs expires_at, Hosting hosting = Hosting::cloud) {
  CommandFacts facts = known_app();
  facts.licence = LicenceRow{.type = LicenceType::commercial,
                             .hosting = hosting,
                             .users = 25,
                             .started_at = 1,
                             .expires_at = expires_at,
                             .renewals = 2,
                             .generation = 3};
  return facts;
}

void expect_refused(const CommandDecision& decision, Errc code) {
  EXPECT_EQ(decision.receipt.code, code);
  EXPECT_FALSE(decision.receipt.detail.empty());
  EXPECT_FALSE(decision.installation || decision.licence || decision.event || decision.sale)
      << "a refusal changes nothing";
}

TEST(CommandRules, RefuseWhatNamesAnUnknownApp) {
  for (std::size_t kind = 0; kind < kCommandKindCount; ++kind) {
    const auto decision = decide(command(static_cast<CommandKind>(kind)), CommandFacts{}, kNow);
    expect_refused(decision, Errc::not_found);
    EXPECT_EQ(decision.receipt.detail, "no app with key 'com.example.Charts'");
  }
}

TEST(CommandRules, AReceiptSaysWhatWasAskedAndWhen) {
  const Receipt receipt = decide(command(CommandKind::install), known_app(), kNow).receipt;
  EXPECT_EQ(receipt.code, Errc::ok);
  EXPECT_EQ(receipt.kind, CommandKind::install);
  EXPECT_EQ(receipt.id, "i-9/com.example.Charts");
  EXPECT_EQ(receipt.instance_id, "i-9");
  EXPECT_EQ(receipt.app_key, "com.example.Charts");
  EXPECT_EQ(receipt.version, "1.1") << "the latest, as none was named";
  EXPECT_EQ(receipt.at, kNow);
}

TEST(CommandRules, AFirstInstallTellsAnalytics) {
  const auto decision = decide(command(CommandKind::install), known_app(), kNow);
  EXPECT_EQ(decision.installation, (InstallationRow{.installed = true,
                                                    .hosting = Hosting::cloud,
                                                    .version = "1.1",
                                                    .installed_at = kNow,
                                                    .upgraded_at = kNow,
                                                    .generation = 1}));
  ASSERT_TRUE(decision.event);
  EXPECT_EQ(decision.event->source, "/souk/core");
  EXPECT_EQ(decision.event->id, "i-9/com.example.Charts/1");
  EXPECT_EQ(decision.event->type, EventType::installed);
  EXPECT_EQ(decision.event->occurred_at, kNow);
}

TEST(CommandRules, AnInstallOverAnInstallationChangesItAndTellsNobody) {
  Command asked = command(CommandKind::install);
  asked.version = "0.9";
  const auto decision = decide(asked, installed(), kNow);
  EXPECT_EQ(decision.installation, (InstallationRow{.installed = true,
                                                    .hosting = Hosting::cloud,
                                                    .version = "0.9",
                                                    .installed_at = 1,
                                                    .upgraded_at = kNow,
                                                    .generation = 4}));
  EXPECT_FALSE(decision.event);
}

TEST(CommandRules, InstallingAgainIsAnotherEvent) {
  CommandFacts facts = installed();
  facts.installation->installed = false;
  const auto decision = decide(command(CommandKind::install), facts, kNow);
  EXPECT_EQ(decision.installation->generation, 5);
  EXPECT_EQ(decision.installation->installed_at, kNow);
  EXPECT_EQ(decision.event->id, "i-9/com.example.Charts/5");
}

TEST(CommandRules, RefuseAVersionThatDoesNotExist) {
  for (const CommandKind kind : {CommandKind::install, CommandKind::upgrade}) {
    CommandFacts facts = installed();
    facts.version_exists = false;
    Command asked = command(kind);
    asked.version = "9.9";
    EXPECT_TRUE(needs_version(asked));
    expect_refused(decide(asked, facts, kNow), Errc::not_found);
  }
  EXPECT_FALSE(needs_version(command(CommandKind::install))) << "it names none";
}

TEST(CommandRules, UpgradeAndUninstallNeedAnInstallation) {
  for (const CommandKind kind : {CommandKind::upgrade, CommandKind::uninstall}) {
    expect_refused(decide(command(kind), known_app(), kNow), Errc::conflict);
    CommandFacts gone = installed();
    gone.installation->installed = false;
    expect_refused(decide(command(kind), gone, kNow), Errc::conflict);
  }
  const auto upgrade = decide(command(CommandKind::upgrade), installed(), kNow);
  EXPECT_EQ(upgrade.installation->version, "1.1");
  EXPECT_EQ(upgrade.installation->hosting, Hosting::server) << "an upgrade moves nothing";
  EXPECT_EQ(upgrade.event->type, EventType::upgraded);
  const auto uninstall = decide(command(CommandKind::uninstall), installed(), kNow);
  EXPECT_FALSE(uninstall.installation->installed);
  EXPECT_EQ(uninstall.event->type, EventType::uninstalled);
  EXPECT_EQ(uninstall.event->id, "i-9/com.example.Charts/5");
}

TEST(CommandRules, AnEvaluationIsGivenOnceForThirtyDays) {
  const auto decision = decide(command(CommandKind::start_evaluation), known_app(), kNow);
  EXPECT_EQ(decision.licence->type, LicenceType::evaluation);
  EXPECT_EQ(decision.receipt.expires_at, kNow + 30 * kMsPerDay);
  EXPECT_EQ(decision.event->id, "i-9/com.example.Charts/licence/1");
  expect_refused(decide(command(CommandKind::start_evaluation), licensed(0), kNow), Errc::conflict);
}

TEST(CommandRules, APurchaseIsRefusedWhileALicenceRuns) {
  Command asked = command(CommandKind::purchase);
  asked.users = 25;
  const auto first = decide(asked, known_app(), kNow);
  EXPECT_EQ(first.receipt.amount_cents, 4'000);
  EXPECT_EQ(first.receipt.expires_at, kNow + 365 * kMsPerDay);
  EXPECT_EQ(first.licence->users, 25);
  EXPECT_EQ(first.licence->generation, 1);
  expect_refused(decide(asked, licensed(kNow + 1), kNow), Errc::conflict);
  const auto again = decide(asked, licensed(kNow), kNow);
  EXPECT_EQ(again.receipt.code, Errc::ok) << "the old one has ended";
  EXPECT_EQ(again.licence->generation, 4);
  EXPECT_EQ(again.licence->renewals, 0);
}

TEST(CommandRules, ARenewalAddsAYearToWhatIsLeft) {
  expect_refused(decide(command(CommandKind::renew), known_app(), kNow), Errc::conflict);
  const auto early = decide(command(CommandKind::renew), licensed(kNow + 5), kNow);
  EXPECT_EQ(early.receipt.expires_at, kNow + 5 + 365 * kMsPerDay);
  EXPECT_EQ(early.receipt.amount_cents, 4'000) << "of the licence's tier";
  EXPECT_EQ(early.licence->renewals, 3);
  EXPECT_EQ(early.event->type, EventType::renewed);
  const auto late = decide(command(CommandKind::renew), licensed(5, Hosting::server), kNow);
  EXPECT_EQ(late.receipt.expires_at, kNow + 365 * kMsPerDay);
  EXPECT_EQ(late.receipt.amount_cents, 2'000) << "half for a server";
  EXPECT_EQ(late.receipt.hosting, Hosting::server);
}

TEST(CommandRules, AnEvaluationCannotBeRenewed) {
  CommandFacts facts = licensed(kNow + 5);
  facts.licence->type = LicenceType::evaluation;
  expect_refused(decide(command(CommandKind::renew), facts, kNow), Errc::conflict);
}

TEST(CommandRules, SeededInstallationsHaveToldNothing) {
  const SeedInstallation seed{.instance_id = "i-1", .app_id = 1, .hosting = Hosting::server, .version = "1.0"};
  EXPECT_EQ(installation_of(seed, kNow).generation, 0);
  EXPECT_FALSE(licence_of(seed, kNow));
  SeedInstallation with_licence = seed;
  with_licence.licensed = true;
  EXPECT_EQ(licence_of(with_licence, kNow)->expires_at, kNow + kMaintenanceMs);
}

TEST(EventEffects, OnlyInstallsAndUninstallsChangeWhatIsActive) {
  for (std::size_t type = 0; type < kEventTypeCount; ++type) {
    const EventEffects effects = effects_of(static_cast<EventType>(type));
    const std::int64_t expected = type == static_cast<std::size_t>(EventType::installed)     ? 1
                                  : type == static_cast<std::size_t>(EventType::uninstalled) ? -1
                                                                                             : 0;
    EXPECT_EQ(effects.active, expected) << kEventTypeNames[type];
    EXPECT_EQ(effects.events, 1);
  }
}

TEST(EventEffects, AnEventThatNamesNoKnownAppIsPoisonUnlessItNeedsNone) {
  AnalyticsEvent event{.source = {}, .id = {}, .app_key = "com.example.Charts", .instance_id = {}};
  EXPECT_EQ(poison_reason(event, true), nullptr);
  EXPECT_NE(poison_reason(event, false), nullptr);
  event.app_key.clear();
  EXPECT_NE(poison_reason(event, false), nullptr);
  event.type = EventType::search_performed;
  EXPECT_EQ(poison_reason(event, false), nullptr);
}

Command on(CommandKind kind, Hosting hosting) {
  Command asked = command(kind);
  asked.hosting = hosting;
  return asked;
}

TEST(CommandRules, AServerEvaluationIsRenewedFiveTimes) {
  CommandFacts facts = known_app();
  const Command evaluate = on(CommandKind::start_evaluation, Hosting::server);
  UnixMs expires = kNow;
  for (int month = 0; month <= kEvaluationRenewals; ++month) {
    const auto decision = decide(evaluate, facts, kNow);
    ASSERT_EQ(decision.receipt.code, Errc::ok) << month << ": " << decision.receipt.detail;
    expires += kEvaluationMs;
    EXPECT_EQ(decision.receipt.expires_at, expires);
    EXPECT_EQ(decision.licence->renewals, month);
    EXPECT_EQ(decision.event.has_value(), month == 0) << "one evaluation, however often renewed";
    facts.licence = decision.licence;
  }
  const auto sixth = decide(evaluate, facts, kNow);
  expect_refused(sixth, Errc::conflict);
  EXPECT_NE(sixth.receipt.detail.find("purchase"), std::string::npos);
}

TEST(CommandRules, ALateRenewalOfAnEvaluationCountsFromNow) {
  CommandFacts facts = known_app();
  facts.licence = LicenceRow{.hosting = Hosting::server, .started_at = 1, .expires_at = 2};
  const auto decision = decide(on(CommandKind::start_evaluation, Hosting::server), facts, kNow);
  EXPECT_EQ(decision.receipt.expires_at, kNow + kEvaluationMs);
}

TEST(CommandRules, CloudAndDataCenterEvaluateOnce) {
  for (const Hosting hosting : {Hosting::cloud, Hosting::datacenter}) {
    CommandFacts facts = known_app();
    facts.licence = LicenceRow{.hosting = hosting, .started_at = 1, .expires_at = 2};
    expect_refused(decide(on(CommandKind::start_evaluation, hosting), facts, kNow), Errc::conflict);
    expect_refused(decide(on(CommandKind::start_evaluation, Hosting::server), facts, kNow), Errc::conflict);
  }
}

TEST(CommandRules, APurchaseIsASaleWithTheVendorsShare) {
  Command buy = on(CommandKind::purchase, Hosting::cloud);
  buy.users = 25;
  const auto decision = decide(buy, known_app(), kNow);
  ASSERT_TRUE(decision.sale);
  EXPECT_EQ(*decision.sale, (SaleRow{.type = SaleType::first,
                                     .hosting = Hosting::cloud,
                                     .users = 25,
                                     .amount_cents = 4'000,
                                     .vendor_cents = 3'000,
                                     .sold_at = kNow,
                                     .maintenance_from = kNow,
                                     .maintenance_until = kNow + kMaintenanceMs}));
  constexpr UnixMs kMay = kNow + 60 * kMsPerDay;
  EXPECT_EQ(decide(buy, known_app(), kMay).sale->vendor_cents, 3'400) << "85% in cloud from April on";
}

TEST(CommandRules, APurchaseTellsWhetherItConvertsAnEvaluation) {
  CommandFacts facts = known_app();
  facts.licence = LicenceRow{.hosting = Hosting::cloud, .started_at = 1, .expires_at = 2};
  EXPECT_TRUE(decide(command(CommandKind::purchase), facts, kNow).sale->after_evaluation);
  EXPECT_FALSE(decide(command(CommandKind::purchase), known_app(), kNow).sale->after_evaluation);
}

TEST(CommandRules, ARenewalIsSoldFromWhereTheLicenceEnds) {
  const UnixMs ends = kNow + 10 * kMsPerDay;
  const auto decision = decide(command(CommandKind::renew), licensed(ends, Hosting::server), kNow);
  ASSERT_TRUE(decision.sale);
  EXPECT_EQ(decision.sale->type, SaleType::renewal);
  EXPECT_EQ(decision.sale->amount_cents, 2'000) << "half the price of 25 users";
  EXPECT_EQ(decision.sale->maintenance_from, ends);
  EXPECT_EQ(decision.sale->maintenance_until, ends + kMaintenanceMs);
  EXPECT_EQ(decision.sale->hosting, Hosting::server);
  EXPECT_EQ(decision.sale->users, 25);
}

TEST(CommandRules, WhatIsFreeIsNoSale) {
  CommandFacts facts = known_app();
  facts.app->price_cents = 0;
  EXPECT_FALSE(decide(command(CommandKind::purchase), facts, kNow).sale);
}

TEST(CommandRules, AVendorsPriceListComesBeforeTheTable) {
  CommandFacts facts = licensed(0, Hosting::server);
  facts.app->listed_price_cents = 7'000;
  EXPECT_EQ(decide(command(CommandKind::renew), facts, kNow).receipt.amount_cents, 3'500);
  facts.licence.reset();
  EXPECT_EQ(decide(command(CommandKind::purchase), facts, kNow).receipt.amount_cents, 7'000);
}

TEST(CommandRules, APurchaseIsPricedAsAskedAndARenewalAsHeld) {
  Command buy = on(CommandKind::purchase, Hosting::datacenter);
  buy.users = 500;
  EXPECT_EQ(priced(buy, std::nullopt)->hosting, Hosting::datacenter);
  EXPECT_EQ(priced(buy, std::nullopt)->users, 500);
  const auto held = licensed(0, Hosting::server).licence;
  EXPECT_EQ(priced(command(CommandKind::renew), held)->hosting, Hosting::server);
  EXPECT_EQ(priced(command(CommandKind::renew), held)->users, 25);
  EXPECT_FALSE(priced(command(CommandKind::renew), std::nullopt));
  EXPECT_FALSE(priced(command(CommandKind::install), held));
}

}  // namespace
}  // namespace souk::domain
