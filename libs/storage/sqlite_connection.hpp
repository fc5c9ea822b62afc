// A connection to SQLite's data file.
#pragma once

#include <memory>
#include <unordered_map>

#include "storage/connection.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace souk::storage {

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(sqlite3* database, ConnectionBudget::Place place)
      : database_(database), place_(std::move(place)) {}
  ~SqliteConnection() override;

  // Errors: those of Connection::open.
  Result<void> configure(const ConnectionOptions& options);

  Dialect dialect() const override { return Dialect::sqlite; }
  void script(const char* sql) override;
  std::int64_t changes() override;
  void set_cache_kib(int cache_kib) override;
  void release_memory() override;

 private:
  void execute(const char* sql, std::span<const Value> values) override;
  void* open_cursor(const char* sql, std::span<const Value> values) override;
  bool next(void* cursor) override;
  std::int64_t integer_of(void* cursor, int column) override;
  double real_of(void* cursor, int column) override;
  std::string_view text_of(void* cursor, int column) override;
  void close_cursor(void* cursor) override;
  void begin(bool write) override;
  void commit() override;
  void roll_back() override;

  sqlite3_stmt* prepared(const char* sql);  // null after an error
  // keep: SQLite copies texts, because the query outlives the call.
  void bind(sqlite3_stmt* statement, std::span<const Value> values, bool keep);
  void follow_limit();
  void note(int code, std::string_view doing);

  sqlite3* database_;
  ConnectionBudget::Place place_;
  std::shared_ptr<const PageLimit> limit_;
  std::uint32_t limit_in_force_ = 0;
  std::uint32_t quota_pages_ = 0;  // of the options; 0 = none
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace souk::storage
