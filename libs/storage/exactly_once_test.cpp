// Exactly once when it is hard: workers whose batches overlap, and a process that is killed at any moment.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::storage {
namespace {

using domain::Strategy;

constexpr std::uint64_t kEvents = 240;
constexpr std::uint64_t kDistinct = 200;  // later events repeat the ids of earlier ones

std::vector<domain::PositionedEvent> events_between(std::uint64_t first, std::uint64_t last) {
  std::vector<domain::PositionedEvent> events;
  for (std::uint64_t position = first; position < std::min(last, kEvents); ++position) {
    events.push_back({.position = position,
                      .event = {.source = "/instances/i-1",
                                .id = std::to_string(position % kDistinct),
                                .type = domain::EventType::downloaded,
                                .app_key = "com.example.Tables",
                                .instance_id = "i-1",
                                .occurred_at = contract::kToday}});
  }
  return events;
}

// Each event counted once, each position consumed once, and every table agrees.
void expect_exact(SqliteDatabase& database) {
  const auto store = database.analytics_factory().open().value();
  const domain::ConsumerProgress progress = run(store->progress()).value();
  EXPECT_EQ(progress.applied, kDistinct);
  EXPECT_EQ(progress.duplicates, kEvents - kDistinct);
  EXPECT_EQ(progress.quarantined, 0U);
  EXPECT_EQ(run(database.market().app_page({}, "com.example.Tables"))->app.downloads,
            static_cast<std::int64_t>(kDistinct));
  const auto report = run(database.market().reconcile({})).value();
  for (const auto& d : report.discrepancies) {
    ADD_FAILURE() << d.subject << ": counted " << d.counted << ", of record " << d.of_record;
  }
}

// Applies everything in batches that overlap those of other workers, which use other sizes and the other strategy.
void work(SqliteDatabase& database, std::uint64_t worker) {
  const auto store = database.analytics_factory().open().value();
  const std::uint64_t step = 20 + worker * 7;
  const Strategy strategy = worker == 0 ? Strategy::per_event : Strategy::batched;
  for (std::uint64_t first = 0; first < kEvents; first += step) {
    const auto events = events_between(first, first + step + 10);
    ASSERT_TRUE(run(store->apply(events, {}, strategy, 0)).has_value());
  }
}

TEST(ExactlyOnce, WorkersWithOverlappingBatches) {
  TempFolder folder;
  TestClock clock;
  const auto database = SqliteDatabase::open({.path = folder.file()}, clock).value();
  ASSERT_TRUE(database->load_catalogue(contract::small_catalogue()).has_value());
  std::vector<std::thread> workers;
  for (std::uint64_t worker = 0; worker < 6; ++worker) workers.emplace_back(work, std::ref(*database), worker);
  for (auto& worker : workers) worker.join();
  expect_exact(*database);
}

// The child of the next test: applies events and tells its parent, through the pipe, after each acknowledged batch.
[[noreturn]] void apply_until_killed(const std::filesystem::path& path, Strategy strategy, std::uint64_t from,
                                     int pipe) {
  TestClock clock;
  const auto database = SqliteDatabase::open({.path = path, .pool_connections = 1}, clock).value();
  const auto store = database->analytics_factory().open().value();
  constexpr std::uint64_t kBatch = 10;
  for (std::uint64_t first = from; first < kEvents; first += kBatch) {
    const auto events = events_between(first, first + kBatch);
    run(store->apply(events, {}, strategy, 0)).value();
    const char done = '.';
    if (::write(pipe, &done, 1) != 1) break;
  }
  for (;;) ::pause();
}

// Starts a child, kills it after `batches` acknowledged batches, and returns how many it acknowledged.
std::uint64_t run_and_kill(const std::filesystem::path& path, Strategy strategy, std::uint64_t from, int batches) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    apply_until_killed(path, strategy, from, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t acknowledged = 0;
  char done = 0;
  for (int i = 0; i < batches && ::read(ends[0], &done, 1) == 1; ++i) ++acknowledged;
  ::kill(child, SIGKILL);
  while (::read(ends[0], &done, 1) == 1) ++acknowledged;
  ::close(ends[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  return acknowledged;
}

class ExactlyOnceKilled : public testing::TestWithParam<Strategy> {};

TEST_P(ExactlyOnceKilled, WhateverWasUnderWay) {
  TempFolder folder;
  TestClock clock;
  SqliteDatabase::open({.path = folder.file()}, clock).value()->load_catalogue(contract::small_catalogue()).value();
  for (int round = 0; round < 4; ++round) {
    // Each round starts a little before where the last one was killed, as a consumer does that redelivers.
    const auto from = static_cast<std::uint64_t>(round) * 20;
    const std::uint64_t acknowledged = run_and_kill(folder.file(), GetParam(), from, 2 + 2 * round);
    const auto database = SqliteDatabase::open({.path = folder.file()}, clock).value();
    const auto store = database->analytics_factory().open().value();
    EXPECT_GE(run(store->progress())->consumed(), from + acknowledged * 10) << "an acknowledged batch was lost";
    EXPECT_TRUE(run(database->market().reconcile({}))->discrepancies.empty());
  }
  const auto database = SqliteDatabase::open({.path = folder.file()}, clock).value();
  const auto store = database->analytics_factory().open().value();
  ASSERT_TRUE(run(store->apply(events_between(0, kEvents), {}, Strategy::batched, kEvents)).has_value());
  expect_exact(*database);
}

INSTANTIATE_TEST_SUITE_P(Killed, ExactlyOnceKilled, testing::Values(Strategy::per_event, Strategy::batched),
                         [](const auto& tested) { return std::string(domain::to_string(tested.param)); });

}  // namespace
}  // namespace souk::storage
