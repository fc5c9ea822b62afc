#include "storage/sqlite_connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <mutex>
#include <string>

#include "storage/sqlite_error.hpp"

namespace souk::storage {
namespace {

// Our own queue keeps writers of this process apart, so only another process can make us wait.
constexpr int kBusyTimeoutMs = 500;
// The log is copied into the file by the commit that finds it this long. Longer than the default, because hot pages are
// then copied once for many transactions.
constexpr int kCheckpointPages = 4'000;
constexpr int kPageBytes = 4'096;

// Memory statistics take a process-wide mutex at every allocation; with hundreds of connections that is the bottleneck.
void configure_library_once() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

sqlite3_stmt* statement_of(void* cursor) { return static_cast<sqlite3_stmt*>(cursor); }

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
  configure_library_once();
  ConnectionBudget::Place place;
  if (options.budget != nullptr) {
    Result<ConnectionBudget::Place> admitted = ConnectionBudget::admit(options.budget);
    if (!admitted) return admitted.error();
    place = std::move(*admitted);
  }
  sqlite3* database = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(options.path.c_str(), &database, flags, nullptr);
  auto connection = std::make_unique<SqliteConnection>(database, std::move(place));
  if (code != SQLITE_OK) return sqlite_error(database, code, "opening " + options.path.string());
  if (auto configured = connection->configure(options); !configured) return configured.error();
  return std::unique_ptr<Connection>(std::move(connection));
}

Result<void> SqliteConnection::configure(const ConnectionOptions& options) {
  sqlite3_extended_result_codes(database_, 1);
  sqlite3_busy_timeout(database_, kBusyTimeoutMs);
  sqlite3_wal_autocheckpoint(database_, kCheckpointPages);
  script("PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY;");
  set_cache_kib(options.cache_kib);
  if (options.max_bytes > 0) {
    const std::string pragma = "PRAGMA max_page_count=" + std::to_string(options.max_bytes / kPageBytes);
    script(pragma.c_str());
  }
  limit_ = options.limit;
  quota_pages_ = static_cast<std::uint32_t>(options.max_bytes / kPageBytes);
  return take_error();
}

void SqliteConnection::follow_limit() {
  if (limit_ == nullptr) return;
  const std::uint32_t wanted = limit_->load(std::memory_order_relaxed);
  if (wanted == limit_in_force_) return;
  limit_in_force_ = wanted;
  std::uint32_t pages = wanted > 0 ? wanted : kMostPages;
  if (quota_pages_ > 0) pages = std::min(pages, quota_pages_);
  script(("PRAGMA max_page_count=" + std::to_string(pages)).c_str());
}

SqliteConnection::~SqliteConnection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

void SqliteConnection::script(const char* sql) {
  if (failed()) return;
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) note(code, "running a script");
}

std::int64_t SqliteConnection::changes() { return failed() ? 0 : sqlite3_changes64(database_); }

void SqliteConnection::set_cache_kib(int cache_kib) {
  const std::string pragma = "PRAGMA cache_size=-" + std::to_string(cache_kib);
  script(pragma.c_str());
}

void SqliteConnection::release_memory() { sqlite3_db_release_memory(database_); }

sqlite3_stmt* SqliteConnection::prepared(const char* sql) {
  if (failed()) return nullptr;
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    note(code, sql);
    return nullptr;
  }
  statements_.emplace(sql, statement);
  return statement;
}

void SqliteConnection::bind(sqlite3_stmt* statement, std::span<const Value> values, bool keep) {
  int index = 0;
  for (const Value& value : values) {
    ++index;
    int code = SQLITE_OK;
    if (value.kind == Value::Kind::integer) {
      code = sqlite3_bind_int64(statement, index, value.integer);
    } else if (value.kind == Value::Kind::real) {
      code = sqlite3_bind_double(statement, index, value.real);
    } else {
      // An empty view may have no data, which SQLite would take for NULL.
      const char* data = value.text.data() != nullptr ? value.text.data() : "";
      code = sqlite3_bind_text64(statement, index, data, value.text.size(), keep ? SQLITE_TRANSIENT : SQLITE_STATIC,
                                 SQLITE_UTF8);
    }
    if (code != SQLITE_OK) note(code, "binding");
  }
}

void SqliteConnection::execute(const char* sql, std::span<const Value> values) {
  sqlite3_stmt* statement = prepared(sql);
  if (statement == nullptr) return;
  bind(statement, values, /*keep=*/false);
  if (!failed()) {
    const int code = sqlite3_step(statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW) note(code, sqlite3_sql(statement));
  }
  sqlite3_reset(statement);
}

void* SqliteConnection::open_cursor(const char* sql, std::span<const Value> values) {
  sqlite3_stmt* statement = prepared(sql);
  if (statement != nullptr) bind(statement, values, /*keep=*/true);
  return statement;
}

bool SqliteConnection::next(void* cursor) {
  const int code = sqlite3_step(statement_of(cursor));
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) note(code, "reading");
  return false;
}

std::int64_t SqliteConnection::integer_of(void* cursor, int column) {
  return sqlite3_column_int64(statement_of(cursor), column);
}

double SqliteConnection::real_of(void* cursor, int column) {
  return sqlite3_column_double(statement_of(cursor), column);
}

std::string_view SqliteConnection::text_of(void* cursor, int column) {
  const void* data = sqlite3_column_blob(statement_of(cursor), column);
  const int size = sqlite3_column_bytes(statement_of(cursor), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

void SqliteConnection::close_cursor(void* cursor) { sqlite3_reset(statement_of(cursor)); }

void SqliteConnection::note(int code, std::string_view doing) {
  if (!failed()) remember(sqlite_error(database_, code, doing));
}

void SqliteConnection::begin(bool write) {
  if (write) follow_limit();
  execute(write ? "BEGIN IMMEDIATE" : "BEGIN", {});
}

void SqliteConnection::commit() { execute("COMMIT", {}); }

void SqliteConnection::roll_back() {
  // Some errors (a full disk) have ended the transaction already.
  if (sqlite3_get_autocommit(database_) == 0) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace souk::storage
