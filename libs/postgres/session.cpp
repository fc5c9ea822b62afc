#include "postgres/session.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "postgres/error.hpp"

namespace souk::postgres {
namespace {

// How much longer than the server's own limit an answer may take.
constexpr Nanos kGrace = std::chrono::seconds(5);

std::int64_t in_ms(Nanos duration) { return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count(); }

void ignore_notice(void* /*unused*/, const PGresult* /*unused*/) {}

PGconn* connect(const ConnectOptions& options) {
  const std::string seconds = std::to_string(std::max<std::int64_t>(2, in_ms(options.connect_timeout) / 1'000));
  const std::string settings =
      fmt::format("-c statement_timeout={} -c idle_in_transaction_session_timeout={} -c jit=off",
                  in_ms(options.statement_timeout), in_ms(2 * options.statement_timeout));
  // A password that was not given is left to libpq, which knows PGPASSWORD and PGPASSFILE.
  const std::array<const char*, 10> keys{"dbname",
                                         "connect_timeout",
                                         "options",
                                         "keepalives_idle",
                                         "keepalives_interval",
                                         "tcp_user_timeout",
                                         "client_encoding",
                                         "application_name",
                                         options.password.empty() ? nullptr : "password",
                                         nullptr};
  const std::array<const char*, 10> values{
      options.url.c_str(),  seconds.c_str(),          settings.c_str(), "10", "5", "15000", "UTF8",
      options.name.c_str(), options.password.c_str(), nullptr};
  return PQconnectdbParams(keys.data(), values.data(), /*expand_dbname=*/1);
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(const ConnectOptions& options) {
  std::unique_ptr<Session> session(new Session(options, connect(options)));
  PGconn* connection = session->connection_.get();
  if (PQstatus(connection) != CONNECTION_OK) return connection_error(connection);
  PQsetNoticeReceiver(connection, ignore_notice, nullptr);
  // Not blocking: a server that sends while we send would otherwise stop both.
  if (PQsetnonblocking(connection, 1) != 0 || PQenterPipelineMode(connection) != 1) return connection_error(connection);
  return session;
}

void Session::lose(std::string why) {
  if (lost_) return;
  lost_ = true;
  connection_error_ = fail(Errc::unavailable, "the connection to PostgreSQL was lost: " + std::move(why));
}

bool Session::send(const char* sql, std::span<const storage::Value> values) {
  if (lost()) {
    lose(PQerrorMessage(connection_.get()));
    return false;
  }
  const Parameters parameters(values);
  Statement& statement = statements_[sql];
  if (!statement.prepared && !prepare(sql, statement, parameters)) return false;
  if (PQsendQueryPrepared(connection_.get(), statement.name.c_str(), parameters.count(), parameters.values(),
                          parameters.lengths(), parameters.formats(), /*resultFormat=*/0) != 1) {
    lose(PQerrorMessage(connection_.get()));
    return false;
  }
  sent_.push_back({sql, nullptr});
  return true;
}

bool Session::prepare(const char* sql, Statement& statement, const Parameters& parameters) {
  if (statement.name.empty()) statement.name = "s" + std::to_string(statements_.size());
  const std::string text = numbered(sql);
  if (PQsendPrepare(connection_.get(), statement.name.c_str(), text.c_str(), parameters.count(), parameters.types()) !=
      1) {
    lose(PQerrorMessage(connection_.get()));
    return false;
  }
  statement.prepared = true;  // unless gather() finds otherwise
  sent_.push_back({sql, &statement});
  return true;
}

bool Session::wait(Instant deadline) {
  PGconn* connection = connection_.get();
  const int unsent = PQflush(connection);
  if (unsent < 0) {
    lose(PQerrorMessage(connection));
    return false;
  }
  pollfd ready{.fd = PQsocket(connection), .events = POLLIN, .revents = 0};
  if (unsent > 0) ready.events |= POLLOUT;
  const std::int64_t left = in_ms(deadline - options_.clock.now());
  if (left <= 0 || ::poll(&ready, 1, static_cast<int>(std::min<std::int64_t>(left, 1'000))) < 0) {
    if (left > 0) return true;  // a signal
    lose("it has not answered for too long");
    return false;
  }
  if (PQconsumeInput(connection) != 1) {
    lose(PQerrorMessage(connection));
    return false;
  }
  return true;
}

ResultHandle Session::receive(Instant deadline) {
  while (!lost_ && PQisBusy(connection_.get()) != 0) {
    if (!wait(deadline)) return nullptr;
  }
  return lost_ ? nullptr : ResultHandle(PQgetResult(connection_.get()));
}

void Session::take(const Sent& sent, Instant deadline, Gathered& gathered) {
  while (ResultHandle result = receive(deadline)) {
    const ExecStatusType status = PQresultStatus(result.get());
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && sent.preparing != nullptr) sent.preparing->prepared = false;
    if (status == PGRES_FATAL_ERROR && !gathered.error) {
      const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
      gathered.error = error_of(result.get(), sent.sql);
      gathered.conflict = is_conflict_with_others(state != nullptr ? state : "");
    }
    if (!good || sent.preparing != nullptr) continue;
    gathered.affected = std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
    gathered.tag = PQcmdStatus(result.get());
    gathered.rows = std::move(result);
  }
}

Session::Gathered Session::gather() {
  Gathered gathered;
  const Instant deadline = options_.clock.now() + options_.statement_timeout + kGrace;
  if (!lost() && PQpipelineSync(connection_.get()) != 1) lose(PQerrorMessage(connection_.get()));
  for (const Sent& sent : std::exchange(sent_, {})) take(sent, deadline, gathered);
  // The sync has a result of its own, after which nothing is under way.
  bool synced = false;
  while (!lost_ && !synced) {
    const ResultHandle result = receive(deadline);
    synced = result != nullptr && PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC;
    if (!synced && PQstatus(connection_.get()) != CONNECTION_OK) lose(PQerrorMessage(connection_.get()));
  }
  if (lost_ && !gathered.error) gathered.error = connection_error_;
  if (gathered.error) gathered.rows.reset();
  return gathered;
}

Result<void> Session::script(const char* sql) {
  PGconn* connection = connection_.get();
  if (PQexitPipelineMode(connection) != 1) return connection_error(connection);
  PQsetnonblocking(connection, 0);
  const ResultHandle result(PQexec(connection, sql));
  const ExecStatusType status = PQresultStatus(result.get());
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  PQsetnonblocking(connection, 1);
  PQenterPipelineMode(connection);
  if (!good) return error_of(result.get(), "running a script");
  return {};
}

}  // namespace souk::postgres
