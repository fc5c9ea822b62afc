#include "jetstream/publisher.hpp"

#include <utility>

#include "event_log/answer.hpp"

namespace souk::jetstream {
namespace {

// Of payloads in one group: what is queued meanwhile goes with the next.
constexpr std::size_t kGroupBytes = 1024UL * 1024;

// The client's inboxes are unique by design: so is one as a prefix of ids.
std::string unique_prefix() {
  natsInbox* made = nullptr;
  if (natsInbox_Create(&made) != NATS_OK) return {};
  const InboxHandle inbox(made);
  const std::string name(made);
  return name.substr(name.find('.') + 1) + "-";
}

}  // namespace

Result<std::unique_ptr<Publisher>> Publisher::start(const Options& options, std::unique_ptr<Connection> connection,
                                                    Figures& figures) {
  Result<std::unique_ptr<Delivery>> delivery = Delivery::open(*connection, options);
  if (delivery.has_error()) return delivery.error();
  return std::unique_ptr<Publisher>(
      new Publisher(options, std::move(connection), std::move(delivery.value()), figures));
}

Publisher::Publisher(const Options& options, std::unique_ptr<Connection> connection, std::unique_ptr<Delivery> delivery,
                     Figures& figures)
    : options_(options),
      figures_(figures),
      connection_(std::move(connection)),
      delivery_(std::move(delivery)),
      queue_(options.queue_payloads, options.queue_bytes),
      id_prefix_(unique_prefix()),
      thread_(&Publisher::run, this) {}

void Publisher::close() {
  if (closing_.exchange(true)) return;
  queue_.close();
  thread_.join();
}

void Publisher::run() {
  std::vector<event_log::AppendRequestPtr> requests;
  while (queue_.take(requests, kGroupBytes)) publish(requests);
}

void Publisher::publish(std::vector<event_log::AppendRequestPtr>& requests) {
  group_.clear();
  for (const event_log::AppendRequestPtr& request : requests) {
    for (const std::string& payload : request->payloads) {
      group_.push_back({.payload = &payload, .id = id_prefix_ + std::to_string(ids_++)});
    }
  }
  const Result<void> delivered = delivery_->deliver(group_, closing_);
  std::uint64_t last_sequence = 0;
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  for (const Outgoing& event : group_) {
    if (event.sequence == 0) continue;
    last_sequence = std::max(last_sequence, event.sequence);
    ++count;
    bytes += event.payload->size();
  }
  if (count > 0) figures_.acknowledged(last_sequence, count, bytes);
  answer_all(requests, delivered);
}

void Publisher::answer_all(std::vector<event_log::AppendRequestPtr>& requests, const Result<void>& delivered) {
  std::size_t next = 0;
  for (const event_log::AppendRequestPtr& request : requests) {
    const std::size_t first = next;
    bool complete = true;
    for (std::size_t i = 0; i < request->payloads.size(); ++i) complete = group_[next++].sequence != 0 && complete;
    queue_.release(request->payloads.size(), request->bytes);
    if (complete) {
      const ports::AppendReceipt receipt{.first_position = group_[first].sequence - 1,
                                         .count = request->payloads.size()};
      event_log::answer<ports::AppendReceipt>(request->done, receipt);
    } else {
      event_log::answer<ports::AppendReceipt>(request->done, delivered.error());
    }
  }
}

}  // namespace souk::jetstream
