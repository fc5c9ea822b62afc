#include "jetstream/cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace souk::jetstream {
namespace {

// The servers forget a consumer that nobody has pulled from for so long.
constexpr std::chrono::nanoseconds kForgotten = std::chrono::seconds(60);

struct Messages {
  natsMsgList list{};
  Messages() = default;
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;
  ~Messages() { natsMsgList_Destroy(&list); }
};

}  // namespace

std::optional<std::uint64_t> Cursor::at() const {
  if (subscription_ == nullptr) return std::nullopt;
  return ahead_.empty() ? next_ : ahead_.front().position;
}

void Cursor::drop() {
  subscription_.reset();
  ahead_.clear();
}

Result<void> Cursor::seek(std::uint64_t position) {
  drop();
  jsSubOptions consumer;
  jsSubOptions_Init(&consumer);
  consumer.Stream = options_.stream.c_str();
  consumer.Config.DeliverPolicy = js_DeliverByStartSequence;
  consumer.Config.OptStartSeq = position + 1;
  consumer.Config.AckPolicy = js_AckNone;  // what was applied is in the store, with its effects
  consumer.Config.InactiveThreshold = kForgotten.count();
  consumer.Config.Replicas = 1;
  consumer.Config.MemoryStorage = true;
  jsOptions js;
  jsOptions_Init(&js);
  js.Wait = in_ms(options_.ack_timeout);
  natsSubscription* made = nullptr;
  jsErrCode code = static_cast<jsErrCode>(0);
  const natsStatus status =
      js_PullSubscribe(&made, connection_.jetstream(), options_.subject.c_str(), nullptr, &js, &consumer, &code);
  subscription_.reset(made);
  if (status != NATS_OK) {
    return fail(status == NATS_TIMEOUT ? Errc::deadline_exceeded : Errc::unavailable,
                fmt::format("reading the stream {} from {} on: {} [{}]", options_.stream, position + 1,
                            natsStatus_GetText(status), static_cast<int>(code)));
  }
  next_ = position;
  return {};
}

Result<void> Cursor::keep(natsMsg* message) {
  jsMsgMetaData* read = nullptr;
  const natsStatus status = natsMsg_GetMetaData(&read, message);
  const MetaDataHandle meta(read);
  if (status != NATS_OK) return fail(Errc::io, describe("a message without a place in the stream", status));
  const std::uint64_t position = meta->Sequence.Stream - 1;
  if (position < next_) return {};  // sent twice: a pull that was repeated
  if (position > next_) {
    return fail(Errc::not_found, fmt::format("the stream {} goes from sequence {} to {}: what is between was removed",
                                             options_.stream, next_, position + 1));
  }
  const char* data = natsMsg_GetData(message);
  const auto length = static_cast<std::size_t>(natsMsg_GetDataLength(message));
  ahead_.push_back({.position = position,
                    .appended_at = meta->Timestamp / 1'000'000,
                    .payload = length > 0 ? std::string(data, length) : std::string()});
  ++next_;
  end_ = std::max(end_, next_ + meta->NumPending);
  return {};
}

Result<void> Cursor::pull(std::size_t max, Nanos timeout) {
  Messages messages;
  const natsStatus status =
      natsSubscription_Fetch(&messages.list, subscription_.get(), static_cast<int>(max), in_ms(timeout), nullptr);
  if (status == NATS_TIMEOUT || status == NATS_NOT_FOUND) return {};
  if (status != NATS_OK) {
    drop();
    return fail(Errc::io, describe(fmt::format("reading the stream {}", options_.stream), status));
  }
  for (int i = 0; i < messages.list.Count; ++i) {
    Result<void> kept = keep(messages.list.Msgs[i]);
    if (kept.has_error()) {
      drop();
      return kept.error();
    }
  }
  return {};
}

Result<std::vector<ports::LogRecord>> Cursor::fetch(std::size_t max, Nanos timeout) {
  if (ahead_.size() < max) {
    // With something in hand, what is not there yet is not waited for.
    const Result<void> pulled = ahead_.empty() ? pull(max, timeout) : Result<void>{};
    if (pulled.has_error()) return pulled.error();
  }
  const std::size_t count = std::min(max, ahead_.size());
  const auto end = ahead_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<ports::LogRecord> records(std::make_move_iterator(ahead_.begin()), std::make_move_iterator(end));
  ahead_.erase(ahead_.begin(), end);
  return records;
}

Result<bool> Cursor::look_ahead(Nanos timeout) {
  if (ahead_.empty()) {
    const Result<void> pulled = pull(1, timeout);
    if (pulled.has_error()) return pulled.error();
  }
  return !ahead_.empty();
}

}  // namespace souk::jetstream
