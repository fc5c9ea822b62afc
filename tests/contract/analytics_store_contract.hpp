// What every AnalyticsStore promises: exactly once, whatever the strategy. See store_harness.hpp for how an adapter
// registers.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/contract/store_harness.hpp"

namespace souk::contract {

class AnalyticsStoreContract : public testing::TestWithParam<StoreCase> {
 protected:
  // A store of its own for each history, so that end states can be compared.
  struct World {
    std::unique_ptr<StoreHarness> harness;
    std::unique_ptr<ports::AnalyticsStore> store;
    World(const World&) = delete;
    explicit World(const StoreCase& made) : harness(made.make()) {
      harness->load(small_catalogue()).value();
      store = harness->open_analytics().value();
    }
    ~World() { store.reset(); }  // before its database

    domain::ApplyOutcome apply(const std::vector<domain::PositionedEvent>& events, domain::Strategy strategy,
                               const std::vector<domain::PoisonEvent>& poison = {}, std::uint64_t watermark = 0) {
      return harness->run(store->apply(events, poison, strategy, watermark)).value();
    }
    domain::ConsumerProgress progress() { return harness->run(store->progress()).value(); }
    ports::AppPage page(std::string app) {
      return harness->run(harness->market().app_page({}, "com.example." + std::move(app))).value();
    }
  };
  World world() { return World(GetParam()); }

  static domain::PositionedEvent event(std::uint64_t position, std::string id, domain::EventType type,
                                       std::string app = "Tables") {
    return {.position = position,
            .event = {.source = "/instances/i-1",
                      .id = std::move(id),
                      .type = type,
                      .app_key = app.empty() ? "" : "com.example." + app,
                      .instance_id = "i-1",
                      .occurred_at = kToday + static_cast<std::int64_t>(position % 3) * kMsPerDay}};
  }

  static constexpr std::uint64_t kMixed = 60;     // events of mixed_events(), at positions from 0
  static constexpr std::uint64_t kDistinct = 45;  // the first of them, before the first duplicate
  static constexpr std::size_t kPiece = 11;

