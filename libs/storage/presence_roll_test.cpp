// The roll-up of presence when its process is killed at any moment: every report counts once.
#include "storage/presence_roll.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::storage {
namespace {

constexpr std::uint64_t kEvents = 300;
constexpr std::int64_t kDay = day_of(contract::kToday);

// Forty instances that come, go and come back.
std::vector<domain::PositionedEvent> reports() {
  std::vector<domain::PositionedEvent> events;
  for (std::uint64_t position = 0; position < kEvents; ++position) {
    events.push_back(
        {.position = position,
         .event = {.source = "/instances/x",
                   .id = std::to_string(position),
                   .type = position % 9 == 4 ? domain::EventType::uninstalled : domain::EventType::heartbeat,
                   .app_key = position % 2 == 0 ? "com.example.Polls" : "com.example.Macros",
                   .instance_id = "n-" + std::to_string(position * 7 % 40),
                   .occurred_at = contract::kToday}});
  }
  return events;
}

std::unique_ptr<SqliteDatabase> open(const std::filesystem::path& path, ports::Clock& clock) {
  return SqliteDatabase::open({.path = path, .pool_connections = 1}, clock).value();
}

domain::PresenceRolled roll(SqliteDatabase& database, std::size_t max_events) {
  const domain::PresenceRoll step{.up_to = kEvents, .today = kDay, .max_events = max_events};
  const auto store = database.analytics_factory().open().value();
  return run(store->roll_presence(step)).value();
}

std::pair<std::int64_t, std::int64_t> counts(SqliteDatabase& database) {
  const auto count = [&database](const char* app) {
    return run(database.insights().app_insight({}, app, kDay, 1)).value().active_instances;
  };
  return {count("com.example.Polls"), count("com.example.Macros")};
}

std::unique_ptr<SqliteDatabase> with_reports(const std::filesystem::path& path, ports::Clock& clock) {
  auto database = open(path, clock);
  database->load_catalogue(contract::small_catalogue()).value();
  const auto store = database->analytics_factory().open().value();
  run(store->apply(reports(), {}, domain::Strategy::batched, kEvents)).value();
  return database;
}

[[noreturn]] void roll_until_killed(const std::filesystem::path& path, int pipe) {
  TestClock clock;
  const auto database = open(path, clock);
  while (roll(*database, 7).more) {
    const char done = '.';
    if (::write(pipe, &done, 1) != 1) break;
  }
  for (;;) ::pause();
}

void roll_and_kill(const std::filesystem::path& path, int steps) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    roll_until_killed(path, ends[1]);
  }
  ::close(ends[1]);
  char done = 0;
  for (int i = 0; i < steps && ::read(ends[0], &done, 1) == 1; ++i) {
  }
  ::kill(child, SIGKILL);
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
}

TEST(PresenceRoll, CountsEveryReportOnceWhoeverIsKilled) {
  TempFolder whole_folder, pieces_folder;
  TestClock clock;
  const auto whole = with_reports(whole_folder.file(), clock);
  EXPECT_FALSE(roll(*whole, 1'000).more);
  const auto expected = counts(*whole);
  EXPECT_GT(expected.first, 0);

  with_reports(pieces_folder.file(), clock).reset();
  for (int steps = 1; steps <= 5; ++steps) roll_and_kill(pieces_folder.file(), steps);
  const auto pieces = open(pieces_folder.file(), clock);
  while (roll(*pieces, 11).more) {
  }
  EXPECT_EQ(counts(*pieces), expected);
  const auto report = run(pieces->market().reconcile({})).value();
  for (const auto& d : report.discrepancies) {
    if (d.subject.starts_with("com.example")) continue;  // nobody made these installs
    ADD_FAILURE() << d.subject << ": counted " << d.counted << ", of record " << d.of_record;
  }
}

}  // namespace
}  // namespace souk::storage
