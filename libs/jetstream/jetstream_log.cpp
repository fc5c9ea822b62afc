#include "jetstream/jetstream_log.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "event_log/start_append.hpp"

namespace souk::jetstream {
namespace {

using Receipt = Result<ports::AppendReceipt>;
using Records = Result<std::vector<ports::LogRecord>>;

// For asio::async_initiate.
struct StartRead {
  Follower* follower;
  std::uint64_t from;
  std::size_t max;

  template <class Handler>
  void operator()(Handler&& handler) const {
    follower->ask(Follower::Read{from, max, std::forward<Handler>(handler)});
  }
};

struct StartTrim {
  Follower* follower;
  std::uint64_t below;

  template <class Handler>
  void operator()(Handler&& handler) const {
    follower->ask(Follower::Trim{below, std::forward<Handler>(handler)});
  }
};

// Counts a wait for as long as the waiting coroutine's frame lives.
class Waiting {
 public:
  explicit Waiting(std::shared_ptr<Follower> follower) : follower_(std::move(follower)) { follower_->count_waiting(1); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { follower_->count_waiting(-1); }

 private:
  std::shared_ptr<Follower> follower_;
};

Task<bool> wait_counted(std::shared_ptr<Follower> follower, std::shared_ptr<event_log::PositionWaiters> waiters,
                        std::uint64_t position, Nanos timeout) {
  const Waiting waiting(std::move(follower));
  co_return co_await event_log::PositionWaiters::wait(std::move(waiters), position, timeout);
}

}  // namespace

JetStreamLog::JetStreamLog(const Options& options, const StreamState& state) : options_(options), figures_(state) {}

Result<std::unique_ptr<JetStreamLog>> JetStreamLog::open(const Options& options) {
  const Instant deadline = options.clock.now() + options.open_timeout;
  // Two connections: what is read does not stand in the way of acknowledgements.
  Result<std::unique_ptr<Connection>> appending = Connection::open(options, "souk-append", deadline);
  if (appending.has_error()) return appending.error();
  Result<std::unique_ptr<Connection>> reading = Connection::open(options, "souk-read", deadline);
  if (reading.has_error()) return reading.error();
  const Result<StreamState> state = ensure_stream(**reading, options, deadline);
  if (state.has_error()) return state.error();

  std::unique_ptr<JetStreamLog> log(new JetStreamLog(options, *state));
  Result<std::unique_ptr<Publisher>> publisher =
      Publisher::start(log->options_, std::move(appending.value()), log->figures_);
  if (publisher.has_error()) return publisher.error();
  log->publisher_ = std::move(publisher.value());
  log->follower_ = std::make_shared<Follower>(log->options_, std::move(reading.value()), log->figures_);
  return log;
}

void JetStreamLog::close() {
  if (publisher_ != nullptr) publisher_->close();
  if (follower_ != nullptr) follower_->close();
  figures_.waiters()->close();
}

Task<Result<ports::AppendReceipt>> JetStreamLog::append(std::vector<std::string> payloads) {
  const Result<void> checked = event_log::check_append(payloads, options_.queue_payloads, options_.queue_bytes);
  if (checked.has_error()) co_return checked.error();
  if (payloads.empty()) {
    co_return ports::AppendReceipt{.first_position = figures_.stats().next_position, .count = 0};
  }
  const std::size_t bytes = event_log::stored_bytes(payloads);
  Receipt receipt = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Receipt)>(
      event_log::StartAppend{&publisher_->queue()}, asio::use_awaitable, std::move(payloads), bytes);
  co_return receipt;
}

Task<Result<std::vector<ports::LogRecord>>> JetStreamLog::read(std::uint64_t from, std::size_t max) {
  Records records = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Records)>(
      StartRead{follower_.get(), from, max}, asio::use_awaitable);
  co_return records;
}

Task<bool> JetStreamLog::wait_for(std::uint64_t position, Instant deadline) {
  const Nanos timeout = deadline == kNever ? Nanos::max() : deadline - options_.clock.now();
  return wait_counted(follower_, figures_.waiters(), position, timeout);
}

Task<Result<void>> JetStreamLog::trim(std::uint64_t position) {
  Result<void> trimmed = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(
      StartTrim{follower_.get(), position}, asio::use_awaitable);
  co_return trimmed;
}

}  // namespace souk::jetstream
