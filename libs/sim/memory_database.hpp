// The whole store in memory: what ports::MarketStore and ports::AnalyticsStore hold, and what each of their
// transactions does to it, without any time passing and without waiting for anything. Whoever models time puts it
// around these calls.
//
// A write has two steps: the call prepares it against the state of the moment, commit() makes it happen. Reads in
// between see nothing of it. Writes take turns: preparing one while another is prepared throws std::logic_error.
//
// Semantics and texts are those of the SQLite store, with two bounds so that a long run stays flat (Limits).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/commerce.hpp"
#include "ports/market_store.hpp"
#include "sim/analytics_tables.hpp"
#include "sim/catalogue_index.hpp"
#include "sim/ledger.hpp"
#include "sim/prepared_write.hpp"
#include "sim/receipt_window.hpp"
#include "sim/review_tables.hpp"
#include "sim/vendor_tables.hpp"

namespace souk::sim {

class MemoryDatabase {
 public:
  // What is remembered; beyond it the oldest is forgotten first. A forgotten event counts again when it comes again
  // from another position, a forgotten idempotency key is a new request.
  struct Limits {
    std::size_t event_keys = 1'000'000;
    std::size_t receipts = 200'000;
    std::size_t sales = 100'000;
  };

  // Holds the catalogue's installations; `now` dates them.
  MemoryDatabase(std::shared_ptr<const CatalogueIndex> catalogue, UnixMs now);
  MemoryDatabase(std::shared_ptr<const CatalogueIndex> catalogue, UnixMs now, Limits limits);
  MemoryDatabase(const MemoryDatabase&) = delete;
  MemoryDatabase& operator=(const MemoryDatabase&) = delete;

  // Whether rows come with their texts, or with their key and numbers only: for a service of whose answers nothing but
  // the status travels, copying them is most of what a read costs.
  enum class Texts : std::uint8_t { all, none };

  // Reads of the shop. not_found: no such app.
  Result<ports::AppPage> app_page(std::string_view key, Texts texts = Texts::all) const;
  // Errors: invalid_argument. Without texts a search by relevance comes by its text alone: nobody reads its order.
  Result<ports::AppList> list_apps(const ports::AppQuery& query, Texts texts = Texts::all) const;
  ports::SearchFindings search_findings(std::span<const std::string> texts) const;
  const std::vector<ports::Category>& categories() const { return catalogue_->categories(); }
  Result<ports::LatestVersion> latest_version(std::string_view key) const;
  Result<domain::Offer> offer(std::string_view instance_id, std::string_view app_key) const;
  std::vector<domain::Licence> licences(std::string_view instance_id) const;
  std::vector<ports::OutboxEntry> outbox_peek(std::size_t max) const;
  domain::ReconciliationReport reconcile() const;

  // Writes of the shop. payload_mismatch: the key is known with another fingerprint; then nothing is prepared. A
  // replayed receipt is a write without changes.
  Result<Prepared<domain::Recorded>> record(const domain::Command& command, const domain::IdempotencyKey& key,
                                            UnixMs now);
  Prepared<domain::Recounted> recount(const domain::RecountPlan& plan);
  // How many vendors a recount would take.
  std::size_t vendors_in(const domain::RecountPlan& plan) const { return analytics_.vendors_in(plan); }
  Prepared<Nothing> outbox_remove(std::int64_t up_to_sequence);
  // conflict: domain::snapshot_refusal(); then nothing is prepared.
  Result<Prepared<domain::SearchSnapshot>> take_search_snapshot(const domain::SnapshotRequest& request);

  // The workers' side. One call is one transaction: for Strategy::per_event, call it once for each event.
  Prepared<domain::ApplyOutcome> apply(std::span<const domain::PositionedEvent> events,
                                       std::span<const domain::PoisonEvent> poison, std::uint64_t low_watermark);
  Prepared<Nothing> save_watermark(std::uint64_t low_watermark);
  const domain::ConsumerProgress& progress() const { return analytics_.progress(); }

  // The vendors' side: its reads are functions on these (vendor_reads.hpp), and so are its writes (vendor_writes.hpp),
  // which say what they will change once they are committed.
  const VendorTables& vendors() const { return vendors_; }
  const CatalogueIndex& catalogue() const { return *catalogue_; }
  const Ledger& ledger() const { return ledger_; }
  using VendorChange = std::function<void(MemoryDatabase&)>;
  template <class T>
  Prepared<T> prepare_vendor_write(T result, VendorChange change) {
    require_turn();
    pending_.vendor_change = std::move(change);
    return prepare(std::move(result));
  }
  // For the changes themselves.
  VendorTables& vendor_tables() { return vendors_; }
  void replace_catalogue(domain::Catalogue catalogue);
  // The insights; `roll_presence` answers once it is committed. not_found: no such app.
  Prepared<std::shared_ptr<domain::PresenceRolled>> roll_presence(const domain::PresenceRoll& roll);
  Result<domain::AppInsight> app_insight(std::string_view key, std::int64_t today, std::size_t weeks) const;
  std::vector<domain::RankedApp> trending(std::int64_t today, std::size_t limit) const;
  std::vector<domain::RankedApp> top_selling(std::int64_t today, std::size_t limit) const;

  // The Top Vendor programme. `change`: ReviewTables& -> T; its answer is there once it is committed.
  std::vector<domain::ReviewedVendor> reviewed_vendors(std::int64_t after, std::size_t max) const;
  const ReviewTables& reviews() const { return reviews_; }
  template <class T, class Change>
  Prepared<std::shared_ptr<T>> prepare_review(Change change) {
    require_turn();
    const auto result = std::make_shared<T>();
    pending_.change = [this, result, change = std::move(change)] { *result = change(reviews_); };
    pending_.number = ++last_number_;
    return {result, PreparedWrite(*this, pending_.number)};
  }

