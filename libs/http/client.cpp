#include "http/client.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <charconv>
#include <utility>

#include "http/client_pool.hpp"

namespace souk::http {
namespace {

bool may_carry_body(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

// Built by hand into the connection's buffer: no message object, no allocation once the buffer has grown.
void write_request(std::string& out, const ClientRequest& request, const std::string& host, Nanos remaining) {
  out.clear();
  out.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\nHost: ").append(host);
  out.append("\r\n").append(request.header_lines);
  if (remaining < Nanos::max()) {
    out.append("x-envoy-expected-rq-timeout-ms: ");
    append_number(out, std::max<std::int64_t>(1, remaining.count() / 1'000'000));
    out.append("\r\n");
  }
  if (!request.body.empty() || may_carry_body(request.method)) {
    out.append("Content-Length: ");
    append_number(out, static_cast<std::int64_t>(request.body.size()));
    out.append("\r\n");
  }
  out.append("\r\n").append(request.body);
}

Error broken(const boost::system::error_code& error) {
  if (error == asio::error::eof) return fail(Errc::unavailable, "the server closed the connection");
  return fail(Errc::unavailable, "connection failed: " + error.message());
}

// Holds the exchange's deadline and connection; gives both back on every path.
class Lease {
 public:
  Lease(ClientPool& pool, Instant deadline) : pool_(pool) {
    exchange_.deadline = deadline;
    pool_.enter(exchange_);
  }
  ~Lease() {
    pool_.leave(exchange_);
    if (exchange_.connection != nullptr && !complete_) ClientPool::abort(*exchange_.connection);
    pool_.release(exchange_);
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  ClientExchange& exchange() { return exchange_; }
  ClientConnection& connection() { return *exchange_.connection; }
  // The connection may carry another request.
  void complete() { complete_ = true; }

  // What an error of the connection means for the caller.
  Error explain(const boost::system::error_code& error) const {
    if (exchange_.expired) return fail(Errc::deadline_exceeded, "no answer before the deadline");
    if (pool_.is_shut_down()) return fail(Errc::unavailable, "the HTTP client was shut down");
    if (error == asio::error::operation_aborted) return fail(Errc::cancelled, "the request was cancelled");
    return broken(error);
  }

 private:
  ClientPool& pool_;
  ClientExchange exchange_;
  bool complete_ = false;
};

// Most requests fit the socket's buffer: the plain call saves a round through the event loop.
Task<boost::system::error_code> write_all(ClientConnection& connection) {
  boost::system::error_code error;
  const std::size_t written = connection.socket.write_some(asio::buffer(connection.out), error);
  if (error == asio::error::would_block) error.clear();
  if (error || written == connection.out.size()) co_return error;
  const auto rest = asio::buffer(connection.out) + written;
  const auto [failure, more] = co_await asio::async_write(connection.socket, rest, asio::as_tuple(asio::use_awaitable));
  co_return failure;
}

// Reads until the response is complete. A connection error is put in `failure`.
Task<Result<void>> read_response(ClientConnection& connection, boost::system::error_code& failure) {
  while (true) {
    const auto [error, size] =
        co_await connection.socket.async_read_some(asio::buffer(connection.in), asio::as_tuple(asio::use_awaitable));
    if (error) {
      if (error != asio::error::eof || !connection.parser.end_of_stream()) failure = error;
      co_return Result<void>();
    }
    const Result<bool> done = connection.parser.feed({connection.in.data(), size});
    if (!done) co_return done.error();
    if (*done) co_return Result<void>();
  }
}

Task<Result<ClientResponse>> exchange_with(ClientPool& pool, const ClientRequest& request, Instant deadline) {
  Lease lease(pool, deadline);
  const Result<void> acquired = co_await pool.acquire(lease.exchange());
  if (!acquired) co_return acquired.error();
  ClientConnection& connection = lease.connection();
  while (true) {
    const bool kept = connection.socket.is_open();
    if (!kept) {
      const boost::system::error_code error = co_await pool.connect(lease.exchange());
      if (error) co_return lease.explain(error);
    }
    const Nanos remaining = deadline == kNever ? Nanos::max() : Nanos(deadline - pool.clock().now());
    write_request(connection.out, request, pool.settings().host, remaining);
    connection.parser.begin(request.method == "HEAD", request.discard_body, pool.settings().max_response_bytes);
    boost::system::error_code failure = co_await write_all(connection);
    if (!failure) {
      const Result<void> read = co_await read_response(connection, failure);
      if (!read) co_return read.error();
    }
    // A server that closes an idle connection may say so with a 408 that answers no request of ours (RFC 9110, 15.5.9).
    if (!failure && kept && connection.parser.is_timeout_notice()) {
      ClientPool::abort(connection);
      continue;
    }
    if (!failure) break;
    const bool stale = kept && !connection.parser.started() && failure != asio::error::operation_aborted;
    if (!stale || lease.exchange().expired || pool.is_shut_down()) co_return lease.explain(failure);
    ClientPool::abort(connection);  // the loop opens it afresh, so it comes here once
  }
  if (connection.parser.reusable()) lease.complete();
  co_return connection.parser.take();
}

}  // namespace

void ClientRequest::add_header(std::string_view name, std::string_view value) {
  for (const std::string_view part : {name, std::string_view(": "), value}) {
    std::copy_if(part.begin(), part.end(), std::back_inserter(header_lines),
                 [](char c) { return c != '\r' && c != '\n'; });
  }
  header_lines += "\r\n";
}

Client::Client(asio::any_io_executor executor, const ports::Clock& clock, ClientSettings settings)
    : pool_(std::make_shared<ClientPool>(std::move(executor), clock, std::move(settings))) {}

Client::~Client() { shutdown(); }

Task<Result<ClientResponse>> Client::send(ClientRequest request, Instant deadline) {
  const std::shared_ptr<ClientPool> pool = pool_;  // outlives the client if it must
  try {
    Task<Result<ClientResponse>> pending = exchange_with(*pool, request, deadline);
    co_return co_await std::move(pending);
  } catch (const boost::system::system_error& error) {
    // Asio throws into a coroutine that was cancelled and waits again.
    co_return fail(Errc::cancelled, error.what());
  }
}

void Client::shutdown() { pool_->shutdown(); }

Client::Stats Client::stats() const { return pool_->stats(); }

}  // namespace souk::http
