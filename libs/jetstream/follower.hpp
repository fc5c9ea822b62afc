// The log's reading half: a thread that reads and trims on request, looks for new events while somebody waits for one,
// and asks for the stream's figures in between.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "jetstream/connection.hpp"
#include "jetstream/cursor.hpp"
#include "jetstream/figures.hpp"
#include "jetstream/options.hpp"

namespace souk::jetstream {

class Follower {
 public:
  using Records = std::vector<ports::LogRecord>;

  struct Read {
    std::uint64_t from = 0;
    std::size_t max = 0;
    asio::any_completion_handler<void(Result<Records>)> done;
  };
  struct Trim {
    std::uint64_t below = 0;
    asio::any_completion_handler<void(Result<void>)> done;
  };
  using Request = std::variant<Read, Trim>;

  // Takes the connection; options and figures outlive it.
  Follower(const Options& options, std::unique_ptr<Connection> connection, Figures& figures);
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;
  ~Follower() { close(); }

  // Completes the request's handler on its own executor, with unavailable once closed, with overloaded if too many are
  // waiting.
  void ask(Request request);
  // Somebody waits for an event that is not there yet, or does no more.
  void count_waiting(int change);
  // Blocks until the request under way is done, at most options.call_timeout.
  void close();

 private:
  void run();
  void serve(Request& request);
  Result<Records> read(std::uint64_t from, std::size_t max);
  Result<Records> fetch(std::uint64_t from, std::size_t max);
  Result<void> trim(std::uint64_t below);
  Result<void> refresh();
  void look_for_more();
  Error lost_record(std::uint64_t position, const Error& found);

  const Options& options_;
  Figures& figures_;
  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request> requests_;  // at most kMostRequests
  int waiting_ = 0;
  bool closing_ = false;
  // The thread's own.
  Cursor cursor_;
  Instant refreshed_at_;
  int failures_ = 0;  // of looking for more, in a row
  std::thread thread_;
};

}  // namespace souk::jetstream
