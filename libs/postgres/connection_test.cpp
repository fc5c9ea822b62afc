#include "postgres/connection.hpp"

#include <signal.h>

#include "postgres/postgres_test_support.hpp"

namespace souk::postgres {
namespace {

using storage::Blob;
using storage::Rows;
using storage::Transaction;
using testing::HasSubstr;

class ConnectionTest : public PostgresTest {
 protected:
  ConnectionTest() : connection_(connect()) {
    connection_->script("CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT NOT NULL, bytes BYTEA NOT NULL)");
    connection_->take_error().value();
  }
  void insert(std::int64_t id, std::string_view text = "x") {
    connection_->run("INSERT INTO note VALUES (?1, ?2, ?3)", id, text, Blob{text});
  }
  std::int64_t count() {
    std::int64_t notes = -1;
    {
      Rows rows = connection_->query("SELECT count(*) FROM note");
      if (rows.next()) notes = rows.integer(0);
    }
    return connection_->take_error() ? notes : -1;
  }

  std::unique_ptr<storage::Connection> connection_;
};

TEST_F(ConnectionTest, ReadsWhatWasWritten) {
  const std::string bytes("\0\xFF'\\x", 5);
  connection_->run("INSERT INTO note VALUES (?1, ?2, ?3)", std::int64_t{1} << 62, "caf\xC3\xA9", Blob{bytes});
  EXPECT_EQ(connection_->changes(), 1);
  Rows rows = connection_->query("SELECT id, text, bytes, id > 0, NULL, 0.1::double precision FROM note");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), std::int64_t{1} << 62);
  EXPECT_EQ(rows.text(1), "caf\xC3\xA9");
  EXPECT_EQ(rows.text(2), bytes);
  EXPECT_EQ(rows.integer(3), 1);
  EXPECT_EQ(rows.integer(4), 0);
  EXPECT_EQ(rows.text(4), "");
  EXPECT_EQ(rows.real(5), 0.1);
  EXPECT_FALSE(rows.next());
}

TEST_F(ConnectionTest, KeepsATextWithAZeroByte) {
  insert(1, std::string_view("a\0b", 3));
  ASSERT_TRUE(connection_->take_error());
  Rows rows = connection_->query("SELECT text, bytes FROM note");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.text(0),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(rows.text(1), std::string_view("a\0b", 3));
}

TEST_F(ConnectionTest, SendsManyStatementsAndCommitsThemTogether) {
  {
    Transaction transaction(*connection_, Transaction::Mode::write);
    for (std::int64_t id = 0; id < 2'000; ++id) insert(id, std::string(500, 'x'));
    ASSERT_TRUE(transaction.commit());
  }
  EXPECT_EQ(count(), 2'000);
}

TEST_F(ConnectionTest, TheFirstErrorSticksAndNothingOfTheTransactionHappened) {
  {
    Transaction transaction(*connection_, Transaction::Mode::write);
    insert(1);
    connection_->run("INSERT INTO nowhere VALUES (1)");
    insert(2);
    const Result<void> committed = transaction.commit();
    ASSERT_FALSE(committed);
    EXPECT_THAT(committed.error().detail, HasSubstr("nowhere"));
    EXPECT_FALSE(connection_->worth_repeating());
  }
  EXPECT_EQ(count(), 0);
  insert(3);
  EXPECT_TRUE(connection_->take_error());
  EXPECT_EQ(count(), 1);
}

TEST_F(ConnectionTest, AStatementMadeAfterAnErrorIsPreparedWhenNextNeeded) {
  {
    Transaction transaction(*connection_, Transaction::Mode::write);
    connection_->run("SELECT 1 / (?1 - ?1)", 1);
    connection_->run("DELETE FROM note WHERE id = ?1", 7);  // prepared in vain
    ASSERT_FALSE(transaction.commit());
  }
  insert(7);
  connection_->run("DELETE FROM note WHERE id = ?1", 7);
  EXPECT_TRUE(connection_->take_error());
  EXPECT_EQ(count(), 0);
}

TEST_F(ConnectionTest, SaysThatOthersWereInTheWay) {
  insert(1);
  const auto other = connect();
  {
    Transaction transaction(*connection_, Transaction::Mode::write);
    insert(1);
    ASSERT_FALSE(transaction.commit());
  }
  EXPECT_TRUE(connection_->worth_repeating());
}

TEST_F(ConnectionTest, AReadTransactionSeesOneMoment) {
  const auto other = connect();
  Transaction snapshot(*connection_, Transaction::Mode::read);
  {
    Rows rows = connection_->query("SELECT count(*) FROM note");
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), 0);
  }
  other->run("INSERT INTO note VALUES (1, '', '')");
  ASSERT_TRUE(other->take_error());
  Rows rows = connection_->query("SELECT count(*) FROM note");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), 0);
}

TEST_F(ConnectionTest, EndsAStatementThatTakesTooLong) {
  ConnectOptions hasty{.url = server_.url(name_), .clock = clock_};
  hasty.statement_timeout = std::chrono::milliseconds(200);
  const auto connection = std::move(PostgresConnection::open(hasty).value());
  const Instant began = clock_.now();
  connection->run("SELECT pg_sleep(20)");
  const Result<void> slept = connection->take_error();
  ASSERT_FALSE(slept);
  EXPECT_EQ(slept.error().code, Errc::deadline_exceeded) << slept.error().detail;
  EXPECT_LT(clock_.now() - began, std::chrono::seconds(5));
}

TEST_F(ConnectionTest, ComesBackAfterTheServerWasAway) {
  insert(1);
  ASSERT_TRUE(connection_->take_error());
  server_.stop(SIGQUIT);
  insert(2);
  const Result<void> lost = connection_->take_error();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Errc::unavailable) << lost.error().detail;
  insert(2);
  EXPECT_EQ(connection_->take_error().error().code, Errc::unavailable);
  server_.start();
  const Instant deadline = clock_.now() + std::chrono::seconds(10);
  while (count() < 0 && clock_.now() < deadline) {
  }
  EXPECT_EQ(count(), 1);
  insert(2);
  EXPECT_TRUE(connection_->take_error());
}

TEST_F(ConnectionTest, ATransactionWhoseConnectionIsLostDidNotHappen) {
  {
    Transaction transaction(*connection_, Transaction::Mode::write);
    insert(1);
    EXPECT_EQ(connection_->changes(), 1);
    server_.sql(name_, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'souk'");
    insert(2);
    const Result<void> committed = transaction.commit();
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, Errc::unavailable) << committed.error().detail;
  }
  EXPECT_EQ(count(), 0) << "on a new connection";
}

}  // namespace
}  // namespace souk::postgres
