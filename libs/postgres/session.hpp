// A session with the server, in libpq's pipeline mode: statements are sent without waiting for what became of the ones
// before, and their results are gathered together. Every wait ends by a deadline. For one thread at a time.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "domain/result.hpp"
#include "postgres/options.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace souk::postgres {

class Session {
 public:
  // What the statements since the last gather() came to.
  struct Gathered {
    std::optional<Error> error{};  // the first
    bool conflict = false;         // it was others at the same rows
    std::int64_t affected = 0;     // rows changed by the last statement
    ResultHandle rows{};           // of the last statement; null after an error
    std::string tag{};             // what the server calls the last statement
  };

  // Errors: unavailable, unauthenticated, invalid_argument (no such database), overloaded (too many clients).
  static Result<std::unique_ptr<Session>> open(const ConnectOptions& options);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // `sql` is prepared once and known by its address. False: the connection is lost.
  bool send(const char* sql, std::span<const storage::Value> values);
  // Waits for all that was sent. A server that does not answer is taken for lost.
  Gathered gather();
  // Statements sent and not gathered.
  std::size_t under_way() const { return sent_.size(); }

  // Several statements at once, without parameters, outside the pipeline. Nothing may be under way.
  Result<void> script(const char* sql);

  bool lost() const { return lost_ || PQstatus(connection_.get()) != CONNECTION_OK; }
  bool in_transaction() const { return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE; }
  Error loss() const { return connection_error_; }

 private:
  struct Close {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Statement {
    std::string name;
    bool prepared = false;
  };
  struct Sent {
    const char* sql;
    Statement* preparing;  // null: it is executed
  };

  Session(const ConnectOptions& options, PGconn* connection) : options_(options), connection_(connection) {}
  bool prepare(const char* sql, Statement& statement, const Parameters& parameters);
  ResultHandle receive(Instant deadline);  // null: the end of a statement's results, or the connection is lost
  bool wait(Instant deadline);
  void take(const Sent& sent, Instant deadline, Gathered& gathered);
  void lose(std::string why);

  const ConnectOptions options_;
  std::unique_ptr<PGconn, Close> connection_;
  std::unordered_map<const char*, Statement> statements_;
  std::deque<Sent> sent_;
  bool lost_ = false;
  Error connection_error_;
};

}  // namespace souk::postgres
