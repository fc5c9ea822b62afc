// Doubles for tests of the shop, the ingest and their endpoints: an in-memory store, log, flags and clock that record
// what they were asked, and a way to run a coroutine to its end. For tests only.
#pragma once

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "ports/flags.hpp"
#include "ports/market_store.hpp"

namespace souk::app::testing {

// Runs `task` to its end on an io_context of its own and returns what it returned.
template <class T>
T run(Task<T> task) {
  asio::io_context context;
  std::optional<T> outcome;
  std::exception_ptr failure;
  asio::co_spawn(context, std::move(task), [&](const std::exception_ptr& thrown, T value) {
    failure = thrown;
    if (!thrown) outcome.emplace(std::move(value));
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
  if (!outcome) throw std::runtime_error("the coroutine is still waiting and nothing will wake it");
  return std::move(*outcome);
}

class FakeClock : public ports::Clock {
 public:
  Instant now() const override { return now_; }
  UnixMs unix_ms() const override { return 1'583'366'400'000 + now_.time_since_epoch() / std::chrono::milliseconds(1); }
  Task<bool> sleep_until(Instant when) override {
    now_ = std::max(now_, when);
    co_return true;
  }
  void advance(Nanos by) { now_ += by; }

 private:
  Instant now_{std::chrono::hours(1)};
};

class FakeFlags : public ports::Flags {
 public:
  domain::FlagValue evaluate(domain::Flag flag, const domain::FlagContext& context) const override {
    if (rule) {
      if (const auto value = rule(flag, context)) return *value;
    }
    return values_.at(static_cast<std::size_t>(flag));
  }
  // What some get in place of the value for everybody.
  std::function<std::optional<domain::FlagValue>(domain::Flag, const domain::FlagContext&)> rule;
  [[nodiscard]] std::shared_ptr<void> watch(Watcher) override { return nullptr; }
  void set(domain::Flag flag, domain::FlagValue value) {
    values_.at(static_cast<std::size_t>(flag)) = std::move(value);
  }

 private:
  domain::FlagValues values_ = domain::default_flag_values();
};

class FakeLog : public ports::EventLog {
 public:
  Task<Result<ports::AppendReceipt>> append(std::vector<std::string> payloads) override {
    if (failure) co_return *failure;
    const ports::AppendReceipt receipt{records.size(), payloads.size()};
    for (auto& payload : payloads) records.push_back(std::move(payload));
    co_return receipt;
  }
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t, std::size_t) override {
    co_return std::vector<ports::LogRecord>{};
  }
  Task<bool> wait_for(std::uint64_t, Instant) override { co_return false; }
  Task<Result<void>> trim(std::uint64_t) override { co_return Result<void>(); }
  ports::LogStats stats() const override { return {}; }

  std::optional<Error> failure;  // what append answers from now on
  std::vector<std::string> records;
};

// Knows the apps in `pages`. Records commands in memory with the rules that the tests need: one receipt per key, an
// unknown app is a stored refusal.
class FakeStore : public ports::MarketStore {
 public:
  struct Call {
    std::string name;
    ports::RequestContext context;
  };

  void add_app(const std::string& key, std::int64_t installs = 1'200, std::int64_t price_cents = 1'000) {
    ports::AppPage page;
    page.app = {key,         "Name of " + key, "Summary of " + key, 7,      "Vendor & Sons", "Reports", 3.5,
                price_cents, installs,         installs * 3,        "2.0.0"};
    page.description = "Description of " + key;
    page.release_notes = "Fixed things.";
    page.released_at = 1'580'000'000'000;
    pages[key] = page;
  }

  Task<Result<ports::AppPage>> app_page(ports::RequestContext context, std::string key) override {
    calls.push_back({"app_page", context});
    if (failure) co_return *failure;
    if (!pages.contains(key)) co_return fail(Errc::not_found, "no app " + key);
    co_return pages[key];
  }
  Task<Result<ports::AppList>> list_apps(ports::RequestContext context, ports::AppQuery query) override {
    calls.push_back({"list_apps", context});
    last_query = query;
    if (failure) co_return *failure;
    ports::AppList list;
    for (const auto& entry : pages) {
      const bool wanted = query.category.empty() || entry.second.app.category == query.category;
      if (!wanted) continue;
      if (list.total >= query.offset && list.apps.size() < query.limit) list.apps.push_back(entry.second.app);
      ++list.total;
    }
    co_return list;
  }
  Task<Result<std::vector<ports::Category>>> categories(ports::RequestContext context) override {
    calls.push_back({"categories", context});
    if (failure) co_return *failure;
    std::vector<ports::Category> categories;
    categories.push_back({"Reports", pages.size()});
    co_return categories;
  }
  Task<Result<ports::LatestVersion>> latest_version(ports::RequestContext context, std::string key) override {
    calls.push_back({"latest_version", context});
    if (failure) co_return *failure;
    if (!pages.contains(key)) co_return fail(Errc::not_found, "no app " + key);
    co_return ports::LatestVersion{key, pages[key].app.latest_version, pages[key].released_at};
  }
  Task<Result<domain::Offer>> offer(ports::RequestContext context, std::string, std::string app_key) override {
    calls.push_back({"offer", context});
    if (failure) co_return *failure;
    if (during_offer != nullptr) {
      auto waiting = during_offer->sleep_for(offer_takes);
      co_await std::move(waiting);
    }
    if (!pages.contains(app_key)) co_return fail(Errc::not_found, "no app " + app_key);
    domain::Offer offer;
    offer.latest_version = pages[app_key].app.latest_version;
    co_return offer;
  }
  Task<Result<std::vector<domain::Licence>>> licences(ports::RequestContext context, std::string instance) override {
    calls.push_back({"licences", context});
    if (failure) co_return *failure;
    domain::Licence licence;
    licence.instance_id = std::move(instance);
    licence.app_key = "com.example.tables";
    licence.type = domain::LicenceType::commercial;
    licence.started_at = 1'580'000'000'000;
    licence.expires_at = 1'611'536'000'000;
    licence.renewals = 2;
    std::vector<domain::Licence> all;
    all.push_back(std::move(licence));
    co_return all;
  }
  Task<Result<domain::Recorded>> record(ports::RequestContext context, domain::Command command,
                                        domain::IdempotencyKey key, UnixMs now) override {
    calls.push_back({"record", context});
    last_command = command;
    if (failure) co_return *failure;
    if (const auto known = receipts.find(key.key); known != receipts.end()) {
      if (known->second.first != key.fingerprint)
        co_return fail(Errc::payload_mismatch, "the Idempotency-Key was used with another payload");
      co_return domain::Recorded{known->second.second, true};
    }
    domain::Receipt receipt;
    receipt.kind = command.kind;
    receipt.id = command.instance_id + "/" + command.app_key;
    receipt.instance_id = command.instance_id;
    receipt.app_key = command.app_key;
    receipt.hosting = command.hosting;
    receipt.version = command.version;
    receipt.at = now;
    if (!pages.contains(command.app_key)) {
      receipt.code = Errc::not_found;
      receipt.detail = "no app " + command.app_key;
    }
    receipts[key.key] = {key.fingerprint, receipt};
    co_return domain::Recorded{receipt, false};
  }
  Task<Result<std::vector<ports::OutboxEntry>>> outbox_peek(ports::RequestContext, std::size_t) override {
    co_return std::vector<ports::OutboxEntry>{};
  }
  Task<Result<void>> outbox_remove(ports::RequestContext, std::int64_t) override { co_return Result<void>(); }
  Task<Result<ports::SearchFindings>> search_findings(ports::RequestContext context,
                                                      std::vector<std::string> texts) override {
    calls.push_back({"search_findings", context});
    if (failure) co_return *failure;
    ports::SearchFindings findings{.candidates = {}, .snapshot = snapshot};
    for (std::size_t i = 0; i < texts.size(); ++i) findings.candidates.push_back(candidates);
    co_return findings;
  }
  Task<Result<domain::SearchSnapshot>> take_search_snapshot(ports::RequestContext context,
                                                            domain::SnapshotRequest request) override {
    calls.push_back({"take_search_snapshot", context});
    if (failure) co_return *failure;
    const std::string refusal = domain::snapshot_refusal(request, counts);
    if (!refusal.empty()) co_return fail(Errc::conflict, refusal);
    snapshot = {.taken_at = request.now, .apps = pages.size(), .installs = counts.counted};
    co_return snapshot;
  }
  Task<Result<domain::ReconciliationReport>> reconcile(ports::RequestContext) override {
    co_return domain::ReconciliationReport{};
  }
  Task<Result<domain::Recounted>> recount(ports::RequestContext, domain::RecountPlan) override {
    co_return domain::Recounted{.done = true};
  }
  void set_bulkhead(bool) override {}
  Stats stats() const override {
    Stats stats;
    stats.pool.capacity = pool_capacity;
    return stats;
  }

  std::vector<std::string> call_names() const {
    std::vector<std::string> names;
    for (const auto& call : calls) names.push_back(call.name);
    return names;
  }

  std::map<std::string, ports::AppPage> pages;
  std::map<std::string, std::pair<std::uint64_t, domain::Receipt>> receipts;
  std::vector<domain::SearchCandidate> candidates;  // what every search finds
  domain::ConfirmedInstalls counts;                 // what a snapshot is taken of
  domain::SearchSnapshot snapshot;
  std::vector<Call> calls;
  ports::AppQuery last_query;
  domain::Command last_command;
  std::optional<Error> failure;  // what every call answers from now on
  std::uint64_t pool_capacity = 8;
  ports::Clock* during_offer = nullptr;  // offer() sleeps `offer_takes` on this clock
  Nanos offer_takes{0};
};

}  // namespace souk::app::testing
