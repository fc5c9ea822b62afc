// The store of the simulator beside the live one: the same random history has to leave both with the same answers. The
// contract suites say what each must do; this says that what they leave open is not decided differently.
#include <gtest/gtest.h>

#include "domain/random.hpp"
#include "sim/memory_database.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"

namespace souk {
namespace {

using storage::run;

domain::CatalogueSpec spec() {
  return {.apps = 60,
          .vendors = 12,
          .active_installs = 9'000,
          .large_apps = 8,
          .large_share = 0.7,
          .instances = 25,
          .apps_per_instance = 3};
}

void expect_equal(const domain::Receipt& a, const domain::Receipt& b) {
  EXPECT_EQ(a.code, b.code);
  EXPECT_EQ(a.detail, b.detail);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.instance_id, b.instance_id);
  EXPECT_EQ(a.app_key, b.app_key);
  EXPECT_EQ(a.hosting, b.hosting);
  EXPECT_EQ(a.version, b.version);
  EXPECT_EQ(a.amount_cents, b.amount_cents);
  EXPECT_EQ(a.at, b.at);
  EXPECT_EQ(a.expires_at, b.expires_at);
}

void expect_equal(const ports::AppSummary& a, const ports::AppSummary& b) {
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.summary, b.summary);
  EXPECT_EQ(a.vendor_name, b.vendor_name);
  EXPECT_EQ(a.category, b.category);
  EXPECT_EQ(a.stars, b.stars);
  EXPECT_EQ(a.price_cents_usd, b.price_cents_usd);
  EXPECT_EQ(a.active_installs, b.active_installs);
  EXPECT_EQ(a.downloads, b.downloads);
  EXPECT_EQ(a.latest_version, b.latest_version);
}

class MemoryAgainstSqlite : public testing::TestWithParam<std::uint64_t> {
 protected:
  MemoryAgainstSqlite() { sqlite_->load_catalogue(catalogue_).value(); }

  std::string some_instance() { return domain::instance_name(random_.below(30)); }
  std::string some_app() {
    return random_.chance(0.02) ? "com.example.unknown" : catalogue_.apps[random_.below(catalogue_.apps.size())].key;
  }

  void do_command() {
    domain::Command command{.kind = static_cast<domain::CommandKind>(random_.below(domain::kCommandKindCount)),
                            .instance_id = some_instance(),
                            .app_key = some_app(),
                            .hosting = static_cast<domain::Hosting>(random_.below(3)),
                            .version = random_.chance(0.1)    ? "1.0"
                                       : random_.chance(0.05) ? "none"
                                                              : "",
                            .users = random_.chance(0.5) ? 10 : 100};
    now_ += static_cast<UnixMs>(random_.below(20)) * kMsPerDay;
    // Keys come back, at times with another request.
    const std::uint64_t key = random_.below(400);
    const domain::IdempotencyKey idempotency{.key = random_.chance(0.1) ? "" : "key-" + std::to_string(key),
                                             .fingerprint = random_.chance(0.9) ? key : key + 1};
    const auto live = run(sqlite_->market().record({}, command, idempotency, now_));
    auto prepared = memory_.record(command, idempotency, now_);
    ASSERT_EQ(prepared.has_value(), live.has_value());
    if (!live) {
      EXPECT_EQ(prepared.error().code, live.error().code);
      EXPECT_EQ(prepared.error().detail, live.error().detail);
      return;
    }
    const domain::Recorded recorded = memory_.commit(std::move(*prepared));
    EXPECT_EQ(recorded.replayed, live->replayed);
    expect_equal(recorded.receipt, live->receipt);
  }

