#include "http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/error.hpp>
#include <exception>
#include <tuple>

#include "http/response_head.hpp"

namespace souk::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;
using Transfer = std::tuple<error_code, std::size_t>;

constexpr auto kAwaitTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kSmallRead = 4UL * 1024;
constexpr std::size_t kChunkedRead = 16UL * 1024;
constexpr std::size_t kLargeRead = 64UL * 1024;
// A refused request's body is read and dropped, to keep the connection, if it is no longer than this.
constexpr std::uint64_t kWorthReading = 64UL * 1024;
// Storage beyond this is not kept for the next request.
constexpr std::size_t kWorthKeeping = 32UL * 1024;
// How long to take in what a client still sends after the last answer: closing on unread bytes resets the connection,
// and the answer could be lost with it. Shorter when the server stops.
constexpr Nanos kLinger = std::chrono::seconds(1);
constexpr Nanos kLingerAtStop = std::chrono::milliseconds(100);

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, Purpose purpose, Admission& admission,
                       const ServerOptions& options, ports::Clock& clock)
    : socket_(std::move(socket)),
      purpose_(purpose),
      admission_(admission),
      options_(options),
      clock_(clock),
      buffer_(options.header_limit + kLargeRead),
      trace_(clock) {
  request_.trace = &trace_;
}

Task<void> Connection::run() {
  try {
    co_await serve_all();
  } catch (const std::exception&) {
    // Cancelled, or out of memory: either way this connection is over and the others are not.
  }
  close();
}

Task<void> Connection::serve_all() {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  enter(Phase::idle, clock_.now() + options_.idle_timeout);
  if (purpose_ == Purpose::turn_away) {
    Admitted nobody;
    const Response refusal = admission_.refuse(Refusal::connections);
    request_.received_at = clock_.now();
    co_await answer(refusal, nobody, false);
    co_return;
  }
  bool open = true;
  while (open) {
    open = co_await wait_for_request();
    if (open) open = co_await serve_one();
  }
}

// False: the client left, was idle for too long, or the server is stopping.
Task<bool> Connection::wait_for_request() {
  while (true) {
    // RFC 9112, section 2.2: empty lines before a request are skipped.
    const char* const bytes = static_cast<const char*>(buffer_.data().data());
    std::size_t empty = 0;
    while (empty < buffer_.size() && (bytes[empty] == '\r' || bytes[empty] == '\n')) ++empty;
    buffer_.consume(empty);
    if (buffer_.size() > 0) co_return true;
    if (admission_.draining()) co_return false;
    release_storage();
    const Fill filled = co_await fill();
    if (filled != Fill::more) co_return false;
  }
}

// True if the connection is fit for another request.
Task<bool> Connection::serve_one() {
  request_.received_at = clock_.now();
  request_.client_leaves = kNever;
  trace_.begin();
  enter(Phase::header, request_.received_at + options_.header_timeout);
  parser_.emplace(request_, head_, static_cast<std::uint32_t>(options_.header_limit));
  const Read header = co_await read_header();
  if (header == Read::gone) co_return false;
  if (header != Read::complete) {
    Admitted nobody;
    const Response refusal = refusal_of(header);
    co_return co_await answer(refusal, nobody, false);
  }
  Admitted admitted = admission_.admit(head_, request_);
  if (admitted.refusal) co_return co_await answer_refusal(admitted);
  admitted_ = true;
  if (!parser_->is_done()) {
    parser_->body_limit(admitted.route->body_limit);
    const Read body = co_await read_body();
    if (body == Read::gone) co_return false;
    if (body != Read::complete) {
      const Response refusal = refusal_of(body);
      co_return co_await answer(refusal, admitted, false);
    }
  }
  trace_.add(domain::RequestPhase::admission, clock_.now() - request_.received_at);
  enter(Phase::handler, kNever);
  const Response response = co_await admission_.handle(admitted, request_);
  co_return co_await answer(response, admitted, parser_->keep_alive());
}

Task<Connection::Read> Connection::read_header() {
  std::size_t length = 0;
  while (true) {
    if (buffer_.size() > 0) {
      error_code error;
      const std::size_t parsed = parser_->put(buffer_.cdata(), error);
      buffer_.consume(parsed);
      length += parsed;
      // Beast's limit counts the request line and the fields apart; ours is for both together.
      const bool done = !error && parser_->is_header_done();
      const std::size_t seen = done ? length : length + buffer_.size();
      if (error == beast::http::error::header_limit || seen > options_.header_limit) co_return Read::header_limit;
      if (done) co_return Read::complete;
      if (error && error != beast::http::error::need_more) co_return Read::malformed;
    }
    const Fill filled = co_await fill();
    if (filled == Fill::timeout) co_return Read::timeout;
    if (filled == Fill::full) co_return Read::header_limit;
    if (filled == Fill::gone) co_return Read::gone;
  }
}

Task<Connection::Read> Connection::read_body() {
  enter(Phase::body, clock_.now() + options_.body_timeout);
  parser_->eager(true);
  if (head_.expectation == Expectation::continue_100 && head_.http11 && buffer_.size() == 0) {
    const bool written = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (!written) co_return Read::gone;
  }
  while (true) {
    if (buffer_.size() > 0) {
      error_code error;
      const std::size_t parsed = parser_->put(buffer_.cdata(), error);
      buffer_.consume(parsed);
      if (error == beast::http::error::body_limit) co_return Read::body_limit;
      if (error && error != beast::http::error::need_more) co_return Read::malformed;
      if (parser_->is_done()) co_return Read::complete;
    }
    const Fill filled = co_await fill();
    if (filled == Fill::timeout) co_return Read::timeout;
    if (filled == Fill::full) co_return Read::malformed;  // a chunk's header or the trailer without an end
    if (filled == Fill::gone) co_return Read::gone;
  }
}

