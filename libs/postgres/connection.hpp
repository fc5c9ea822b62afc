// A connection to PostgreSQL as the stores use it: run() sends and goes on, and what became of it is known at the next
// query, changes(), or commit. A connection that was lost is made again, with backoff, when it is next used outside a
// transaction.
#pragma once

#include <memory>

#include "postgres/options.hpp"
#include "postgres/session.hpp"
#include "storage/connection.hpp"

namespace souk::postgres {

class PostgresConnection final : public storage::Connection {
 public:
  // Errors: those of Session::open; overloaded (no place left in the budget).
  static Result<std::unique_ptr<storage::Connection>> open(const ConnectOptions& options);

  storage::Dialect dialect() const override { return storage::Dialect::postgres; }
  void script(const char* sql) override;
  std::int64_t changes() override;
  void lock(std::string_view name) override;
  void lock_tables(const char* tables) override;
  bool worth_repeating() const override { return conflict_; }

 private:
  PostgresConnection(const ConnectOptions& options, storage::ConnectionBudget::Place place,
                     std::unique_ptr<Session> session)
      : options_(options), place_(std::move(place)), session_(std::move(session)) {}

  void settle() override;
  void execute(const char* sql, std::span<const storage::Value> values) override;
  void* open_cursor(const char* sql, std::span<const storage::Value> values) override;
  bool next(void* cursor) override;
  std::int64_t integer_of(void* cursor, int column) override;
  double real_of(void* cursor, int column) override;
  std::string_view text_of(void* cursor, int column) override;
  void close_cursor(void* cursor) override;
  void begin(bool write) override;
  void commit() override;
  void roll_back() override;

  bool connected();
  Session::Gathered gather();

  const ConnectOptions options_;
  storage::ConnectionBudget::Place place_;
  std::unique_ptr<Session> session_;  // null while it could not be made again
  std::int64_t affected_ = 0;
  bool in_transaction_ = false;
  bool conflict_ = false;
  int failures_ = 0;  // to connect, in a row
  Instant try_again_at_{};
};

}  // namespace souk::postgres