  // Events of the outbox, some of them again, and others, in an order that repeats positions at times.
  void apply_events() {
    std::vector<domain::PositionedEvent> events;
    for (const ports::OutboxEntry& entry : memory_.outbox_peek(20)) {
      events.push_back({.position = next_position_++, .event = entry.event});
      if (random_.chance(0.2)) events.push_back({.position = next_position_++, .event = entry.event});
      memory_.commit(memory_.outbox_remove(entry.sequence));
      run(sqlite_->market().outbox_remove({}, entry.sequence)).value();
    }
    for (std::uint64_t i = random_.below(30); i > 0; --i) {
      const std::uint64_t again = std::min<std::uint64_t>(next_position_, random_.chance(0.1) ? 3 : 0);
      events.push_back({.position = next_position_ - again,
                        .event = {.source = "/instances/" + some_instance(),
                                  .id = std::to_string(random_.below(200)),
                                  .type = static_cast<domain::EventType>(random_.below(domain::kEventTypeCount)),
                                  .app_key = random_.chance(0.05) ? "" : some_app(),
                                  .instance_id = some_instance(),
                                  .occurred_at = now_}});
      if (again == 0) ++next_position_;
    }
    std::vector<domain::PoisonEvent> poison;
    if (random_.chance(0.2)) poison.push_back({.position = next_position_++, .payload = "?", .reason = "unreadable"});
    const auto live = run(analytics_->apply(events, poison, domain::Strategy::batched, next_position_)).value();
    const auto simulated = memory_.commit(memory_.apply(events, poison, next_position_));
    EXPECT_EQ(simulated.applied, live.applied);
    EXPECT_EQ(simulated.duplicates, live.duplicates);
    EXPECT_EQ(simulated.replayed, live.replayed);
    EXPECT_EQ(simulated.poison.size(), live.poison.size());
    if (random_.chance(0.5)) roll_presence();
  }

  void roll_presence() {
    const domain::PresenceRoll roll{.up_to = next_position_, .today = day_of(now_), .window_days = 40};
    run(analytics_->roll_presence(roll)).value();
    memory_.commit(memory_.roll_presence(roll));
  }

  void expect_equal_insights(const std::string& app) {
    const auto live = run(sqlite_->insights().app_insight({}, app, day_of(now_), 8)).value();
    const auto simulated = memory_.app_insight(app, day_of(now_), 8).value();
    EXPECT_EQ(simulated.active_instances, live.active_instances);
    ASSERT_EQ(simulated.weeks.size(), live.weeks.size());
    for (std::size_t i = 0; i < live.weeks.size(); ++i) {
      EXPECT_EQ(simulated.weeks[i].active_installs, live.weeks[i].active_installs);
      EXPECT_EQ(simulated.weeks[i].active_instances, live.weeks[i].active_instances);
      EXPECT_EQ(simulated.weeks[i].downloads, live.weeks[i].downloads);
    }
  }

  void expect_equal_rankings() {
    const auto expect = [](const std::vector<domain::RankedApp>& simulated,
                           const std::vector<domain::RankedApp>& live) {
      ASSERT_EQ(simulated.size(), live.size());
      for (std::size_t i = 0; i < live.size(); ++i) {
        EXPECT_EQ(simulated[i].key, live[i].key);
        EXPECT_EQ(simulated[i].figure, live[i].figure);
      }
    };
    expect(memory_.trending(day_of(now_), 50), run(sqlite_->insights().trending({}, day_of(now_), 50)).value());
    expect(memory_.top_selling(day_of(now_), 50), run(sqlite_->insights().top_selling({}, day_of(now_), 50)).value());
  }

  void compare_answers() {
    for (const domain::App& app : catalogue_.apps) {
      const auto live = run(sqlite_->market().app_page({}, app.key)).value();
      const auto simulated = memory_.app_page(app.key).value();
      expect_equal(simulated.app, live.app);
      EXPECT_EQ(simulated.description, live.description);
      EXPECT_EQ(simulated.release_notes, live.release_notes);
      expect_equal_insights(app.key);
    }
    expect_equal_rankings();
    for (std::uint64_t n = 0; n < 30; ++n) {
      const std::string instance = domain::instance_name(n);
      compare_licences(instance);
      const std::string app = some_app();
      const auto live = run(sqlite_->market().offer({}, instance, app));
      const auto simulated = memory_.offer(instance, app);
      ASSERT_EQ(simulated.has_value(), live.has_value());
      if (!live) continue;
      EXPECT_EQ(simulated->installed, live->installed);
      EXPECT_EQ(simulated->installed_version, live->installed_version);
      EXPECT_EQ(simulated->licensed, live->licensed);
    }
    const auto live = run(sqlite_->market().reconcile({})).value();
    const auto simulated = memory_.reconcile();
    EXPECT_EQ(simulated.checked, live.checked);
    ASSERT_EQ(simulated.discrepancies.size(), live.discrepancies.size());
    for (std::size_t i = 0; i < live.discrepancies.size(); ++i) {
      EXPECT_EQ(simulated.discrepancies[i].subject, live.discrepancies[i].subject);
      EXPECT_EQ(simulated.discrepancies[i].counted, live.discrepancies[i].counted);
      EXPECT_EQ(simulated.discrepancies[i].of_record, live.discrepancies[i].of_record);
    }
  }

