#include "services/calibration/store_costs.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/run_to_end.hpp"
#include "services/calibration/batch_costs.hpp"
#include "services/calibration/fit.hpp"
#include "services/calibration/stopwatch.hpp"
#include "services/calibration/wal_watch.hpp"
#include "storage/app_search.hpp"
#include "storage/insight_reads.hpp"
#include "storage/market_reads.hpp"
#include "storage/outbox.hpp"
#include "storage/presence_roll.hpp"
#include "storage/queue_rows.hpp"
#include "storage/reconciler.hpp"
#include "storage/recorder.hpp"
#include "storage/recounter.hpp"
#include "storage/review_tables.hpp"
#include "storage/vendor_listings.hpp"
#include "storage/vendor_reports.hpp"

namespace souk::calibration {
namespace {

using domain::CommandKind;
using domain::TransactionKind;

constexpr std::size_t kConnections = 8;
constexpr int kCacheKib = 4'096;  // as the pool's
constexpr UnixMs kToday = 1'583'366'400'000;
constexpr std::uint64_t kWarmUp = 2 * kConnections;  // rounds: each connection prepares its statements
constexpr std::uint64_t kEvery = 8;                  // rounds between the slow kinds
constexpr std::uint64_t kReconcileEvery = 256;
constexpr double kThousand = 1'000;  // parts of a page, where a fit wants whole numbers
constexpr std::size_t kPage = 200;   // a page of an evaluation
constexpr std::uint64_t kRecountEvery = 32;
constexpr std::array<std::size_t, 4> kBatches{1, 10, 100, 500};
constexpr std::array<std::size_t, 2> kVendors{1, 3};
constexpr std::array kOnManyRows{TransactionKind::apply_batch,  TransactionKind::apply_row_by_row,
                                 TransactionKind::queue_append, TransactionKind::queue_take,
                                 TransactionKind::queue_trim,   TransactionKind::repair_counts};
// In an order that the rules allow for a new customer.
constexpr std::array<CommandKind, 6> kLifeOfACustomer{
    CommandKind::install,  CommandKind::upgrade, CommandKind::start_evaluation,
    CommandKind::purchase, CommandKind::renew,   CommandKind::uninstall};

std::string too_short(TransactionKind kind) {
  return "too few transactions of the kind " + std::string(domain::to_string(kind)) + ": calibrate for longer";
}

}  // namespace

// A round is a bit of everything.
class StoreMeasurement::Rounds {
 public:
  Rounds(storage::SqliteDatabase& database, Traffic& traffic) : database_(database), traffic_(traffic) {}

  Result<void> open(const std::filesystem::path& path) {
    for (std::size_t i = 0; i < kConnections; ++i) {
      auto connection = storage::Connection::open({.path = path, .cache_kib = kCacheKib});
      if (!connection) return connection.error();
      connections_.push_back(std::move(*connection));
      auto worker = database_.analytics_factory().open();
      if (!worker) return worker.error();
      workers_.push_back(std::move(*worker));
    }
    const auto queue = storage::open_queue(*connections_.front());
    if (!queue) return queue.error();
    queued_rows_ = queue->next;
    return wal_.open(path);
  }

  Task<Result<void>> run(Nanos duration) {
    const Nanos end = Stopwatch::wall() + duration;
    Result<void> fine;
    while (fine && (Stopwatch::wall() < end || round_ <= 2 * kWarmUp || checkpoints_.empty())) {
      customers();
      readers();
      if (round_ % kEvery == 1) vendors();
      relay();
      const Result<void> applied = co_await analytics();
      if (round_ % kEvery == 0) behind_the_workers();
      fine = failure_ ? applied : failure_;
      ++round_;
    }
    co_return fine;
  }

  // Errors: unavailable (no commit did a checkpoint).
  Result<StoreCosts> result() const {
    if (checkpoints_.empty()) return fail(Errc::unavailable, "no checkpoint in the time: calibrate for longer");
    StoreCosts costs;
    for (std::size_t i = 0; i < costs.transactions.size(); ++i) {
      const auto kind = static_cast<TransactionKind>(i);
      if (std::find(kOnManyRows.begin(), kOnManyRows.end(), kind) != kOnManyRows.end()) {
        if (!batches_[i].enough()) return fail(Errc::unavailable, too_short(kind));
        costs.transactions[i] = batches_[i].cost();
        continue;
      }
      costs.transactions[i] = {
          .cpu = sim::ServiceTime::of_samples(cpu_[i]), .writes = writes_[i], .pages = mean_pages(pages_[i])};
    }
    costs.commit = sim::ServiceTime::of_samples(device_);
    costs.checkpoint = sim::ServiceTime::of_samples(without(checkpoints_, median(usual_)));
    costs.batched_per_s =
        static_cast<double>(kBatches.back()) / to_s(batches_[index(TransactionKind::apply_batch)].largest_took());
    costs.disturbed_share = to_s(queued_) / to_s(wall_);
    return costs;
  }

