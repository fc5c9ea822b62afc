#include "app/search_keeper.hpp"

#include <algorithm>
#include <utility>

#include "app/search_policy.hpp"
#include "app/search_queries.hpp"

namespace souk::app {
namespace {

constexpr domain::FlagContext kAsker{.component = "search"};
constexpr Nanos kLongestWait = std::chrono::seconds(2);  // for a connection: the shop goes first
constexpr std::int64_t kHealthyAgeMs = 5'000;            // of the oldest event that waits
constexpr int kForgottenAfter = 3;                       // measurements that did not come

}  // namespace

SearchKeeper::SearchKeeper(Ports ports) : SearchKeeper(std::move(ports), Rhythm()) {}

SearchKeeper::SearchKeeper(Ports ports, const Rhythm& rhythm) : ports_(std::move(ports)), rhythm_(rhythm) {}

Nanos SearchKeeper::between_measurements() const {
  const Nanos setting = from_s(ports_.settings.get(domain::Setting::search_quality_every_s));
  return std::max(setting, rhythm_.least_between_measurements);
}

ports::RequestContext SearchKeeper::context() const {
  return {.owner = domain::Owner::ops, .deadline = ports_.clock.now() + kLongestWait};
}

Task<void> SearchKeeper::run() {
  Instant last = ports_.clock.now();
  bool first = true;
  while (!stopping_) {
    if (first || ports_.clock.now() >= last + between_measurements()) {
      first = false;
      last = ports_.clock.now();
      auto looking = look();
      co_await std::move(looking);
    }
    const bool reached = co_await ports_.clock.sleep_for(rhythm_.pause);
    if (!reached) co_return;
  }
}

Task<bool> SearchKeeper::look() {
  auto preparing = have_queries();
  const Result<bool> prepared = co_await std::move(preparing);
  if (!prepared || !*prepared) co_return prepared.has_value();
  auto measuring = measure();
  const Result<void> measured = co_await std::move(measuring);
  if (!measured) co_return false;
  if (!is_snapshot_due()) co_return true;
  auto taking = take_snapshot(false);
  const Result<domain::SearchSnapshot> taken = co_await std::move(taking);
  // Bad counts are no failure: it is tried again after the next measurement.
  co_return taken.has_value() || taken.error().code == Errc::conflict;
}

Task<Result<bool>> SearchKeeper::have_queries() {
  if (queries_.empty()) {
    auto choosing = choose_search_queries(ports_.store, context());
    Result<std::vector<std::string>> chosen = co_await std::move(choosing);
    if (!chosen) co_return chosen.error();
    queries_ = std::move(*chosen);
  }
  co_return !queries_.empty();
}

Task<Result<void>> SearchKeeper::measure() {
  auto finding = ports_.store.search_findings(context(), queries_);
  const Result<ports::SearchFindings> findings = co_await std::move(finding);
  if (!findings) co_return findings.error();
  const domain::SearchPolicy policy = search_policy(ports_.flags, kAsker, &ports_.settings, ports_.clock.unix_ms());
  double sum = 0;
  std::size_t judged = 0;
  for (const auto& candidates : findings->candidates) {
    const std::optional<double> quality = domain::search_quality(candidates, policy);
    if (!quality) continue;
    sum += *quality;
    ++judged;
  }
  note_snapshot(findings->snapshot);
  const std::lock_guard lock(mutex_);
  quality_.reset();
  if (judged > 0) quality_ = sum / static_cast<double>(judged);
  measured_at_ = ports_.clock.now();
  co_return Result<void>();
}

bool SearchKeeper::is_snapshot_due() const {
  // As the ingest and the workers are told themselves.
  if (!ports_.flags.is_on(domain::Flag::analytics_ingest, {.component = "ingest"})) return false;
  if (!ports_.flags.is_on(domain::Flag::analytics_processing, {.component = "workers"})) return false;
  if (ports_.oldest_age_ms() > kHealthyAgeMs) return false;
  const double every_ms = ports_.settings.get(domain::Setting::search_snapshot_every_s) * 1e3;
  const std::lock_guard lock(mutex_);
  return snapshot_at_ == 0 || static_cast<double>(ports_.clock.unix_ms() - snapshot_at_) >= every_ms;
}

Task<Result<domain::SearchSnapshot>> SearchKeeper::take_snapshot(bool whatever_the_counts) {
  const UnixMs now = ports_.clock.unix_ms();
  domain::SnapshotRequest request{.now = now};
  request.reported_since = search_policy(ports_.flags, kAsker, &ports_.settings, now).reported_since;
  if (whatever_the_counts) request.min_confirmed_share = 0;
  auto taking = ports_.store.take_search_snapshot(context(), request);
  const Result<domain::SearchSnapshot> taken = co_await std::move(taking);
  if (taken) note_snapshot(*taken);
  co_return taken;
}

void SearchKeeper::note_snapshot(const domain::SearchSnapshot& snapshot) {
  const std::lock_guard lock(mutex_);
  snapshot_at_ = std::max(snapshot_at_, snapshot.taken_at);
}

domain::SearchStatus SearchKeeper::status() const {
  const Nanos oldest = between_measurements() * kForgottenAfter;
  const std::lock_guard lock(mutex_);
  domain::SearchStatus status{.quality = quality_, .snapshot_at = snapshot_at_};
  if (quality_ && ports_.clock.now() - measured_at_ > oldest) status.quality.reset();
  return status;
}

}  // namespace souk::app
