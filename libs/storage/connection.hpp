// A connection to a database, SQLite's or another's. Not for two threads at once. Statements are written in what the
// databases have in common; where they differ, dialect() tells which one it is.
//
// Failures stick, as in a stream: after the first error every statement does nothing and every query has no rows, so
// that a transaction reads as straight code; its commit() returns that first error and rolls back.
#pragma once

#include <array>
#include <atomic>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "domain/request_phase.hpp"
#include "domain/result.hpp"
#include "storage/connection_budget.hpp"

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

enum class Dialect : std::uint8_t { sqlite, postgres };

// Bytes that are no text, for a column that keeps such.
struct Blob {
  std::string_view bytes;
};

// What a statement's parameter is bound to. Valid as long as the caller's argument.
struct Value {
  enum class Kind : std::uint8_t { integer, real, text, blob };
  Kind kind = Kind::integer;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;

  template <class T>
  static Value of(const T& value) {
    if constexpr (std::is_floating_point_v<T>) {
      return {.kind = Kind::real, .real = value, .text = {}};
    } else if constexpr (std::integral<T>) {
      return {.kind = Kind::integer, .integer = static_cast<std::int64_t>(value), .text = {}};
    } else if constexpr (std::same_as<T, Blob>) {
      return {.kind = Kind::blob, .text = value.bytes};
    } else {
      return {.kind = Kind::text, .text = value};
    }
  }
};

class Connection;

// The rows of a query under way; ends it when destroyed.
class Rows {
 public:
  // `cursor` is the connection's; null after an error.
  Rows(Connection& connection, void* cursor) : connection_(connection), cursor_(cursor) {}
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
  void* cursor_;
};

class Connection {
 public:
  // Opens or creates SQLite's file. Errors: io, corrupt, no_space; overloaded (no place left in the budget).
  static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  virtual Dialect dialect() const = 0;

  // Executes one statement without rows; integers, doubles, text and blobs bind to ?1, ?2, ... `sql` is prepared once
  // and known by its address: pass string constants.
  template <class... Args>
  void run(const char* sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value::of(args)...};
    execute(sql, values);
  }
  // One query at a time for the same `sql`.
  template <class... Args>
  Rows query(const char* sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{Value::of(args)...};
    return Rows(*this, open_cursor(sql, values));
  }
  // Executes several statements that need no parameters.
  virtual void script(const char* sql) = 0;

  // Rows changed by the latest run().
  virtual std::int64_t changes() = 0;
  // Whether the latest error was that others wrote at the same time: the transaction may succeed if it is repeated.
  virtual bool worth_repeating() const { return false; }
  bool failed() const { return error_.has_value(); }
  // Ends the failure, if any, and returns it.
  Result<void> take_error();

  // In a write transaction: until its end nobody else has the lock of that name. A database with one writer at a time
  // has no need of it.
  virtual void lock(std::string_view /*name*/) {}
  // Likewise: nobody else writes to these tables ("a, b"), while others may read them.
  virtual void lock_tables(const char* /*tables*/) {}

  // Whom the present work on this connection bills for what it waits for; null: nobody.
  domain::PhaseTimes* times() const { return times_; }
  void bill(domain::PhaseTimes* times) { times_ = times; }

  virtual void set_cache_kib(int /*cache_kib*/) {}
  // Gives back the memory of cached pages that no statement is using.
  virtual void release_memory() {}

 protected:
  Connection() = default;

  // Only the first error counts.
  void remember(Error error) {
    if (!error_) error_ = std::move(error);
  }
  void forget_error() { error_.reset(); }

 private:
  friend class Rows;
  friend class Transaction;

  // Waits for what run() left under way, if it does.
  virtual void settle() {}
  // All of them do nothing while failed().
  virtual void execute(const char* sql, std::span<const Value> values) = 0;
  virtual void* open_cursor(const char* sql, std::span<const Value> values) = 0;  // null on an error
  virtual bool next(void* cursor) = 0;
  virtual std::int64_t integer_of(void* cursor, int column) = 0;
  virtual double real_of(void* cursor, int column) = 0;
  virtual std::string_view text_of(void* cursor, int column) = 0;
  virtual void close_cursor(void* cursor) = 0;

  virtual void begin(bool write) = 0;
  virtual void commit() = 0;
  virtual void roll_back() = 0;  // also while failed(), and when there is no transaction any more

  std::optional<Error> error_;
  domain::PhaseTimes* times_ = nullptr;
};

// Begins when made; rolls back when destroyed without a successful commit().
class Transaction {
 public:
  enum class Mode { read, write };  // read: one snapshot for all its queries
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
