#include "http/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/admission.hpp"
#include "http/connection_gate.hpp"
#include "http/io_thread.hpp"
#include "http/listener.hpp"

namespace souk::http {
namespace {

// What a cancelled handler gets to come to its end.
constexpr Nanos kAbortGrace = std::chrono::seconds(1);

}  // namespace

Server::Server(ServerOptions options, std::vector<Route> routes, ports::Clock& clock, ServerProbe& probe)
    : options_(std::move(options)),
      clock_(clock),
      admission_(std::make_unique<Admission>(options_, std::move(routes), clock, probe)),
      gate_(std::make_unique<ConnectionGate>(probe)) {
  for (std::size_t i = 0; i < std::max<std::size_t>(options_.io_threads, 1); ++i) {
    threads_.push_back(std::make_unique<IoThread>(fmt::format("http-{}", i), *admission_, *gate_, options_, clock_));
  }
  listener_ = std::make_unique<Listener>(threads_, *gate_, options_, clock_);
}

Server::~Server() { stop(); }

Result<void> Server::start() {
  const std::lock_guard lock(stop_mutex_);
  if (started_) return fail(Errc::conflict, "the server was started before");
  if (Result<void> opened = listener_->open(); !opened) return opened;
  started_ = true;
  for (const auto& thread : threads_) thread->start();
  listener_->start();
  accepting_ = true;
  return {};
}

std::uint16_t Server::port() const { return listener_->port(); }

void Server::retire() {
  const std::lock_guard lock(stop_mutex_);
  admission_->retire();
  if (std::exchange(accepting_, false)) listener_->close();
}

void Server::stop() {
  const std::lock_guard lock(stop_mutex_);
  admission_->drain();
  if (!started_ || stopped_) return;
  stopped_ = true;
  if (std::exchange(accepting_, false)) listener_->close();
  for (const auto& thread : threads_) thread->drain();
  if (!gate_->wait_empty(options_.shutdown_grace)) {
    for (const auto& thread : threads_) thread->abort();
    gate_->wait_empty(kAbortGrace);
  }
  for (const auto& thread : threads_) thread->stop_and_join();
}

bool Server::draining() const { return admission_->draining(); }

domain::ResourceUse Server::in_flight() const {
  InFlight all;
  for (const auto& thread : threads_) all.add(thread->in_flight());
  domain::ResourceUse use;
  use.capacity = options_.max_in_flight;
  use.holding = all.count;
  const Instant now = clock_.now();
  for (std::size_t i = 0; i < domain::kOwnerCount; ++i) {
    use.in_use += all.count[i];
    if (all.count[i] == 0) continue;
    use.longest_hold_us[i] =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, (now - all.oldest[i]).count() / 1'000));
  }
  return use;
}

ServerStats Server::stats() const {
  ServerStats stats = admission_->stats();
  stats.connections = gate_->open();
  return stats;
}

}  // namespace souk::http