 private:
  static std::size_t index(TransactionKind kind) { return static_cast<std::size_t>(kind); }
  storage::Connection& next_connection() { return *connections_[turn_++ % kConnections]; }
  ports::AnalyticsStore& next_worker() { return *workers_[turn_++ % kConnections]; }

  void note(TransactionKind kind, const Spent& spent, bool writes) {
    wall_ += spent.wall;
    queued_ += spent.queued;
    if (round_ < kWarmUp) return;
    writes_[index(kind)] = writes;
    if (writes && note_pages(pages_[index(kind)], spent)) return;
    cpu_[index(kind)].push_back(spent.cpu);
    if (writes) device_.push_back(spent.blocked());
  }
  // Before a write.
  void start_write() {
    log_before_ = wal_.read();
    watch_.start();
  }
  // True if its commit did a checkpoint, whose work, CPU and all, is not this transaction's.
  bool note_pages(std::vector<std::uint32_t>& pages, const Spent& spent) {
    const WalWatch::Reading after = wal_.read();
    pages.push_back(WalWatch::pages_written(log_before_, after));
    const bool checkpoint = WalWatch::did_checkpoint(log_before_, after);
    (checkpoint ? checkpoints_ : usual_).push_back(spent.wall - spent.queued);
    return checkpoint;
  }
  static double mean_pages(const std::vector<std::uint32_t>& pages) {
    double sum = 0;
    for (const std::uint32_t count : pages) sum += count;
    return pages.empty() ? 0 : sum / static_cast<double>(pages.size());
  }
  void keep(const Result<void>& outcome) {
    if (failure_ && !outcome) failure_ = outcome;
  }

  template <class Work>
  void write(TransactionKind kind, Work work) {
    storage::Connection& connection = next_connection();
    start_write();
    storage::Transaction transaction(connection, storage::Transaction::Mode::write);
    const Result<void> done = work(connection);
    const Result<void> committed = done ? transaction.commit() : done;
    note(kind, watch_.stop(), true);
    keep(committed);
  }
  template <class Work>
  void read(TransactionKind kind, Work work) {
    storage::Connection& connection = next_connection();
    watch_.start();
    const auto found = work(connection);
    note(kind, watch_.stop(), false);
    if (!found) keep(found.error());
  }

  void customers() {
    for (const CommandKind kind : kLifeOfACustomer) {
      const domain::Command command = traffic_.command(kind, round_);
      const domain::IdempotencyKey key{"calibration-" + std::to_string(turn_), turn_};
      read(TransactionKind::offer,
           [&](auto& connection) { return storage::read_offer(connection, command.instance_id, command.app_key); });
      write(domain::kind_of(kind), [&](auto& connection) -> Result<void> {
        const auto recorded = storage::record_command(connection, command, key, kToday);
        if (!recorded) return recorded.error();
        if (recorded->receipt.code != Errc::ok) return fail(Errc::internal, recorded->receipt.detail);
        return {};
      });
    }
  }

  void readers() {
    const domain::Command any = traffic_.command(CommandKind::install, round_);
    const std::string& key = any.app_key;
    read(TransactionKind::app_page, [&](auto& connection) { return storage::read_app_page(connection, key); });
    read(TransactionKind::latest_version,
         [&](auto& connection) { return storage::read_latest_version(connection, key); });
    read(TransactionKind::licences,
         [&](auto& connection) { return storage::read_licences(connection, any.instance_id); });
    if (round_ % kEvery == 0) {
      read(TransactionKind::list_apps, [&](auto& connection) { return storage::read_app_list(connection, list()); });
      read(TransactionKind::categories, [](auto& connection) { return storage::read_categories(connection); });
    }
    if (round_ % kReconcileEvery == kWarmUp) {
      read(TransactionKind::reconcile, [](auto& connection) { return storage::reconcile(connection); });
      search_upkeep();
    }
  }

  // What the search keeper asks.
  void search_upkeep() {
    constexpr std::size_t kTexts = 12;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < kTexts; ++i) {
      const auto& apps = traffic_.catalogue().apps;
      texts.emplace_back(domain::query_word(apps[(round_ + i * apps.size() / kTexts) % apps.size()].name));
    }
    read(TransactionKind::search_quality,
         [&](auto& connection) { return storage::read_search_findings(connection, texts); });
    write(TransactionKind::search_snapshot, [](auto& connection) -> Result<void> {
      const auto taken = storage::write_search_snapshot(connection, {.now = kToday, .min_confirmed_share = 0});
      if (!taken) return taken.error();
      return {};
    });
  }