  // Every type over several apps and days; with duplicates inside, unknown apps, and events that name no app.
  static std::vector<domain::PositionedEvent> mixed_events() {
    const char* const apps[] = {"Tables", "Charts", "Polls", "Macros"};
    std::vector<domain::PositionedEvent> events;
    for (std::uint64_t position = 0; position < kMixed; ++position) {
      const auto type = static_cast<domain::EventType>(position * 7 % domain::kEventTypeCount);
      events.push_back(event(position, std::to_string(position % kDistinct), type, apps[position % 4]));
      if (position % 41 == 5) events.back().event.app_key = "com.example.unknown";
      if (position % 29 == 3) events.back().event.app_key.clear();
    }
    return events;
  }
};

using domain::EventType;
using domain::Strategy;

inline constexpr Strategy kStrategies[] = {Strategy::per_event, Strategy::batched, Strategy::row_by_row};

TEST_P(AnalyticsStoreContract, CountsInstallsDownloadsAndNothingElse) {
  for (const Strategy strategy : kStrategies) {
    World w = world();
    const auto outcome = w.apply({event(0, "a", EventType::installed), event(1, "b", EventType::downloaded),
                                  event(2, "c", EventType::heartbeat), event(3, "d", EventType::installed),
                                  event(4, "e", EventType::uninstalled), event(5, "f", EventType::installed, "Polls")},
                                 strategy);
    EXPECT_EQ(outcome.applied, 6U);
    EXPECT_EQ(w.page("Tables").app.active_installs, 103);
    EXPECT_EQ(w.page("Tables").app.downloads, 3);
    EXPECT_EQ(w.page("Polls").app.active_installs, 501);
    EXPECT_EQ(w.page("Charts").app.downloads, 0);
    EXPECT_EQ(w.progress().applied, 6U);
  }
}

TEST_P(AnalyticsStoreContract, CountsADuplicateOnceAndConsumesItsPosition) {
  for (const Strategy strategy : kStrategies) {
    World w = world();
    const auto together = w.apply({event(0, "a", EventType::installed), event(1, "a", EventType::installed)}, strategy);
    EXPECT_EQ(together.applied, 1U);
    EXPECT_EQ(together.duplicates, 1U);
    const auto later = w.apply({event(2, "a", EventType::installed)}, strategy);
    EXPECT_EQ(later.applied, 0U);
    EXPECT_EQ(later.duplicates, 1U);
    EXPECT_EQ(w.page("Tables").app.active_installs, 103);
    EXPECT_EQ(w.progress().duplicates, 2U);
    EXPECT_EQ(w.progress().consumed(), 3U);
  }
}

TEST_P(AnalyticsStoreContract, TellsTheSameIdOfAnotherSourceApart) {
  for (const Strategy strategy : kStrategies) {
    World w = world();
    domain::PositionedEvent other = event(1, "a", EventType::installed);
    other.event.source = "/instances/i-2";
    EXPECT_EQ(w.apply({event(0, "a", EventType::installed), other}, strategy).applied, 2U);
  }
}

TEST_P(AnalyticsStoreContract, ChangesNothingWhenPositionsAreReplayed) {
  for (const Strategy strategy : kStrategies) {
    for (const Strategy again : kStrategies) {
      World w = world();
      const std::vector<domain::PoisonEvent> poison{{.position = 500, .payload = "?", .reason = "unreadable"}};
      const auto first = w.apply(mixed_events(), strategy, poison, 10);
      EXPECT_EQ(first.replayed, 0U);
      const auto before = w.harness->dump_analytics();
      const auto second = w.apply(mixed_events(), again, poison, 10);
      EXPECT_EQ(second.replayed, kMixed + 1);
      EXPECT_EQ(second.applied + second.duplicates + second.poison.size(), 0U);
      EXPECT_EQ(w.harness->dump_analytics(), before);
    }
  }
}

TEST_P(AnalyticsStoreContract, ReachesTheSameEndStateWithEitherStrategy) {
  World one_by_one = world();
  World together = world();
  const auto a = one_by_one.apply(mixed_events(), Strategy::per_event, {}, kMixed);
  const auto b = together.apply(mixed_events(), Strategy::batched, {}, kMixed);
  EXPECT_EQ(a.applied, b.applied);
  EXPECT_EQ(a.duplicates, b.duplicates);
  EXPECT_EQ(a.poison.size(), b.poison.size());
  EXPECT_GT(a.duplicates, 0U);
  EXPECT_GT(a.poison.size(), 0U);
  EXPECT_EQ(one_by_one.harness->dump_analytics(), together.harness->dump_analytics());
}

TEST_P(AnalyticsStoreContract, DoesNotDependOnHowEventsAreCutIntoBatches) {
  World whole = world();
  World pieces = world();
  whole.apply(mixed_events(), Strategy::batched);
  const auto events = mixed_events();
  for (std::size_t from = 0; from < events.size(); from += kPiece) {
    const auto first = events.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last = events.begin() + static_cast<std::ptrdiff_t>(std::min(from + kPiece, events.size()));
    pieces.apply({first, last}, from % 2 == 0 ? Strategy::batched : Strategy::per_event);
  }
  EXPECT_EQ(whole.harness->dump_analytics(), pieces.harness->dump_analytics());
}

TEST_P(AnalyticsStoreContract, CountsTheSameInAnyOrderOfDistinctEvents) {
  std::vector<domain::PositionedEvent> events;
  for (const auto& e : mixed_events()) {
    if (e.position < kDistinct) events.push_back(e);
  }
  World forwards = world();
  World backwards = world();
  forwards.apply(events, Strategy::batched);
  std::reverse(events.begin(), events.end());
  backwards.apply(events, Strategy::batched);
  EXPECT_EQ(forwards.harness->dump_analytics(), backwards.harness->dump_analytics());
}

TEST_P(AnalyticsStoreContract, QuarantinesEventsThatNameNoKnownApp) {
  for (const Strategy strategy : kStrategies) {
    World w = world();
    const auto outcome =
        w.apply({event(0, "a", EventType::heartbeat, "unknown"), event(1, "b", EventType::heartbeat, ""),
                 event(2, "c", EventType::search_performed, ""), event(3, "d", EventType::heartbeat)},
                strategy);
    EXPECT_EQ(outcome.applied, 2U) << "a search needs no app";
    ASSERT_EQ(outcome.poison.size(), 2U);
    for (const auto& poison : outcome.poison) {
      EXPECT_FALSE(poison.reason.empty());
      EXPECT_TRUE(domain::decode(poison.payload).has_value()) << "kept whole";
    }
    EXPECT_EQ(w.progress().quarantined, 2U);
  }
}

TEST_P(AnalyticsStoreContract, QuarantinesWhatTheCallerCouldNotRead) {
  for (const Strategy strategy : kStrategies) {
    World w = world();
    const std::vector<domain::PoisonEvent> poison{
        {.position = 4, .payload = std::string("\0\xff", 2), .reason = "cut"}};
    EXPECT_EQ(w.apply({}, strategy, poison).replayed, 0U);
    EXPECT_EQ(w.progress().quarantined, 1U);
    EXPECT_EQ(w.apply({}, strategy, poison).replayed, 1U);
    EXPECT_EQ(w.progress().quarantined, 1U);
  }
}

TEST_P(AnalyticsStoreContract, NeverMovesTheWatermarkBack) {
  World w = world();
  EXPECT_EQ(w.progress().low_watermark, 0U);
  w.apply({event(7, "a", EventType::heartbeat)}, Strategy::batched, {}, 5);
  EXPECT_EQ(w.progress().low_watermark, 5U);
  w.apply({event(8, "b", EventType::heartbeat)}, Strategy::per_event, {}, 3);
  EXPECT_EQ(w.progress().low_watermark, 5U);
  ASSERT_TRUE(w.harness->run(w.store->save_watermark(9)).has_value());
  ASSERT_TRUE(w.harness->run(w.store->save_watermark(2)).has_value());
  EXPECT_EQ(w.progress().low_watermark, 9U);
  w.apply({event(8, "b", EventType::heartbeat)}, Strategy::per_event, {}, 11);
  EXPECT_EQ(w.progress().low_watermark, 11U) << "a replay carries it too";
}

TEST_P(AnalyticsStoreContract, ReconcilesAfterTheOutboxWasApplied) {
  for (const Strategy strategy : kStrategies) {
    World w = world();
    auto& market = w.harness->market();
    for (const char* app : {"Tables", "Charts", "Polls"}) {
      const domain::Command install{.kind = domain::CommandKind::install,
                                    .instance_id = "i-7",
                                    .app_key = "com.example." + std::string(app),
                                    .hosting = domain::Hosting::cloud,
                                    .version = {}};
      ASSERT_TRUE(w.harness->run(market.record({}, install, {.key = app, .fingerprint = 1}, kToday)).has_value());
    }
    EXPECT_EQ(w.harness->run(market.reconcile({})).value().discrepancies.size(), 3U) << "not counted yet";
    std::vector<domain::PositionedEvent> events = mixed_events();
    std::erase_if(events, [](const domain::PositionedEvent& e) {
      return e.event.type == EventType::installed || e.event.type == EventType::uninstalled;
    });
    std::uint64_t position = 1'000;
    for (const auto& entry : w.harness->run(market.outbox_peek({}, 10)).value()) {
      events.push_back({.position = position++, .event = entry.event});
    }
    w.apply(events, strategy);
    const auto report = w.harness->run(market.reconcile({})).value();
    for (const auto& d : report.discrepancies) {
      ADD_FAILURE() << d.subject << ": counted " << d.counted << ", of record " << d.of_record;
    }
  }
}

TEST_P(AnalyticsStoreContract, AppliesNothingAsNothing) {
  for (const Strategy strategy : kStrategies) {
    World w = world();
    EXPECT_EQ(w.apply({}, strategy).applied, 0U);
    EXPECT_EQ(w.progress().consumed(), 0U);
  }
}

TEST_P(AnalyticsStoreContract, RecountingFindsNothingWrongInWhatWasApplied) {
  for (const Strategy strategy : kStrategies) {
    World w = world();
    w.apply(mixed_events(), strategy);
    const auto before = w.harness->dump_analytics();
    const auto recounted = w.harness->run(w.harness->market().recount({}, {})).value();
    EXPECT_EQ(recounted.vendors, 3U);
    EXPECT_EQ(recounted.corrected, 0U);
    EXPECT_TRUE(recounted.done);
    EXPECT_EQ(w.harness->dump_analytics(), before);
  }
}

TEST_P(AnalyticsStoreContract, RecountingCorrectsWhatIsWrongAllAtOnceOrVendorByVendor) {
  for (const std::size_t at_a_time : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
    World w = world();
    w.apply(mixed_events(), Strategy::batched);
    const auto before = w.harness->dump_analytics();
    w.harness->falsify_active("com.example.Charts", 3);
    w.harness->falsify_active("com.example.Macros", -2);
    domain::Recounted sum;
    while (!sum.done) {
      const domain::RecountPlan plan{.after_vendor = sum.last_vendor, .max_vendors = at_a_time};
      const auto some = w.harness->run(w.harness->market().recount({.owner = domain::Owner::ops}, plan)).value();
      ASSERT_TRUE(some.done || some.last_vendor > sum.last_vendor);
      if (at_a_time > 0) {
        EXPECT_LE(some.vendors, at_a_time);
      }
      sum = {.vendors = sum.vendors + some.vendors,
             .corrected = sum.corrected + some.corrected,
             .last_vendor = some.last_vendor,
             .done = some.done};
    }
    EXPECT_EQ(sum.vendors, 3U);
    EXPECT_EQ(sum.corrected, 2U);
    EXPECT_EQ(w.harness->dump_analytics(), before);
  }
}

TEST_P(AnalyticsStoreContract, RecountingAfterTheLastVendorIsDoneAtOnce) {
  World w = world();
  const auto recounted = w.harness->run(w.harness->market().recount({}, {.after_vendor = 3, .max_vendors = 5})).value();
  EXPECT_EQ(recounted.vendors, 0U);
  EXPECT_TRUE(recounted.done);
  EXPECT_EQ(w.harness->market().stats().transactions.at("repair_counts"), 1U);
}

}  // namespace souk::contract