  void compare_licences(const std::string& instance) {
    const auto live = run(sqlite_->market().licences({}, instance)).value();
    const auto simulated = memory_.licences(instance);
    ASSERT_EQ(simulated.size(), live.size());
    for (std::size_t i = 0; i < live.size(); ++i) {
      EXPECT_EQ(simulated[i].app_key, live[i].app_key);
      EXPECT_EQ(simulated[i].type, live[i].type);
      EXPECT_EQ(simulated[i].users, live[i].users);
      EXPECT_EQ(simulated[i].started_at, live[i].started_at);
      EXPECT_EQ(simulated[i].expires_at, live[i].expires_at);
      EXPECT_EQ(simulated[i].renewals, live[i].renewals);
    }
  }

  // Relevance apart, of which only the set of hits is promised.
  void compare_lists() {
    const std::string category = random_.chance(0.5) ? "" : catalogue_.apps[random_.below(60)].category;
    const std::string name = catalogue_.apps[random_.below(60)].name;
    const std::string text = random_.chance(0.5) ? "" : name.substr(0, 2 + random_.below(name.size()));
    for (const auto order : {ports::AppOrder::active_installs, ports::AppOrder::newest, ports::AppOrder::name,
                             ports::AppOrder::added, ports::AppOrder::trending, ports::AppOrder::top_selling}) {
      ports::AppQuery query{.text = text, .category = category, .order = order};
      query.offset = random_.below(5);
      query.limit = 50;
      query.cost = static_cast<ports::Cost>(random_.below(3));
      query.top_vendors = random_.chance(0.3);
      query.policy.now = now_;
      const auto live = run(sqlite_->market().list_apps({}, query)).value();
      const auto simulated = memory_.list_apps(query).value();
      EXPECT_EQ(simulated.total, live.total) << text;
      ASSERT_EQ(simulated.apps.size(), live.apps.size()) << text;
      for (std::size_t i = 0; i < live.apps.size(); ++i) expect_equal(simulated.apps[i], live.apps[i]);
    }
  }

  domain::Random random_{GetParam()};
  const domain::Catalogue catalogue_ = domain::generate_catalogue(spec()).value();
  storage::TempFolder folder_;
  storage::TestClock clock_;
  std::unique_ptr<storage::SqliteDatabase> sqlite_ =
      storage::SqliteDatabase::open({.path = folder_.file()}, clock_).value();
  std::unique_ptr<ports::AnalyticsStore> analytics_ = sqlite_->analytics_factory().open().value();
  UnixMs now_ = clock_.unix_ms();
  sim::MemoryDatabase memory_{std::make_shared<const sim::CatalogueIndex>(catalogue_), now_};
  std::uint64_t next_position_ = 0;
};

TEST_P(MemoryAgainstSqlite, AnswersTheSameAfterTheSameHistory) {
  for (int step = 0; step < 400 && !HasFailure(); ++step) {
    const double draw = random_.uniform();
    if (draw < 0.8) {
      do_command();
    } else if (draw < 0.95) {
      apply_events();
    } else {
      compare_lists();
    }
  }
  compare_answers();
}

INSTANTIATE_TEST_SUITE_P(Seeds, MemoryAgainstSqlite, testing::Range<std::uint64_t>(1, 6));

}  // namespace
}  // namespace souk
