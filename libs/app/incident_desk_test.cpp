#include "app/incident_desk.hpp"

#include <gtest/gtest.h>

#include "app/incident_testing.hpp"

namespace souk::app {
namespace {

using domain::Component;
using domain::ComponentState;
using testing::MemoryIncidentStore;

struct IncidentDeskTest : ::testing::Test {
  JumpingClock clock;
  LiveSettings settings;
  ComponentBoard board{settings, clock};
  MemoryIncidentStore store;
  IncidentDesk desk{store, board, clock, {}};

  Result<domain::Incident> open() {
    return desk.carry_out({"outage",
                           domain::OpenIncident{.title = "Installs fail",
                                                .severity = domain::Severity::major,
                                                .scope = {},
                                                .criteria = {},
                                                .text = "We are looking into it."},
                           "tester"});
  }
  void see(Component component, bool ok) {
    for (int i = 0; i < 10; ++i) {
      clock.advance(std::chrono::seconds(1));
      board.record(component, {clock.now(), ok, std::chrono::milliseconds(3)});
    }
  }
  // One look of watch().
  void look() {
    struct OneLook final : ports::Clock {
      explicit OneLook(JumpingClock& real) : clock(real) {}
      Instant now() const override { return clock.now(); }
      UnixMs unix_ms() const override { return clock.unix_ms(); }
      Task<bool> sleep_until(Instant) override { co_return false; }
      JumpingClock& clock;
    } once(clock);
    IncidentDesk watching(store, board, once, store.kept);
    run_task(watching.watch(std::chrono::milliseconds(250)));
    seen = watching.incidents();
    failure = watching.failure();
  }
  std::vector<domain::Incident> seen;
  std::string failure;
};

TEST_F(IncidentDeskTest, KeepsWhatItAnswers) {
  const Result<domain::Incident> opened = open();
  ASSERT_TRUE(opened.has_value());
  ASSERT_EQ(store.kept.size(), 1U);
  EXPECT_EQ(store.kept[0], *opened);
  EXPECT_EQ(desk.incidents(), store.kept);
}

TEST_F(IncidentDeskTest, WhatCannotBeKeptHasNotHappened) {
  store.full = true;
  const Result<domain::Incident> refused = open();
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::no_space);
  EXPECT_TRUE(desk.incidents().empty());
  store.full = false;
  EXPECT_TRUE(open().has_value()) << "the name is still free";
}

TEST_F(IncidentDeskTest, ARefusalIsNotWritten) {
  ASSERT_TRUE(open().has_value());
  const int saves = store.saves;
  EXPECT_TRUE(open().has_error());
  EXPECT_EQ(store.saves, saves);
}

TEST_F(IncidentDeskTest, EntersWhatTheProbesSee) {
  ASSERT_TRUE(open().has_value());
  see(Component::search, false);
  look();
  ASSERT_EQ(seen.at(0).affected.size(), 1U);
  EXPECT_EQ(seen[0].affected[0].component, Component::search);
  EXPECT_EQ(seen[0].affected[0].worst, ComponentState::major_outage);
  EXPECT_EQ(store.kept, seen);
  const int saves = store.saves;
  look();
  EXPECT_EQ(store.saves, saves) << "nothing new, nothing written";
  see(Component::search, true);
  look();
  EXPECT_EQ(seen[0].affected[0].now, ComponentState::operational);
}

TEST_F(IncidentDeskTest, RemembersWhatAFullDiskDoesNotTake) {
  ASSERT_TRUE(open().has_value());
  see(Component::search, false);
  store.full = true;
  look();
  EXPECT_EQ(seen.at(0).affected.size(), 1U);
  EXPECT_EQ(failure, "the disk is full");
}

TEST_F(IncidentDeskTest, ComponentsThatAreBadAlreadyBelongToItFromTheStart) {
  see(Component::listings, false);
  const Result<domain::Incident> opened = open();
  ASSERT_TRUE(opened.has_value());
  ASSERT_EQ(opened->affected.size(), 1U);
  EXPECT_EQ(opened->affected[0].component, Component::listings);
}

}  // namespace
}  // namespace souk::app
