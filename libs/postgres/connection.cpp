#include "postgres/connection.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace souk::postgres {
namespace {

// Statements that are sent before their results are looked at.
constexpr std::size_t kMostUnderWay = 256;

// 50 ms, doubling up to 2 s: until then whoever needs the connection is told at once that it is not there.
Nanos backoff(int failures) {
  return std::min<Nanos>(std::chrono::milliseconds(50) * (1 << std::min(failures, 6)), std::chrono::seconds(2));
}

ResultRows& rows_of(void* cursor) { return *static_cast<ResultRows*>(cursor); }

}  // namespace

Result<std::unique_ptr<storage::Connection>> PostgresConnection::open(const ConnectOptions& options) {
  storage::ConnectionBudget::Place place;
  if (options.budget != nullptr) {
    Result<storage::ConnectionBudget::Place> admitted = storage::ConnectionBudget::admit(options.budget);
    if (!admitted) return admitted.error();
    place = std::move(*admitted);
  }
  Result<std::unique_ptr<Session>> session = Session::open(options);
  if (!session) return session.error();
  return std::unique_ptr<storage::Connection>(
      new PostgresConnection(options, std::move(place), std::move(session.value())));
}

bool PostgresConnection::connected() {
  if (session_ != nullptr && !session_->lost()) return true;
  if (in_transaction_) {
    remember(fail(Errc::unavailable, "the connection to PostgreSQL was lost in the middle of a transaction"));
    return false;
  }
  if (options_.clock.now() < try_again_at_) {
    remember(fail(Errc::unavailable, "PostgreSQL is not there; it is tried again soon"));
    return false;
  }
  session_.reset();  // its place at the server is free before another is asked for
  Result<std::unique_ptr<Session>> session = Session::open(options_);
  if (!session) {
    try_again_at_ = options_.clock.now() + backoff(failures_++);
    remember(session.error());
    return false;
  }
  failures_ = 0;
  session_ = std::move(session.value());
  return true;
}

Session::Gathered PostgresConnection::gather() {
  Session::Gathered gathered = session_->gather();
  affected_ = gathered.affected;
  if (gathered.error) {
    if (!failed()) conflict_ = gathered.conflict;
    remember(*gathered.error);
  }
  return gathered;
}

void PostgresConnection::settle() {
  if (session_ != nullptr && session_->under_way() > 0) gather();
}

void PostgresConnection::execute(const char* sql, std::span<const storage::Value> values) {
  if (failed() || !connected()) return;
  if (!session_->send(sql, values)) return remember(session_->loss());
  if (session_->under_way() >= kMostUnderWay) gather();
}

void* PostgresConnection::open_cursor(const char* sql, std::span<const storage::Value> values) {
  if (failed() || !connected()) return nullptr;
  if (!session_->send(sql, values)) {
    remember(session_->loss());
    return nullptr;
  }
  Session::Gathered gathered = gather();
  return gathered.rows == nullptr ? nullptr : new ResultRows(std::move(gathered.rows));
}

bool PostgresConnection::next(void* cursor) { return rows_of(cursor).next(); }
std::int64_t PostgresConnection::integer_of(void* cursor, int column) { return rows_of(cursor).integer(column); }
double PostgresConnection::real_of(void* cursor, int column) { return rows_of(cursor).real(column); }
std::string_view PostgresConnection::text_of(void* cursor, int column) { return rows_of(cursor).text(column); }
void PostgresConnection::close_cursor(void* cursor) { delete static_cast<ResultRows*>(cursor); }

std::int64_t PostgresConnection::changes() {
  settle();
  return failed() ? 0 : affected_;
}

void PostgresConnection::script(const char* sql) {
  settle();
  if (failed() || !connected()) return;
  if (const Result<void> done = session_->script(sql); !done) remember(done.error());
}

void PostgresConnection::lock(std::string_view name) {
  run("SELECT pg_advisory_xact_lock(hashtextextended(?1, 0))", name);
}

void PostgresConnection::lock_tables(const char* tables) {
  script(("LOCK TABLE " + std::string(tables) + " IN EXCLUSIVE MODE").c_str());
}

void PostgresConnection::begin(bool write) {
  conflict_ = false;
  if (!connected()) return;
  in_transaction_ = true;
  execute(write ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {});
}

void PostgresConnection::commit() {
  execute("COMMIT", {});
  if (!failed()) {
    const Session::Gathered gathered = gather();
    // The server's way to say that it had given the transaction up.
    if (!gathered.error && gathered.tag == "ROLLBACK")
      remember(fail(Errc::internal, "the transaction was rolled back"));
  }
  if (!failed()) in_transaction_ = false;
}

void PostgresConnection::roll_back() {
  in_transaction_ = false;
  if (session_ == nullptr) return;
  if (session_->under_way() > 0) session_->gather();
  if (session_->lost() || !session_->in_transaction()) return;
  if (session_->send("ROLLBACK", {})) session_->gather();
}

}  // namespace souk::postgres
