#include "sim/client.hpp"

#include <utility>

#include "sim/witness.hpp"

namespace souk::sim {
namespace {

constexpr std::size_t kAnswerBytes = 400;

ports::Reply reply_of(const Answer& answer) {
  if (answer.status >= 200 && answer.status < 300) return {ports::ReplyKind::ok, answer.status, Nanos{0}};
  const bool shed = answer.status == 429 || answer.status == 503;
  return {shed ? ports::ReplyKind::shed : ports::ReplyKind::error, answer.status, answer.retry_after};
}

}  // namespace

// One request and its answer. Shared by the two sides, of which either may be gone first.
class Client::Exchange : public std::enable_shared_from_this<Client::Exchange> {
 public:
  Exchange(Machine& machine, Request asked) : request(std::move(asked)), machine_(machine), waiter_(machine.context) {}

  // To be awaited: ends with the answer or at `deadline`.
  auto wait(Instant deadline) {
    if (deadline != kNever) waiter_.set_alarm(deadline, [this] { waiter_.wake_here(); });
    return waiter_.wait();
  }
  // Sends the answer on its way; nothing comes of it when it is lost or the client has left.
  void answer(const Answer& answer) { send_back(reply_of(answer)); }
  // The connection broke: nobody listens, or the process died.
  void break_off() { send_back({ports::ReplyKind::error, 0, Nanos{0}}); }
  const ports::Reply& reply() const { return reply_; }

  Request request;

 private:
  void send_back(const ports::Reply& reply) {
    const std::optional<Instant> at = machine_.network.arrival(Network::Way::to_user, kAnswerBytes);
    if (!at) return;
    // On its way it belongs to no process.
    const Context::Scope scope(machine_.context, kWorld);
    machine_.context.call_at(*at, [self = shared_from_this(), reply] {
      if (self->waiter_.woken()) return;
      self->reply_ = reply;
      self->waiter_.wake_here();
    });
  }

  Machine& machine_;
  Waiter waiter_;
  ports::Reply reply_{ports::ReplyKind::timeout, 0, Nanos{0}};
};

Task<ports::Reply> Client::send(Request request, Instant deadline) {
  // Who asks at the very moment of an answer is awake; everybody else was woken by a timer.
  if (machine_.clock.now() != awake_) co_await machine_.wake(machine_.model.timer);
  Cores::Work sending =
      machine_.compute(machine_.model.client_cpu,
                       machine_.model.client_cpu_per_event * static_cast<std::int64_t>(request.events.size()));
  co_await sending.done();
  request.client_leaves = deadline;
  const auto exchange = std::make_shared<Exchange>(machine_, std::move(request));
  const std::optional<Instant> at = machine_.network.arrival(Network::Way::to_service, exchange->request.bytes());
  if (at && machine_.network.repeats()) send_again(exchange->request);
  if (at) machine_.context.call_at(*at, [this, exchange] { arrive(exchange); });
  co_await exchange->wait(deadline);
  awake_ = machine_.clock.now();
  co_return exchange->reply();
}

// The same request once more, on its own way. Nobody waits for its answer.
void Client::send_again(Request request) {
  const std::optional<Instant> at = machine_.network.arrival(Network::Way::to_service, request.bytes());
  if (!at) return;
  const auto exchange = std::make_shared<Exchange>(machine_, std::move(request));
  machine_.context.call_at(*at, [this, exchange] { arrive(exchange); });
}

void Client::arrive(const ExchangePtr& exchange) {
  Service* service = cluster_.service();
  if (service == nullptr || !service->accepting()) return exchange->break_off();
  const Context::Scope scope(machine_.context, service->process());
  spawn(machine_.context, serve(*service, exchange));
}

Task<void> Client::serve(Service& service, ExchangePtr exchange) {
  struct Connection {
    ExchangePtr exchange;
    bool answered = false;
    ~Connection() {
      if (!answered) exchange->break_off();
    }
  } connection{std::move(exchange)};
  auto serving = service.serve(connection.exchange->request);
  const Answer answer = co_await std::move(serving);
  connection.answered = true;
  connection.exchange->answer(answer);
}

Task<ports::Reply> Client::app_page(std::string app_key, Instant deadline) {
  return send({.kind = Request::Kind::app_page, .text = std::move(app_key)}, deadline);
}

Task<ports::Reply> Client::browse(std::string category, Instant deadline) {
  return send({.kind = Request::Kind::browse, .text = std::move(category)}, deadline);
}

Task<ports::Reply> Client::search(std::string text, Instant deadline) {
  return send({.kind = Request::Kind::search, .text = std::move(text)}, deadline);
}

Task<ports::Reply> Client::latest_version(std::string app_key, Instant deadline) {
  return send({.kind = Request::Kind::latest_version, .text = std::move(app_key)}, deadline);
}

Task<ports::Reply> Client::command(domain::Command command, std::string idempotency_key, Instant deadline) {
  Request request{.kind = Request::Kind::command, .text = std::move(idempotency_key), .command = std::move(command)};
  if (machine_.witness != nullptr) return send_watched(std::move(request), deadline);
  return send(std::move(request), deadline);
}

Task<ports::Reply> Client::post_events(std::vector<domain::AnalyticsEvent> events, Instant deadline) {
  Request request{.kind = Request::Kind::post_events, .text = {}, .command = {}, .events = std::move(events)};
  if (machine_.witness != nullptr) return send_watched(std::move(request), deadline);
  return send(std::move(request), deadline);
}

Task<ports::Reply> Client::run_errand(ports::VendorErrand errand, Instant deadline) {
  Request request{.kind = Request::Kind::errand};
  request.errand = std::move(errand);
  return send(std::move(request), deadline);
}

Task<ports::Reply> Client::send_watched(Request request, Instant deadline) {
  auto sending = send(request, deadline);
  const ports::Reply reply = co_await std::move(sending);
  if (reply.kind == ports::ReplyKind::ok && request.kind == Request::Kind::post_events) {
    machine_.witness->acknowledged(request.events);
  } else if (reply.kind == ports::ReplyKind::ok) {
    machine_.witness->acknowledged(request.text);
  }
  co_return reply;
}

}  // namespace souk::sim