  // A write of rows that somebody else keeps: `change` is made with the commit, and must not fail.
  template <class T>
  Prepared<T> write_elsewhere(T result, std::function<void()> change) {
    require_turn();
    pending_.change = std::move(change);
    pending_.number = ++last_number_;
    return {std::move(result), PreparedWrite(*this, pending_.number)};
  }

  // Makes the write happen, and returns its result. Throws std::logic_error if it was dropped.
  template <class T>
  T commit(Prepared<T> prepared) {
    commit_write(prepared.write);
    return std::move(prepared.result);
  }
  // The process that held the writer's turn is gone: what it had prepared never happens.
  void drop_prepared() noexcept;
  bool has_prepared() const { return pending_.number != 0; }
  // The prepared write changes no row (a replay, a refusal without a key): a database syncs nothing for such a commit.
  bool prepared_is_empty() const;

  // For a proof of the checkers: see bugs.hpp.
  void plant(Bug bug);
  // Each event that was applied and is still known, in order. One that was applied twice is there twice.
  std::vector<domain::EventKey> applied_events() const { return analytics_.applied_events(); }
  // "first-last" of every run of positions of the log that were consumed, ascending.
  std::vector<std::string> consumed_positions() const { return analytics_.consumed_positions(); }

  // Changes a count without an event, so that reconciliation has something to find. Ignored for an unknown app.
  void falsify_active(std::string_view app_key, std::int64_t delta);
  // Every row that is kept, as text, in the order of the table's key, by table; of receipts and of tables that are not
  // kept, how many rows there are. Equal states have equal dumps, so two runs of a seed can be compared.
  std::map<std::string, std::vector<std::string>> dump() const;

 private:
  friend class PreparedWrite;

  struct Snapshot {
    domain::SearchSnapshot about;
    std::vector<std::int64_t> installs;  // by app; empty: there is none
  };

  // The change that waits for its commit. Kept from write to write, so that preparing one allocates next to nothing.
  struct Pending {
    std::uint64_t number = 0;  // 0: none is prepared
    std::uint32_t instance = 0;
    std::uint32_t app = 0;
    std::optional<domain::InstallationRow> installation;
    std::optional<domain::LicenceRow> licence;
    std::optional<domain::AnalyticsEvent> event;
    std::optional<ReceiptWindow::Row> receipt;
    std::int64_t earned_day = 0;
    std::int64_t earned_cents = 0;
    std::optional<Snapshot> snapshot;
    std::optional<domain::SaleRow> sale;
    VendorChange vendor_change;
    std::int64_t outbox_remove = 0;  // up to this sequence
    std::uint64_t low_watermark = 0;
    std::vector<AnalyticsTables::Consumed> consumed;
    std::function<void()> change;  // of the tables behind the shop's; empty if none
    std::vector<AnalyticsTables::Correction> corrections;

    void clear();
  };

  void require_turn() const;
  template <class T>
  Prepared<T> prepare(T result) {
    pending_.number = ++last_number_;
    return {std::move(result), PreparedWrite(*this, pending_.number)};
  }
  void commit_write(PreparedWrite& write);
  void drop(std::uint64_t number) noexcept;

  domain::CommandFacts facts_for(const domain::Command& command);
  std::vector<std::int64_t> active_from_the_start() const;
  void summarize(std::uint32_t app, Texts texts, ports::AppSummary& summary) const;
  // What a search found, by the text alone: a page of it, and how many there are.
  struct Found {
    std::vector<std::uint32_t> page;
    std::uint64_t total = 0;
  };
  const Found& found_by_text(const ports::AppQuery& query, std::uint32_t category) const;
  bool is_wanted(std::uint32_t app, const ports::AppQuery& query) const;
  std::vector<AppSearch::Hit> hits_of(const ports::AppQuery& query, std::uint32_t category) const;
  void sort_by_tier_if_too_many(std::vector<AppSearch::Hit>& hits) const;
  // At most domain::kMostCandidates, best first; behind them the others in the order of tiers.
  std::vector<std::uint32_t> in_order_of_relevance(std::vector<AppSearch::Hit> hits,
                                                   const domain::SearchPolicy& policy) const;
  std::vector<domain::SearchCandidate> candidates_of(std::span<const AppSearch::Hit> hits) const;
  // The apps found, or all of a category, in the order asked for.
  std::vector<std::uint32_t> found(const ports::AppQuery& query, std::uint32_t category) const;
  // Those with an amount above 0, most first.
  std::vector<std::uint32_t> by_amount(std::vector<std::uint32_t> apps, const ports::AppQuery& query) const;
  std::vector<std::int64_t> earned(std::int64_t first_day, std::int64_t last_day) const;

  const Limits limits_;
  std::shared_ptr<const CatalogueIndex> catalogue_;
  Ledger ledger_;
  ReceiptWindow receipts_;
  std::deque<ports::OutboxEntry> outbox_;
  std::int64_t last_sequence_ = 0;
  AnalyticsTables analytics_;
  std::map<std::pair<std::int64_t, std::uint32_t>, std::int64_t> earned_;  // US cents by day and app
  Snapshot snapshot_;
  VendorTables vendors_;
  ReviewTables reviews_;
  Pending pending_;
  Bug planted_ = Bug::none;
  std::optional<ReceiptWindow::Row> late_receipt_;  // of the bug receipt_apart
  std::uint64_t last_number_ = 0;                   // of the writes prepared so far
  // Pages by relevance hang on the catalogue alone, and people search for the same words. By query; bounded.
  mutable std::unordered_map<std::string, Found> found_;
};

}  // namespace souk::sim