  // The page of a report that vendors ask for most, and a new version.
  void vendors() {
    const domain::App& app = traffic_.catalogue().apps[round_ % traffic_.catalogue().apps.size()];
    read(TransactionKind::vendor_read,
         [&](auto& connection) { return storage::report_licences(connection, app.vendor_id, {}); });
    const domain::AppVersion version{
        .name = "calibration-" + std::to_string(turn_), .released_at = kToday, .release_notes = "Measured"};
    write(TransactionKind::vendor_write,
          [&](auto& connection) { return storage::publish_version(connection, app.vendor_id, app.key, version); });
  }

  // A category and a search by turns, as shoppers ask.
  ports::AppQuery list() const {
    const auto& categories = traffic_.catalogue().categories;
    ports::AppQuery query;
    if (round_ % (2 * kEvery) == 0) {
      query.category = categories[round_ / kEvery % categories.size()];
    } else {
      const std::string& name = traffic_.catalogue().apps[round_ % traffic_.catalogue().apps.size()].name;
      query.text = name.substr(0, name.find(' '));
      query.order = ports::AppOrder::relevance;
    }
    return query;
  }

  void relay() {
    std::int64_t last = 0;
    read(TransactionKind::outbox_peek, [&](auto& connection) {
      auto view = storage::read_outbox(connection, 256);
      if (view && !view->entries.empty()) last = view->entries.back().sequence;
      return view;
    });
    write(TransactionKind::outbox_remove, [&](auto& connection) {
      storage::remove_from_outbox(connection, last);
      return Result<void>();
    });
  }

  // What follows the workers: the roll-up takes in what they applied since the last time, some hundreds of events; an
  // evaluation reads a page of vendors, and flags or restores as many as an alarm would.
  void behind_the_workers() {
    const domain::PresenceRoll roll{.up_to = traffic_.watermark(), .today = day_of(kToday)};
    write(TransactionKind::roll_presence, [&](auto& connection) {
      storage::roll_presence(connection, roll);
      return Result<void>();
    });
    const std::string& key = traffic_.command(CommandKind::install, round_).app_key;
    read(TransactionKind::insight,
         [&](auto& connection) { return storage::read_app_insight(connection, key, day_of(kToday), 12); });
    std::vector<ports::StatusChange> changes;
    read(TransactionKind::review_read, [&](auto& connection) {
      auto vendors = storage::read_reviewed_vendors(connection, 0, kPage);
      if (vendors) changes = alarm(*vendors);
      return vendors;
    });
    write(TransactionKind::review_write, [&](auto& connection) {
      storage::change_statuses(connection, changes, kToday);
      return Result<void>();
    });
  }

  // Every approved vendor is flagged, and every flagged one restored.
  static std::vector<ports::StatusChange> alarm(const std::vector<domain::ReviewedVendor>& vendors) {
    using domain::TopVendorStatus;
    std::vector<ports::StatusChange> changes;
    for (const domain::ReviewedVendor& vendor : vendors) {
      domain::VendorFacts facts = vendor.facts;
      facts.active_instances = 0;
      if (vendor.status == TopVendorStatus::approved) {
        changes.push_back({std::move(facts), vendor.status, TopVendorStatus::flagged});
      } else if (vendor.status == TopVendorStatus::flagged) {
        changes.push_back({std::move(facts), vendor.status, TopVendorStatus::approved});
      }
    }
    return changes;
  }

  Task<Result<void>> analytics() {
    if (round_ % 2 != 0) co_return Result<void>();
    for (std::size_t i = 0; i < 2 * kConnections; ++i) {
      const Result<void> applied = co_await apply_one(i >= kConnections);
      if (!applied) co_return applied.error();
    }

    // One more than the events above left: saving what is stored already would write nothing.
    ports::AnalyticsStore& housekeeper = next_worker();
    start_write();
    const Result<void> saved = co_await housekeeper.save_watermark(traffic_.watermark() + 1);
    note(TransactionKind::save_watermark, watch_.stop(), true);
    if (!saved) co_return saved.error();

    watch_.start();
    const auto progress = co_await housekeeper.progress();
    note(TransactionKind::progress, watch_.stop(), false);
    if (!progress) co_return progress.error();

    if (round_ % kEvery != 0) co_return Result<void>();
    for (const std::size_t size : kBatches) {
      const Result<void> batch = co_await apply_batch(size, domain::Strategy::batched, TransactionKind::apply_batch);
      if (!batch) co_return batch.error();
      const Result<void> rows =
          co_await apply_batch(size, domain::Strategy::row_by_row, TransactionKind::apply_row_by_row);
      if (!rows) co_return rows.error();
      queue(size);
    }
    if (round_ % kRecountEvery == 0) recount(progress->applied);
    co_return Result<void>();
  }

