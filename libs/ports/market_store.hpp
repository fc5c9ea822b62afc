// The shop's store: one virtual function per business transaction. Every call takes a pooled connection, first come
// first served. Errors of every call besides those named: overloaded (waiting line full), deadline_exceeded (waited
// past the deadline or the pool's own limit), no_space, io, corrupt.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "domain/catalogue.hpp"
#include "domain/commerce.hpp"
#include "domain/event.hpp"
#include "domain/reconciliation.hpp"
#include "domain/recount.hpp"
#include "domain/result.hpp"
#include "domain/search_quality.hpp"
#include "domain/status.hpp"
#include "ports/request_context.hpp"
#include "ports/task.hpp"

namespace souk::ports {

struct AppSummary {
  std::string key;
  std::string name;
  std::string summary;
  std::int64_t vendor_id = 0;
  std::string vendor_name;
  std::string category;
  double stars = 0;
  std::int64_t price_cents_usd = 0;
  std::int64_t active_installs = 0;  // as counted from analytics events
  std::int64_t downloads = 0;        // likewise
  std::string latest_version;
};

struct AppPage {
  AppSummary app;
  std::string description;
  std::string release_notes;
  UnixMs released_at = 0;
};

// newest: by the latest version. added: by the first. trending: only apps that gained active installs in the past week,
// most gained first, as counted from analytics events. top_selling: only apps that earned something in the past 30
// days, most earned first, as recorded.
enum class AppOrder : std::uint8_t { relevance, active_installs, newest, name, added, trending, top_selling };
inline constexpr std::size_t kAppOrderCount = 7;
inline constexpr std::int64_t kTrendingDays = 7;
inline constexpr std::int64_t kTopSellingDays = 30;

enum class Cost : std::uint8_t { any, free, paid };

struct AppQuery {
  std::string text;                            // full-text search; empty = all
  std::string category;                        // empty = all
  AppOrder order = AppOrder::active_installs;  // relevance needs text
  Cost cost = Cost::any;
  bool top_vendors = false;       // only apps of top vendors
  domain::SearchPolicy policy{};  // how relevance is ranked; its `now` also dates the past week and the past 30 days
  std::size_t offset = 0;
  std::size_t limit = 10;  // 1 to 50
};

struct AppList {
  std::vector<AppSummary> apps;
  std::uint64_t total = 0;
};

// What each of several texts finds, with everything that the ranking can be made of and judged by.
struct SearchFindings {
  std::vector<std::vector<domain::SearchCandidate>> candidates;  // by text, at most domain::kMostCandidates each
  domain::SearchSnapshot snapshot;                               // the stored one
};

struct LatestVersion {
  std::string app_key;
  std::string version;
  UnixMs released_at = 0;
};

struct Category {
  std::string name;
  std::uint64_t apps = 0;
};

struct OutboxEntry {
  std::int64_t sequence = 0;  // > 0, ascending
  domain::AnalyticsEvent event;
};

class MarketStore {
 public:
  virtual ~MarketStore() = default;

  // Reads.
  virtual Task<Result<AppPage>> app_page(RequestContext context, std::string key) = 0;  // not_found
  virtual Task<Result<AppList>> list_apps(RequestContext context, AppQuery query) = 0;
  virtual Task<Result<std::vector<Category>>> categories(RequestContext context) = 0;
  virtual Task<Result<LatestVersion>> latest_version(RequestContext context, std::string key) = 0;  // not_found
  // The read half of an install, upgrade or renewal. not_found: no such app.
  virtual Task<Result<domain::Offer>> offer(RequestContext context, std::string instance_id, std::string app_key) = 0;
  virtual Task<Result<std::vector<domain::Licence>>> licences(RequestContext context, std::string instance_id) = 0;

  // The write half: one transaction that checks the rules, changes the state, stores the receipt under the
  // idempotency key and leaves an analytics event in the outbox when an install count changes. A refusal by the rules
  // is a Recorded with its code. payload_mismatch: the key is known with another fingerprint. `now` dates the change.
  virtual Task<Result<domain::Recorded>> record(RequestContext context, domain::Command command,
                                                domain::IdempotencyKey key, UnixMs now) = 0;

  // The outbox: events that happened in the shop and still have to reach the event log. At least once; the event's
  // source + id make it count once.
  virtual Task<Result<std::vector<OutboxEntry>>> outbox_peek(RequestContext context, std::size_t max) = 0;
  virtual Task<Result<void>> outbox_remove(RequestContext context, std::int64_t up_to_sequence) = 0;

  // What a search for each text would be ranked from, with the installs of record.
  virtual Task<Result<SearchFindings>> search_findings(RequestContext context, std::vector<std::string> texts) = 0;
  // Stores the installs counted now in place of the snapshot before. conflict: domain::snapshot_refusal().
  virtual Task<Result<domain::SearchSnapshot>> take_search_snapshot(RequestContext context,
                                                                    domain::SnapshotRequest request) = 0;

  // Counts against installs of record, rollups against totals.
  virtual Task<Result<domain::ReconciliationReport>> reconcile(RequestContext context) = 0;

  // Counts again, from the raw events, what was counted of the apps of the next vendors, and corrects what is wrong.
  // One transaction, which has the writer's turn all the while: the more vendors, the longer everybody else waits.
  virtual Task<Result<domain::Recounted>> recount(RequestContext context, domain::RecountPlan plan) = 0;

  // Bulkhead on or off: with shares, owners that wait take turns by weight, at the pool and at the writer queue.
  virtual void set_bulkhead(bool on) = 0;

  // Never waits for the store's own resources.
  struct Stats {
    domain::ResourceStatus pool;
    domain::ResourceStatus writer;
    std::map<std::string, std::uint64_t> transactions;
    std::uint64_t wasted = 0;
  };
  virtual Stats stats() const = 0;
};

}  // namespace souk::ports
