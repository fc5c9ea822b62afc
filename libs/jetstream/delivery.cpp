#include "jetstream/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace souk::jetstream {
namespace {

// How many events are on their way at a time: enough to keep the servers busy, not so many that they drop any.
constexpr std::size_t kWindow = 1'024;

bool all_acknowledged(const std::vector<Outgoing>& group) {
  return std::all_of(group.begin(), group.end(), [](const Outgoing& event) { return event.sequence != 0; });
}

}  // namespace

Delivery::Delivery(Connection& connection, const Options& options, std::string inbox, SubscriptionHandle answers)
    : connection_(connection), options_(options), inbox_(std::move(inbox)), answers_(std::move(answers)) {}

Result<std::unique_ptr<Delivery>> Delivery::open(Connection& connection, const Options& options) {
  natsInbox* made = nullptr;
  natsStatus status = natsInbox_Create(&made);
  const InboxHandle name(made);
  if (status != NATS_OK) return fail(Errc::io, describe("an inbox for acknowledgements", status));
  std::string inbox = std::string(made) + ".";
  natsSubscription* subscription = nullptr;
  status = natsConnection_SubscribeSync(&subscription, connection.nats(), (inbox + "*").c_str());
  SubscriptionHandle answers(subscription);
  if (status == NATS_OK) status = natsSubscription_SetPendingLimits(subscription, -1, -1);  // kWindow bounds it
  if (status != NATS_OK) return fail(Errc::io, describe("subscribing to acknowledgements", status));
  return std::unique_ptr<Delivery>(new Delivery(connection, options, std::move(inbox), std::move(answers)));
}

Result<void> Delivery::deliver(std::vector<Outgoing>& group, const std::atomic<bool>& closing) {
  const Instant deadline = options_.clock.now() + options_.append_timeout;
  for (int tries = 0;; ++tries) {
    const Result<void> attempted = attempt(group);
    if (attempted.has_error()) return attempted.error();
    if (all_acknowledged(group)) return {};
    if (closing) return fail(Errc::unavailable, "the event log is closing, and the NATS servers have not answered");
    if (options_.clock.now() + backoff(tries) >= deadline) {
      return fail(Errc::deadline_exceeded,
                  fmt::format("the stream {} has not acknowledged an event within {:.1f} s: are most of its servers "
                              "there? It may yet turn up in the log",
                              options_.stream, to_s(options_.append_timeout)));
    }
    pause(backoff(tries));
  }
}

Result<void> Delivery::attempt(std::vector<Outgoing>& group) {
  first_serial_ = serials_;
  serials_ += group.size();
  outstanding_ = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i].sequence != 0) continue;
    if (!send(group[i], first_serial_ + i)) return {};  // not connected
    ++outstanding_;
    while (outstanding_ >= kWindow) {
      const Result<bool> gathered = gather(group);
      if (gathered.has_error()) return gathered.error();
      if (!*gathered) return {};
    }
  }
  if (!connection_.flush(options_.ack_timeout)) return {};
  while (outstanding_ > 0) {
    const Result<bool> gathered = gather(group);
    if (gathered.has_error()) return gathered.error();
    if (!*gathered) return {};
  }
  return {};
}

bool Delivery::send(const Outgoing& event, std::uint64_t serial) {
  natsMsg* made = nullptr;
  const std::string reply = inbox_ + std::to_string(serial);
  natsStatus status = natsMsg_Create(&made, options_.subject.c_str(), reply.c_str(), event.payload->data(),
                                     static_cast<int>(event.payload->size()));
  const MessageHandle message(made);
  if (status == NATS_OK) status = natsMsgHeader_Set(made, "Nats-Msg-Id", event.id.c_str());
  if (status == NATS_OK) status = natsConnection_PublishMsg(connection_.nats(), made);
  return status == NATS_OK;
}

Result<bool> Delivery::gather(std::vector<Outgoing>& group) {
  natsMsg* received = nullptr;
  const natsStatus status = natsSubscription_NextMsg(&received, answers_.get(), in_ms(options_.ack_timeout));
  // The client reports "nobody listens" to a subscription, too, as a status of the call.
  if (status == NATS_NO_RESPONDERS) {
    --outstanding_;
    return true;
  }
  if (status != NATS_OK) return false;
  const MessageHandle message(received);
  const std::optional<std::size_t> index = index_of(received, group.size());
  if (!index.has_value()) return true;  // to an attempt given up earlier
  --outstanding_;
  Acknowledgement acknowledgement = acknowledgement_of(received);
  if (acknowledgement.refused.has_value()) return std::move(*acknowledgement.refused);
  if (acknowledgement.sequence != 0) group[*index].sequence = acknowledgement.sequence;
  return true;
}

std::optional<std::size_t> Delivery::index_of(const natsMsg* message, std::size_t size) const {
  const std::string_view subject = natsMsg_GetSubject(message);
  const std::string_view number = subject.substr(std::min(subject.size(), inbox_.size()));
  std::uint64_t serial = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), serial);
  if (error != std::errc{} || end != number.data() + number.size()) return std::nullopt;
  if (serial < first_serial_ || serial - first_serial_ >= size) return std::nullopt;
  return static_cast<std::size_t>(serial - first_serial_);
}

}  // namespace souk::jetstream
