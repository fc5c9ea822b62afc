#include "app/warm_up.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/session_group.hpp"

namespace souk::app {
namespace {

constexpr std::size_t kFirstPage = 10;                           // what the front page shows
constexpr std::size_t kPage = 50;                                // apps in a list
constexpr Nanos kLookAgain = std::chrono::milliseconds(50);      // at the latency, while standing still
constexpr Nanos kShortestRest = std::chrono::microseconds(500);  // what is shorter is saved up
constexpr std::string_view kNobody = "warm-up";                  // an instance without installations

// One warm-up. Its reads share the outcome with it: they may outlive a caller that is cancelled.
class WarmUp {
 public:
  WarmUp(WarmUpPorts ports, ports::MarketStore& store, Instant deadline)
      : ports_(std::move(ports)), store_(store), connections_(std::max<std::size_t>(1, store.stats().pool.capacity)) {
    context_.owner = domain::Owner::ops;
    context_.deadline = deadline;
  }

  Task<Result<void>> run() {
    for (const ports::AppOrder order :
         {ports::AppOrder::active_installs, ports::AppOrder::newest, ports::AppOrder::name}) {
      auto listing = on_each(list_of(order, 0, kFirstPage));
      const Result<void> listed = co_await std::move(listing);
      if (!listed) co_return listed;
    }
    auto counting = on_each(Read(Read::Kind::categories));
    const Result<void> counted = co_await std::move(counting);
    if (!counted) co_return counted;
    for (std::size_t offset = 0;; offset += kPage) {
      auto listing = store_.list_apps(context_, list_of(ports::AppOrder::name, offset, kPage).query);
      const Result<ports::AppList> list = co_await std::move(listing);
      ++ports_.meter.reads;
      if (!list) co_return list.error();
      auto reading = read_apps(*list, offset == 0);
      const Result<void> read = co_await std::move(reading);
      if (!read || offset + kPage >= list->total) co_return read;
    }
  }

 private:
  struct Read {
    enum class Kind : std::uint8_t { list, categories, page, version, offer };
    explicit Read(Kind its_kind, std::string its_key = {}) : kind(its_kind), key(std::move(its_key)) {}
    Kind kind;
    std::string key;
    ports::AppQuery query;
  };

  static Read list_of(ports::AppOrder order, std::size_t offset, std::size_t limit) {
    Read read(Read::Kind::list);
    read.query.order = order;
    read.query.offset = offset;
    read.query.limit = limit;
    return read;
  }

  // `first`: also the statements of installs and of phone-home questions. (Those that write are prepared when they are
  // first used.)
  Task<Result<void>> read_apps(ports::AppList list, bool first) {
    if (first && !list.apps.empty()) {
      for (const Read::Kind kind : {Read::Kind::version, Read::Kind::offer}) {
        auto asking = on_each(Read(kind, list.apps.front().key));
        const Result<void> asked = co_await std::move(asking);
        if (!asked) co_return asked;
      }
    }
    for (const ports::AppSummary& app : list.apps) {
      auto reading = on_each(Read(Read::Kind::page, app.key));
      const Result<void> read = co_await std::move(reading);
      if (!read) co_return read;
    }
    co_return Result<void>();
  }

  static Task<void> perform(ports::MarketStore& store, ports::RequestContext context, Read read,
                            std::shared_ptr<Result<void>> outcome) {
    std::optional<Error> error;
    switch (read.kind) {
      case Read::Kind::list: {
        auto reading = store.list_apps(context, std::move(read.query));
        if (const auto done = co_await std::move(reading); !done) error = done.error();
        break;
      }
      case Read::Kind::categories: {
        auto reading = store.categories(context);
        if (const auto done = co_await std::move(reading); !done) error = done.error();
        break;
      }
      case Read::Kind::page: {
        auto reading = store.app_page(context, std::move(read.key));
        if (const auto done = co_await std::move(reading); !done) error = done.error();
        break;
      }
      case Read::Kind::version: {
        auto reading = store.latest_version(context, std::move(read.key));
        if (const auto done = co_await std::move(reading); !done) error = done.error();
        break;
      }
      case Read::Kind::offer: {
        auto reading = store.offer(context, std::string(kNobody), std::move(read.key));
        if (const auto done = co_await std::move(reading); !done) error = done.error();
        break;
      }
    }
    // An app may have gone since it was listed.
    if (error && error->code != Errc::not_found) *outcome = *error;
  }

  // The same read on all connections at once, and the rest after it.
  Task<Result<void>> on_each(Read read) {
    auto waiting = wait_for_leave();
    const Result<void> may = co_await std::move(waiting);
    if (!may) co_return may;
    const Instant began = ports_.clock.now();
    const auto outcome = std::make_shared<Result<void>>();
    std::vector<Task<void>> reads;
    for (std::size_t i = 0; i < connections_; ++i) reads.push_back(perform(store_, context_, read, outcome));
    co_await run_all(std::move(reads));
    ports_.meter.reads += connections_;
    if (!*outcome) co_return *outcome;
    if (guarded()) co_await rest_after(ports_.clock.now() - began);
    co_return Result<void>();
  }

  bool guarded() const { return ports_.flags.is_on(domain::Flag::deploy_guard, {.component = "deployment"}); }

  // While guarded, until the core is as fast as it should be.
  Task<Result<void>> wait_for_leave() {
    while (true) {
      if (ports_.stopping) co_return fail(Errc::cancelled, "the deployment was stopped");
      const Instant now = ports_.clock.now();
      if (now >= context_.deadline) {
        co_return fail(Errc::deadline_exceeded,
                       "the warm-up was not done in time: the core was slow, or deploy.duty is low");
      }
      if (!guarded()) co_return Result<void>();
      const CoreLatency core = ports_.core_latency();
      const Nanos target = from_s(ports_.settings.get(domain::Setting::deploy_target_ms) / 1e3);
      if (core.samples == 0 || core.p99 <= target) co_return Result<void>();
      co_await ports_.clock.sleep_for(kLookAgain);
      ports_.meter.yielded_ms += static_cast<std::int64_t>(to_ms(ports_.clock.now() - now));
    }
  }

  Task<void> rest_after(Nanos worked) {
    const double duty = ports_.settings.get(domain::Setting::deploy_duty);
    rest_owed_ += from_s(to_s(worked) * (1 - duty) / duty);
    if (rest_owed_ < kShortestRest) co_return;
    const Instant before = ports_.clock.now();
    co_await ports_.clock.sleep_for(rest_owed_);
    // A timer that is late has rested longer than it was asked to.
    rest_owed_ -= ports_.clock.now() - before;
  }

  WarmUpPorts ports_;
  ports::MarketStore& store_;
  const std::size_t connections_;
  ports::RequestContext context_;
  Nanos rest_owed_{0};
};

}  // namespace

Task<Result<void>> warm_up(WarmUpPorts ports, ports::MarketStore& store, Instant deadline) {
  WarmUp warming(std::move(ports), store, deadline);
  co_return co_await warming.run();
}

}  // namespace souk::app
