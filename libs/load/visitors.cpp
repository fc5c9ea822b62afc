#include "load/visitors.hpp"

#include <algorithm>
#include <utility>

#include "ports/start.hpp"

namespace souk::load {
namespace {

constexpr Nanos kLook = std::chrono::milliseconds(100);  // whether to leave
constexpr Nanos kPatience = std::chrono::seconds(10);    // for the page

}  // namespace

// Shared with the visits, which end after those who started them.
struct Visitors::State {
  State(asio::any_io_executor its_executor, ports::Clock& its_clock, VisitorSettings wanted)
      : executor(std::move(its_executor)), clock(its_clock), settings(std::move(wanted)) {
    settings.server.max_connections = 1;
  }
  asio::any_io_executor executor;
  ports::Clock& clock;
  VisitorSettings settings;
  Stats stats;
  bool stopping = false;
};

Visitors::Visitors(asio::any_io_executor executor, ports::Clock& clock, VisitorSettings settings)
    : state_(std::make_shared<State>(std::move(executor), clock, std::move(settings))) {}

Visitors::~Visitors() { stop(); }

void Visitors::start() { souk::start(state_->executor, keep_coming(state_)); }

void Visitors::stop() { state_->stopping = true; }

Visitors::Stats Visitors::stats() const { return state_->stats; }

Task<void> Visitors::keep_coming(std::shared_ptr<State> state) {
  const Nanos pause = from_s(1 / state->settings.per_second);
  Instant next = state->clock.now();
  while (!state->stopping) {
    souk::start(state->executor, visit(state));
    next += pause;
    while (!state->stopping && state->clock.now() < next) {
      const bool slept = co_await state->clock.sleep_until(std::min(next, state->clock.now() + kLook));
      if (!slept) co_return;
    }
  }
}

Task<void> Visitors::visit(std::shared_ptr<State> state) {
  ++state->stats.came;
  ++state->stats.here;
  {
    http::Client browser(state->executor, state->clock, state->settings.server);
    http::ClientRequest request;
    request.target = state->settings.target;
    request.discard_body = true;
    const Instant came = state->clock.now();
    auto asking = browser.send(std::move(request), came + kPatience);
    const Result<http::ClientResponse> page = co_await std::move(asking);
    if (!page || page->status != 200) ++state->stats.refused;
    const Instant leaves = came + state->settings.stay;
    while (!state->stopping && browser.stats().open > 0 && state->clock.now() < leaves) {
      const bool slept = co_await state->clock.sleep_until(std::min(leaves, state->clock.now() + kLook));
      if (!slept) break;
    }
  }
  --state->stats.here;
}

}  // namespace souk::load
