// The queue in a table: an EventLog like any other, and what is its own.
#include "storage/table_event_log.hpp"

#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/event_log_contract.hpp"

namespace souk::tests {
namespace {

class TableFixture final : public EventLogFixture {
 public:
  TableFixture() { open(); }
  ports::EventLog& log() override { return *log_; }
  ports::Clock& clock() override { return clock_; }
  void close() override { log_->close(); }
  void reopen() override {
    log_.reset();
    database_.reset();
    open();
  }

 private:
  void open() {
    database_ = storage::SqliteDatabase::open({.path = folder_.file()}, clock_).value();
    log_ = database_->open_queue().value();
  }

  storage::TempFolder folder_;
  storage::TestClock clock_;
  std::unique_ptr<storage::SqliteDatabase> database_;
  std::unique_ptr<storage::TableEventLog> log_;
};

INSTANTIATE_TEST_SUITE_P(Table, EventLogContract,
                         testing::Values(EventLogAdapter{"table", [] { return std::make_unique<TableFixture>(); }}),
                         adapter_name);

}  // namespace
}  // namespace souk::tests

namespace souk::storage {
namespace {

class TableEventLogTest : public testing::Test {
 protected:
  std::int64_t number(const char* sql) {
    const auto connection = Connection::open({.path = folder_.file()}).value();
    Rows rows = connection->query(sql);
    return rows.next() ? rows.integer(0) : -1;
  }
  std::uint64_t transactions(const std::string& kind) { return database_->market().stats().transactions.at(kind); }
  void append(std::size_t count) {
    ASSERT_TRUE(run(log_->append(std::vector<std::string>(count, "event"))).has_value());
  }

  TempFolder folder_;
  TestClock clock_;
  std::unique_ptr<SqliteDatabase> database_ = SqliteDatabase::open({.path = folder_.file()}, clock_).value();
  std::unique_ptr<TableEventLog> log_ = database_->open_queue().value();
};

TEST_F(TableEventLogTest, TakingMarksRowsOnce) {
  append(10);
  EXPECT_EQ(number("SELECT count(*) FROM event_queue WHERE taken_at IS NOT NULL"), 0);
  ASSERT_EQ(run(log_->read(0, 4))->size(), 4U);
  EXPECT_EQ(number("SELECT count(*) FROM event_queue WHERE taken_at IS NOT NULL"), 4);
  EXPECT_EQ(transactions("queue_take"), 1U);
  ASSERT_EQ(run(log_->read(0, 4))->size(), 4U);
  EXPECT_EQ(transactions("queue_take"), 1U) << "reading again needs no writer";
}

TEST_F(TableEventLogTest, TrimDeletesRows) {
  append(10);
  ASSERT_TRUE(run(log_->trim(7)).has_value());
  EXPECT_EQ(number("SELECT count(*) FROM event_queue"), 3);
  EXPECT_EQ(number("SELECT min(id) FROM event_queue"), 8);
}

TEST_F(TableEventLogTest, NumbersGoOnAfterTheLastRowIsGone) {
  append(3);
  ASSERT_TRUE(run(log_->trim(3)).has_value());
  log_.reset();
  log_ = database_->open_queue().value();
  EXPECT_EQ(log_->stats().first_position, 3U);
  EXPECT_EQ(log_->stats().next_position, 3U);
  EXPECT_EQ(run(log_->append({"next"}))->first_position, 3U);
}

TEST_F(TableEventLogTest, CanNeitherPutInNorTakeOutWhileSomebodyHasTheWriter) {
  const auto options = SqliteOptions{.path = folder_.file("busy.db"),
                                     .pool_connections = 1,
                                     .max_waiting = 1,
                                     .max_wait = std::chrono::milliseconds(50)};
  const auto busy = SqliteDatabase::open(options, clock_).value();
  const auto queue = busy->open_queue().value();
  ASSERT_TRUE(run(queue->append({"before"})).has_value());
  {
    const auto turn = busy->take_writer(domain::Owner::ops);
    ASSERT_TRUE(turn.has_value());
    const auto appended = run(queue->append({"during"}));
    ASSERT_TRUE(appended.has_error());
    EXPECT_EQ(appended.error().code, Errc::deadline_exceeded);
    const auto taken = run(queue->read(0, 1));
    ASSERT_TRUE(taken.has_error());
    EXPECT_EQ(taken.error().code, Errc::deadline_exceeded);
    EXPECT_EQ(queue->stats().next_position, 1U) << "nothing of a failed append is there";
  }
  EXPECT_EQ(run(queue->read(0, 1))->size(), 1U);
  EXPECT_TRUE(run(queue->append({"after"})).has_value());
}

TEST_F(TableEventLogTest, CanNeitherPutInNorTakeOutOfAFullStore) {
  const std::string event(100, 'x');
  const std::vector<std::string> some(500, event);
  ASSERT_TRUE(run(log_->append(some)).has_value());
  ASSERT_TRUE(database_->set_room(128UL * 1024).has_value());
  Errc code = Errc::ok;
  for (int i = 0; i < 10'000 && code == Errc::ok; ++i) {
    const auto appended = run(log_->append({event}));
    if (!appended) code = appended.error().code;
  }
  ASSERT_EQ(code, Errc::no_space);
  const std::uint64_t next = log_->stats().next_position;
  const auto taken = run(log_->read(0, 512));
  ASSERT_TRUE(taken.has_error()) << "marking a row makes it longer, and its page is full";
  EXPECT_EQ(taken.error().code, Errc::no_space);
  EXPECT_EQ(log_->stats().next_position, next);
  ASSERT_TRUE(database_->set_room(0).has_value());
  EXPECT_EQ(run(log_->read(0, 512))->size(), 512U);
  EXPECT_TRUE(run(log_->append(some)).has_value());
}

TEST_F(TableEventLogTest, AFolderWithoutAQueueHasNone) {
  const auto other = SqliteDatabase::open({.path = folder_.file("other.db")}, clock_).value();
  EXPECT_EQ(other->has_queue().value(), false);
  EXPECT_EQ(database_->has_queue().value(), true);
}

}  // namespace
}  // namespace souk::storage
