// Incremental parser of one HTTP/1.1 response (RFC 9112): as much as a client needs and no more. Bodies by length,
// by chunks or until the connection closes; interim 1xx answers are skipped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "http/client.hpp"

namespace souk::http {

class ClientResponseParser {
 public:
  static constexpr std::size_t kMaxHead = 65'536;

  // Starts a response. `to_head`: answers to HEAD have no body whatever their headers say.
  void begin(bool to_head, bool discard_body, std::size_t max_body);

  // Takes the next bytes; true when the response is complete. Errors: corrupt, too_large.
  Result<bool> feed(std::string_view bytes);
  // The connection was closed by the server; true if that completes the response.
  bool end_of_stream() const { return state_ == State::until_close; }

  bool started() const { return started_; }  // any byte seen
  // After completion: the connection can carry another request.
  bool reusable() const { return keep_alive_ && state_ == State::done && !excess_; }
  // After completion: the server's word that it closes the connection because it heard nothing.
  bool is_timeout_notice() const { return response_.status == 408 && !keep_alive_; }
  ClientResponse take() { return std::move(response_); }

 private:
  enum class State : std::uint8_t { head, fixed_body, until_close, chunk_size, chunk_data, chunk_end, trailer, done };

  Result<void> feed_head(std::string_view& bytes);
  Result<void> feed_body(std::string_view& bytes);
  Result<void> feed_line(std::string_view& bytes);
  Result<void> end_of_head();
  Result<void> end_of_line();
  Result<void> keep(std::string_view body);

  ClientResponse response_;
  std::string line_;  // of the chunked framing
  std::uint64_t left_ = 0;
  std::size_t body_bytes_ = 0;
  std::size_t max_body_ = 0;
  State state_ = State::head;
  bool to_head_ = false;
  bool discard_ = false;
  bool started_ = false;
  bool keep_alive_ = false;
  bool excess_ = false;
};

}  // namespace souk::http
