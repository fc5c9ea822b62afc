#include "storage/connection.hpp"

#include <sqlite3.h>

#include <mutex>

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

}  // namespace

Rows::~Rows() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
}

bool Rows::next() {
  if (statement_ == nullptr || connection_.failed()) return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) connection_.remember(code, "reading");
  return false;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Rows::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Rows::text(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

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
  std::unique_ptr<Connection> connection(new Connection(database));
  connection->place_ = std::move(place);
  if (code != SQLITE_OK) return sqlite_error(database, code, "opening " + options.path.string());
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, kBusyTimeoutMs);
  sqlite3_wal_autocheckpoint(database, kCheckpointPages);
  connection->script("PRAGMA synchronous=FULL; PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY;");
  connection->set_cache_kib(options.cache_kib);
  if (options.max_bytes > 0) {
    const std::string pragma = "PRAGMA max_page_count=" + std::to_string(options.max_bytes / kPageBytes);
    connection->script(pragma.c_str());
  }
  if (auto opened = connection->take_error(); !opened) return opened.error();
  connection->limit_ = options.limit;
  connection->quota_pages_ = static_cast<std::uint32_t>(options.max_bytes / kPageBytes);
  return connection;
}

void Connection::follow_limit() {
  if (limit_ == nullptr) return;
  const std::uint32_t wanted = limit_->load(std::memory_order_relaxed);
  if (wanted == limit_in_force_) return;
  limit_in_force_ = wanted;
  std::uint32_t pages = wanted > 0 ? wanted : kMostPages;
  if (quota_pages_ > 0) pages = std::min(pages, quota_pages_);
  script(("PRAGMA max_page_count=" + std::to_string(pages)).c_str());
}

Connection::~Connection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

void Connection::script(const char* sql) {
  if (failed()) return;
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) remember(code, "running a script");
}

std::int64_t Connection::changes() const { return failed() ? 0 : sqlite3_changes64(database_); }

Result<void> Connection::take_error() {
  if (!error_) return {};
  Error error = std::move(*error_);
  error_.reset();
  return error;
}

void Connection::set_cache_kib(int cache_kib) {
  const std::string pragma = "PRAGMA cache_size=-" + std::to_string(cache_kib);
  script(pragma.c_str());
}

void Connection::release_memory() { sqlite3_db_release_memory(database_); }

sqlite3_stmt* Connection::prepared(const char* sql) {
  if (failed()) return nullptr;
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    remember(code, sql);
    return nullptr;
  }
  statements_.emplace(sql, statement);
  return statement;
}

void Connection::bind_integer(sqlite3_stmt* statement, int index, std::int64_t value) {
  if (statement == nullptr) return;
  if (const int code = sqlite3_bind_int64(statement, index, value); code != SQLITE_OK) remember(code, "binding");
}

void Connection::bind_real(sqlite3_stmt* statement, int index, double value) {
  if (statement == nullptr) return;
  if (const int code = sqlite3_bind_double(statement, index, value); code != SQLITE_OK) remember(code, "binding");
}

void Connection::bind_text(sqlite3_stmt* statement, int index, std::string_view value, bool keep) {
  if (statement == nullptr) return;
  // An empty view may have no data, which SQLite would take for NULL.
  const char* data = value.data() != nullptr ? value.data() : "";
  const int code =
      sqlite3_bind_text64(statement, index, data, value.size(), keep ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) remember(code, "binding");
}

void Connection::step_once(sqlite3_stmt* statement) {
  if (statement == nullptr) return;
  if (!failed()) {
    const int code = sqlite3_step(statement);
    if (code != SQLITE_DONE && code != SQLITE_ROW) remember(code, sqlite3_sql(statement));
  }
  sqlite3_reset(statement);
}

void Connection::remember(int code, std::string_view doing) {
  if (!error_) error_ = sqlite_error(database_, code, doing);
}

void Connection::roll_back() {
  // Some errors (a full disk) have ended the transaction already.
  if (sqlite3_get_autocommit(database_) == 0) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Transaction::Transaction(Connection& connection, Mode mode) : connection_(connection) {
  connection_.error_.reset();
  if (mode == Mode::write) connection_.follow_limit();
  connection_.run(mode == Mode::read ? "BEGIN" : "BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (open_) connection_.roll_back();
}

Result<void> Transaction::commit() {
  open_ = false;
  connection_.run("COMMIT");
  if (connection_.failed()) connection_.roll_back();
  return connection_.take_error();
}

}  // namespace souk::storage
