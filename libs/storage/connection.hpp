// A connection to the data file. Not for two threads at once.
//
// Failures stick, as in a stream: after the first error every statement does nothing and every query has no rows, so
// that a transaction reads as straight code; its commit() returns that first error and rolls back.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "domain/request_phase.hpp"
#include "domain/result.hpp"
#include "storage/connection_budget.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace souk::storage {

// The pages that the data file may have, for all connections that share it; 0 = no limit. Looked at before each write.
inline constexpr std::uint32_t kMostPages = 1'073'741'823;  // as SQLite has it
using PageLimit = std::atomic<std::uint32_t>;

struct ConnectionOptions {
  std::filesystem::path path;
  int cache_kib = 512;                         // upper bound of the page cache of this connection
  std::uint64_t max_bytes = 0;                 // the data file's quota; 0 = none. Beyond it writes fail with no_space
  std::shared_ptr<const PageLimit> limit{};    // one that changes while the connection is open; null = none
  std::shared_ptr<ConnectionBudget> budget{};  // which the connection takes a place of; null = none
};

class Connection;

// The rows of a query under way; ends it when destroyed.
class Rows {
 public:
  Rows(Connection& connection, sqlite3_stmt* statement) : connection_(connection), statement_(statement) {}
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  // Moves to the next row; false after the last one and after an error.
  bool next();
  // Columns of the current row, from 0.
  std::int64_t integer(int column) const;
  std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  double real(int column) const;
  std::string_view text(int column) const;  // or blob; valid until next()
  std::string string(int column) const { return std::string(text(column)); }

 private:
  Connection& connection_;
  sqlite3_stmt* statement_;  // null after an error
};

class Connection {
 public:
  // Opens or creates the file. Errors: io, corrupt, no_space; overloaded (no place left in the budget).
  static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Executes one statement without rows; integers, doubles and text bind to ?1, ?2, ... `sql` is prepared once and
  // known by its address: pass string constants.
  template <class... Args>
  void run(const char* sql, const Args&... args) {
    sqlite3_stmt* statement = prepared(sql);
    int index = 0;
    (bind(statement, ++index, args, /*keep=*/false), ...);
    step_once(statement);
  }
  // One query at a time for the same `sql`.
  template <class... Args>
  Rows query(const char* sql, const Args&... args) {
    sqlite3_stmt* statement = prepared(sql);
    int index = 0;
    (bind(statement, ++index, args, /*keep=*/true), ...);
    return Rows(*this, statement);
  }
  // Executes several statements that need no parameters.
  void script(const char* sql);

  // Rows changed by the latest run().
  std::int64_t changes() const;
  bool failed() const { return error_.has_value(); }
  // Ends the failure, if any, and returns it.
  Result<void> take_error();

  // Whom the present work on this connection bills for what it waits for; null: nobody.
  domain::PhaseTimes* times() const { return times_; }
  void bill(domain::PhaseTimes* times) { times_ = times; }

  void set_cache_kib(int cache_kib);
  // Gives back the memory of cached pages that no statement is using.
  void release_memory();

 private:
  friend class Rows;
  friend class Transaction;
  explicit Connection(sqlite3* database) : database_(database) {}

  sqlite3_stmt* prepared(const char* sql);  // null after an error
  template <class T>
  void bind(sqlite3_stmt* statement, int index, const T& value, bool keep) {
    if constexpr (std::is_floating_point_v<T>) {
      bind_real(statement, index, value);
    } else if constexpr (std::integral<T>) {
      bind_integer(statement, index, static_cast<std::int64_t>(value));
    } else {
      bind_text(statement, index, value, keep);
    }
  }
  void bind_integer(sqlite3_stmt* statement, int index, std::int64_t value);
  void bind_real(sqlite3_stmt* statement, int index, double value);
  // keep: SQLite copies the text, because the query outlives the call.
  void bind_text(sqlite3_stmt* statement, int index, std::string_view value, bool keep);
  void step_once(sqlite3_stmt* statement);
  void remember(int code, std::string_view doing);
  void roll_back();
  void follow_limit();

  sqlite3* database_;
  ConnectionBudget::Place place_;
  std::optional<Error> error_;
  domain::PhaseTimes* times_ = nullptr;
  std::shared_ptr<const PageLimit> limit_;
  std::uint32_t limit_in_force_ = 0;
  std::uint32_t quota_pages_ = 0;  // of the options; 0 = none
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

// BEGIN when made; rolls back when destroyed without a successful commit().
class Transaction {
 public:
  enum class Mode { read, write };  // read: one snapshot for all its queries. write: BEGIN IMMEDIATE
  Transaction(Connection& connection, Mode mode);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Durable when it returns success. Otherwise the first error of the transaction, and nothing of it happened.
  Result<void> commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace souk::storage