  // Workers follow workers, live: by the second time around, each finds what the others left and not what the shop did.
  Task<Result<void>> apply_one(bool among_its_kind) {
    const auto events = traffic_.events(1);
    ports::AnalyticsStore& worker = next_worker();
    start_write();
    const auto applied = co_await worker.apply(events, {}, domain::Strategy::per_event, traffic_.watermark());
    const Spent spent = watch_.stop();
    if (!applied) co_return applied.error();
    if (among_its_kind) note(TransactionKind::apply_per_event, spent, true);
    co_return Result<void>();
  }

  // After start_write() and the transaction.
  void note_batch(TransactionKind kind, std::size_t items, const Spent& spent) {
    if (round_ < kWarmUp) return;
    const WalWatch::Reading after = wal_.read();
    batches_[index(kind)].add(items, spent, WalWatch::pages_written(log_before_, after),
                              WalWatch::did_checkpoint(log_before_, after));
  }

  Task<Result<void>> apply_batch(std::size_t size, domain::Strategy strategy, TransactionKind kind) {
    const auto events = traffic_.events(size);
    ports::AnalyticsStore& worker = next_worker();
    start_write();
    const auto applied = co_await worker.apply(events, {}, strategy, traffic_.watermark());
    const Spent spent = watch_.stop();
    if (!applied) co_return applied.error();
    note_batch(kind, size, spent);
    co_return Result<void>();
  }

  template <class Work>
  void write_rows(TransactionKind kind, std::size_t items, Work work) {
    storage::Connection& connection = next_connection();
    start_write();
    storage::Transaction transaction(connection, storage::Transaction::Mode::write);
    work(connection);
    const Result<void> committed = transaction.commit();
    const Spent spent = watch_.stop();
    keep(committed);
    if (committed) note_batch(kind, items, spent);
  }

  // Puts in, takes out and deletes.
  void queue(std::size_t size) {
    std::vector<std::string> payloads(size);
    const auto events = traffic_.events(size);
    for (std::size_t i = 0; i < size; ++i) domain::encode(events[i].event, payloads[i]);
    const std::uint64_t first = queued_rows_;
    queued_rows_ += size;
    write_rows(TransactionKind::queue_append, size,
               [&](auto& connection) { storage::append_rows(connection, first, payloads, kToday); });
    write_rows(TransactionKind::queue_take, size, [&](auto& connection) {
      storage::mark_taken(connection, first, queued_rows_, kToday);
      (void)storage::read_rows(connection, first, queued_rows_);
    });
    write_rows(TransactionKind::queue_trim, size,
               [&](auto& connection) { (void)storage::delete_rows(connection, queued_rows_); });
  }

  // Measured in vendors times thousands of raw events, which is what it reads.
  void recount(std::uint64_t applied) {
    const std::uint64_t thousands = (applied + 999) / 1'000;
    for (const std::size_t vendors : kVendors) {
      write_rows(TransactionKind::repair_counts, vendors * thousands, [&](auto& connection) {
        const auto recounted = storage::recount(connection, {.after_vendor = last_vendor_, .max_vendors = vendors});
        last_vendor_ = recounted.done ? 0 : recounted.last_vendor;
      });
    }
  }

  storage::SqliteDatabase& database_;
  Traffic& traffic_;
  std::vector<std::unique_ptr<storage::Connection>> connections_;
  std::vector<std::unique_ptr<ports::AnalyticsStore>> workers_;
  Stopwatch watch_;
  std::uint64_t round_ = 0;
  std::uint64_t turn_ = 0;
  Result<void> failure_;
  Nanos wall_{0};
  Nanos queued_{0};
  std::array<std::vector<Nanos>, domain::kTransactionKindCount> cpu_;
  std::array<bool, domain::kTransactionKindCount> writes_{};
  std::array<std::vector<std::uint32_t>, domain::kTransactionKindCount> pages_;
  std::vector<Nanos> device_;
  std::array<BatchCosts, domain::kTransactionKindCount> batches_;
  std::uint64_t queued_rows_ = 0;  // ever
  std::int64_t last_vendor_ = 0;   // recounted
  WalWatch wal_;
  WalWatch::Reading log_before_;
  std::vector<Nanos> usual_;        // whole writes that did no checkpoint
  std::vector<Nanos> checkpoints_;  // and those that did
};

StoreMeasurement::StoreMeasurement(storage::SqliteDatabase& database, Traffic& traffic)
    : rounds_(std::make_unique<Rounds>(database, traffic)) {}

StoreMeasurement::~StoreMeasurement() = default;

Result<void> StoreMeasurement::open(const std::filesystem::path& path) { return rounds_->open(path); }

Result<void> StoreMeasurement::run(Nanos duration) { return runtime::run_to_end(rounds_->run(duration)); }

Result<StoreCosts> StoreMeasurement::result() const { return rounds_->result(); }

}  // namespace souk::calibration