// Reads once into the buffer.
Task<Connection::Fill> Connection::fill() {
  const std::size_t room = buffer_.max_size() - buffer_.size();
  if (room == 0) co_return Fill::full;
  const auto space = buffer_.prepare(std::min(room, next_read()));
  const Transfer done = co_await socket_.async_read_some(space, kAwaitTuple);
  if (std::get<error_code>(done) == asio::error::operation_aborted && socket_.is_open()) co_return Fill::timeout;
  if (std::get<error_code>(done)) co_return Fill::gone;
  buffer_.commit(std::get<std::size_t>(done));
  co_return Fill::more;
}

std::size_t Connection::next_read() const {
  if (phase_ != Phase::body) return kSmallRead;
  const auto rest = parser_->content_length_remaining();
  if (!rest) return kChunkedRead;
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(*rest, kSmallRead, kLargeRead));
}

// Thousands of connections that once carried a large body must not hold on to its memory.
void Connection::release_storage() {
  if (buffer_.capacity() > kWorthKeeping) buffer_.shrink_to_fit();
  if (request_.body.capacity() > kWorthKeeping) std::string().swap(request_.body);
}

Response Connection::refusal_of(Read outcome) {
  switch (outcome) {
    case Read::timeout:
      return admission_.refuse(phase_ == Phase::body ? Refusal::body_timeout : Refusal::header_timeout);
    case Read::header_limit:
      return admission_.refuse(Refusal::header_limit);
    case Read::body_limit:
      return admission_.refuse(Refusal::body_limit, request_.path);
    case Read::malformed:
    case Read::gone:
    case Read::complete:
      break;
  }
  return admission_.refuse(Refusal::malformed);
}

bool Connection::body_is_worth_reading() const {
  if (parser_->is_done()) return true;
  // A client that waits for 100 may send its body after all or not: where the next request starts is unknowable.
  if (head_.expectation != Expectation::none) return false;
  return head_.body_length.value_or(kWorthReading + 1) <= kWorthReading;
}

Task<bool> Connection::answer_refusal(Admitted& admitted) {
  const Response refusal = std::move(*admitted.refusal);
  const bool framed = refusal.status != 400 && refusal.status != 501;
  const bool stays = framed && parser_->keep_alive() && body_is_worth_reading();
  const bool open = co_await answer(refusal, admitted, stays);
  if (!open || parser_->is_done()) co_return open;
  parser_->discard_body();
  const Read rest = co_await read_body();
  enter(Phase::idle, clock_.now() + options_.idle_timeout);
  co_return rest == Read::complete;
}

// True if the connection stays open.
Task<bool> Connection::answer(const Response& response, Admitted& admitted, bool keep_alive) {
  const bool stays = keep_alive && !response.stream && !admission_.closes_connections();
  const Timing timing{.phases = trace_.times(), .total = clock_.now() - request_.received_at};
  write_head(response, head_.http11, stays, timing, response_head_);
  const std::string_view body = sends_body(response, request_.method) ? std::string_view(response.body) : "";
  bool written = co_await write(response_head_, body);
  if (written && response.stream && request_.method != "HEAD") written = co_await write_stream(*response.stream);
  const Instant now = clock_.now();
  admission_.answered(admitted, response.status, request_, trace_.times(), now);
  admitted.slot = InFlightSlot();
  admitted_ = false;
  enter(Phase::idle, now + options_.idle_timeout);
  if (written && !stays) co_await linger();
  co_return stays&& written;
}

// False if the client is gone or takes nothing. Tries at once first: an answer nearly always fits the socket's buffer,
// and then there is nothing to wait for.
Task<bool> Connection::write(std::string_view head, std::string_view body) {
  while (!head.empty() || !body.empty()) {
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
    error_code error;
    std::size_t count = socket_.write_some(parts, error);
    if (error == asio::error::would_block) {
      const Phase before = phase_;
      const Instant deadline = deadline_;
      enter(Phase::write, clock_.now() + options_.write_timeout);
      const Transfer done = co_await socket_.async_write_some(parts, kAwaitTuple);
      enter(before, deadline);
      error = std::get<error_code>(done);
      count = std::get<std::size_t>(done);
    }
    if (error) co_return false;
    const std::size_t of_head = std::min(count, head.size());
    head.remove_prefix(of_head);
    body.remove_prefix(count - of_head);
  }
  co_return true;
}

// The place under the in-flight limit is held all the while, so that stop() waits for streams, too, and cuts them off.
Task<bool> Connection::write_stream(BodyStream& stream) {
  bool open = true;
  while (open && !admission_.draining()) {
    const std::string part = co_await stream.next();
    if (part.empty()) break;
    open = co_await write(part, {});
  }
  co_return open;
}

Task<void> Connection::linger() {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  const Instant end = clock_.now() + (admission_.draining() ? kLingerAtStop : kLinger);
  enter(Phase::linger, end);
  Fill filled = Fill::more;
  while (filled == Fill::more && clock_.now() < end) {
    buffer_.consume(buffer_.size());
    filled = co_await fill();
  }
}

void Connection::enter(Phase phase, Instant deadline) {
  phase_ = phase;
  deadline_ = deadline;
}

void Connection::expire(Instant now) {
  error_code ignored;
  if (now >= deadline_) socket_.cancel(ignored);
}

void Connection::count_in(InFlight& requests) const {
  if (admitted_) requests.add(request_.owner, request_.received_at);
}

void Connection::drain() {
  error_code ignored;
  if (phase_ == Phase::idle || phase_ == Phase::linger) socket_.cancel(ignored);
}

void Connection::abort() {
  close();
  cancellation_.emit(asio::cancellation_type::terminal);
}

void Connection::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace souk::http
