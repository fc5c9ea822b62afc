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
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/commerce.hpp"
#include "ports/market_store.hpp"
#include "sim/analytics_tables.hpp"
#include "sim/catalogue_index.hpp"
#include "sim/ledger.hpp"
#include "sim/prepared_write.hpp"
#include "sim/receipt_window.hpp"

namespace souk::sim {

class MemoryDatabase {
 public:
  // What is remembered; beyond it the oldest is forgotten first. A forgotten event counts again when it comes again
  // from another position, a forgotten idempotency key is a new request.
  struct Limits {
    std::size_t event_keys = 1'000'000;
    std::size_t receipts = 200'000;
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
  // Errors: invalid_argument.
  Result<ports::AppList> list_apps(const ports::AppQuery& query, Texts texts = Texts::all) const;
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
  Prepared<Nothing> outbox_remove(std::int64_t up_to_sequence);

  // The workers' side. One call is one transaction: for Strategy::per_event, call it once for each event.
  Prepared<domain::ApplyOutcome> apply(std::span<const domain::PositionedEvent> events,
                                       std::span<const domain::PoisonEvent> poison, std::uint64_t low_watermark);
  Prepared<Nothing> save_watermark(std::uint64_t low_watermark);
  const domain::ConsumerProgress& progress() const { return analytics_.progress(); }

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

  // The change that waits for its commit. Kept from write to write, so that preparing one allocates next to nothing.
  struct Pending {
    std::uint64_t number = 0;  // 0: none is prepared
    std::uint32_t instance = 0;
    std::uint32_t app = 0;
    std::optional<domain::InstallationRow> installation;
    std::optional<domain::LicenceRow> licence;
    std::optional<domain::AnalyticsEvent> event;
    std::optional<ReceiptWindow::Row> receipt;
    std::int64_t outbox_remove = 0;  // up to this sequence
    std::uint64_t low_watermark = 0;
    std::vector<AnalyticsTables::Consumed> consumed;

    void clear();
  };

  void require_turn() const;
  template <class T>
  Prepared<T> prepare(T result);
  void commit_write(PreparedWrite& write);
  void drop(std::uint64_t number) noexcept;

  domain::CommandFacts facts_for(const domain::Command& command);
  std::vector<std::int64_t> active_from_the_start() const;
  void summarize(std::uint32_t app, Texts texts, ports::AppSummary& summary) const;
  // What a search found, by relevance: a page of it, and how many there are.
  struct Found {
    std::vector<std::uint32_t> page;
    std::uint64_t total = 0;
  };
  Found find(const ports::AppQuery& query, std::uint32_t category) const;

  const std::shared_ptr<const CatalogueIndex> catalogue_;
  Ledger ledger_;
  ReceiptWindow receipts_;
  std::deque<ports::OutboxEntry> outbox_;
  std::int64_t last_sequence_ = 0;
  AnalyticsTables analytics_;
  Pending pending_;
  Bug planted_ = Bug::none;
  std::optional<ReceiptWindow::Row> late_receipt_;  // of the bug receipt_apart
  std::uint64_t last_number_ = 0;                   // of the writes prepared so far
  // Pages by relevance hang on the catalogue alone, and people search for the same words. By query; bounded.
  mutable std::unordered_map<std::string, Found> found_;
};

}  // namespace souk::sim
