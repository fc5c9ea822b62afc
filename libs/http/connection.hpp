// One client connection: reads requests, has them admitted and handled, writes answers. Everything happens on its io
// thread. Internal to the server.
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <optional>
#include <string>

#include "http/admission.hpp"
#include "http/in_flight.hpp"
#include "http/request_parser.hpp"
#include "http/server.hpp"
#include "ports/request_trace.hpp"

namespace souk::http {

class Connection {
 public:
  enum class Purpose : unsigned char { serve, turn_away };  // turn_away: answer 503, read nothing

  Connection(asio::ip::tcp::socket socket, Purpose purpose, Admission& admission, const ServerOptions& options,
             ports::Clock& clock);

  Purpose purpose() const { return purpose_; }

  // Ends when the connection is closed. Never throws.
  Task<void> run();

  // Wait limits are kept as one deadline per connection that the io thread sweeps over now and then: setting a timer
  // for each read and write would cost more than the reads and writes. An expired wait is cancelled, so a limit holds
  // to within a sweep's interval.
  void expire(Instant now);
  void drain();                             // closes if idle; otherwise the answer being made is the last
  void abort();                             // closes now and cancels the handler
  void count_in(InFlight& requests) const;  // the request being served, if any

  asio::cancellation_slot cancellation_slot() { return cancellation_.slot(); }

 private:
  // What the connection waits for; decides what a passed deadline means.
  enum class Phase : unsigned char { idle, header, body, handler, write, linger };
  enum class Read : unsigned char { complete, gone, timeout, malformed, header_limit, body_limit };
  enum class Fill : unsigned char { more, timeout, gone, full };

  Task<void> serve_all();
  Task<bool> wait_for_request();
  Task<bool> serve_one();
  Task<Read> read_header();
  Task<Read> read_body();
  Task<Fill> fill();
  Task<bool> answer(const Response& response, Admitted& admitted, bool keep_alive);
  Task<bool> write_stream(BodyStream& stream);
  Task<bool> answer_refusal(Admitted& admitted);
  Task<bool> write(std::string_view head, std::string_view body);
  Task<void> linger();
  Response refusal_of(Read outcome);
  std::size_t next_read() const;
  void release_storage();
  void close();
  void enter(Phase phase, Instant deadline);
  bool body_is_worth_reading() const;

  asio::ip::tcp::socket socket_;
  Purpose purpose_;
  Admission& admission_;
  const ServerOptions& options_;
  ports::Clock& clock_;
  asio::cancellation_signal cancellation_;
  Phase phase_ = Phase::idle;
  Instant deadline_ = kNever;
  // Reused from request to request.
  boost::beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  RequestHead head_;
  Request request_;
  ports::RequestTrace trace_;
  bool admitted_ = false;  // request_ has its place under the in-flight limit
  std::string response_head_;
};

}  // namespace souk::http
