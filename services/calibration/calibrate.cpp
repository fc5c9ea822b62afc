#include "services/calibration/calibrate.hpp"

#include <fmt/format.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "event_log/journal.hpp"
#include "runtime/live_clock.hpp"
#include "services/calibration/http_costs.hpp"
#include "services/calibration/log_costs.hpp"
#include "services/calibration/scratch_folder.hpp"
#include "services/calibration/store_costs.hpp"
#include "services/calibration/writer_contention.hpp"

namespace souk::calibration {
namespace {

using domain::TransactionKind;

constexpr Nanos kLeastDuration = std::chrono::seconds(5);

// Shares of the duration. The store has two dozen kinds of transactions, so it gets the most.
constexpr double kStoreShare = 0.4;
constexpr double kHandoverShare = 0.1;
constexpr double kLogShare = 0.1;
constexpr double kHttpShare = 0.2;
constexpr double kFewShare = 0.1;
constexpr double kManyShare = 0.1;
constexpr int kLaps = 3;

constexpr std::size_t kFew = sim::Model::kFewWorkers;
constexpr int kDoublings = 5;
constexpr std::size_t kMany = kFew << kDoublings;
constexpr int kBatch = 500;  // the largest that the store's measurement applies

Nanos share(Nanos duration, double part) { return from_s(to_s(duration) * part); }

std::string file_system(const std::filesystem::path& folder) {
  struct statfs about {};
  if (::statfs(folder.c_str(), &about) != 0) return "unknown disk";
  switch (static_cast<unsigned long>(about.f_type)) {
    case 0xEF53:
      return "ext4";
    case 0x58465342:
      return "xfs";
    case 0x9123683E:
      return "btrfs";
    case 0x01021994:
      return "tmpfs";
    case 0x794C7630:
      return "overlayfs";
    case 0x2FC12FC1:
      return "zfs";
  }
  return fmt::format("file system {:#x}", static_cast<unsigned long>(about.f_type));
}

std::string date_of(UnixMs at) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day_of(at)}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

Error at_stage(const char* stage, const Error& error) {
  return fail(error.code, std::string(stage) + ": " + error.detail);
}

class Bed {
 public:
  explicit Bed(const CalibrationOptions& options) : options_(options) {}

  Result<void> open(const std::filesystem::path& folder) {
    auto catalogue = domain::generate_catalogue({});
    if (!catalogue) return catalogue.error();
    catalogue_ = std::move(*catalogue);
    folder_ = folder;
    auto database = storage::SqliteDatabase::open({.path = folder_ / "souk.db"}, clock_);
    if (!database) return database.error();
    database_ = std::move(*database);
    if (auto loaded = database_->load_catalogue(catalogue_); !loaded) return loaded.error();
    auto journal = event_log::Journal::open({.folder = folder_ / "journal", .clock = clock_});
    if (!journal) return journal.error();
    journal_ = std::move(*journal);
    traffic_ = std::make_unique<Traffic>(catalogue_);
    return {};
  }

  Result<Calibration> measure() {
    Calibration made;
    sim::Model& model = made.model;
    model.cores = static_cast<unsigned>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    model.measured_on = fmt::format("{} cores, {}, {}", model.cores, file_system(folder_), date_of(clock_.unix_ms()));

    if (auto written = measure_writes(made); !written) return written.error();

    options_.progress("event log");
    const auto log = measure_log(*journal_, *traffic_, share(options_.duration, kLogShare));
    if (!log) return at_stage("event log", log.error());
    model.log_sync = log->sync;
    model.log_cpu_per_event = log->cpu_per_event;

    options_.progress("HTTP");
    const auto http = over_http();
    if (!http) return at_stage("HTTP", http.error());
    model.server_cpu = http->server_cpu;
    model.server_cpu_per_event = http->server_cpu_per_event;
    model.client_cpu = http->client_cpu;
    model.client_cpu_per_event = http->client_cpu_per_event;
    model.network = http->network;
    model.store_call_cpu = store_call_cpu(model, *http);

    made.installs_per_s = http->installs_per_s;
    return made;
  }

 private:
  // In laps, so that what is compared was measured at the same time: a shared machine is fast in one second and slow
  // in the next.
  Result<void> measure_writes(Calibration& made) {
    StoreMeasurement store(*database_, *traffic_);
    if (auto opened = store.open(folder_ / "souk.db"); !opened) return at_stage("store", opened.error());
    std::vector<Nanos> handovers;
    ApplyRate few, many;
    for (int lap = 1; lap <= kLaps; ++lap) {
      options_.progress(fmt::format("transactions of the store and the writer's queue, {} of {}", lap, kLaps));
      const auto ran = store.run(share(options_.duration, kStoreShare / kLaps));
      if (!ran) return at_stage("transactions of the store", ran.error());
      const auto passed = measure_handovers(folder_, clock_, share(options_.duration, kHandoverShare / kLaps));
      if (!passed) return at_stage("handover of the writer's turn", passed.error());
      handovers.insert(handovers.end(), passed->begin(), passed->end());
      if (auto applied = add_rate(few, kFew, kFewShare / kLaps); !applied) return applied.error();
      if (auto applied = add_rate(many, kMany, kManyShare / kLaps); !applied) return applied.error();
    }
    const StoreCosts costs = store.result();
    made.model.transactions = costs.transactions;
    made.model.commit = costs.commit;
    made.model.handover = sim::ServiceTime::of_samples(std::move(handovers));
    made.model.crowd_cpu = std::max(Nanos{0}, (many.cpu_per_event - few.cpu_per_event) / kDoublings);
    made.disturbed_share = costs.disturbed_share;
    check_writes(made, costs, few, many);
    return {};
  }

  // A lap's part of the mean.
  Result<void> add_rate(ApplyRate& rate, std::size_t workers, double part) {
    const auto lap = measure_apply_rate(*database_, *traffic_, workers, share(options_.duration, part));
    if (!lap) return at_stage("cross-check", lap.error());
    rate.events_per_s += lap->events_per_s / kLaps;
    rate.cpu_per_event += lap->cpu_per_event / kLaps;
    return {};
  }

  Result<HttpCosts> over_http() {
    ShopOnLoopback shop(database_->market(), *journal_, clock_);
    if (auto started = shop.start(); !started) return started.error();
    Result<HttpCosts> costs = measure_http(shop, *traffic_, clock_, share(options_.duration, kHttpShare));
    shop.stop();
    return costs;
  }

  // An install is a page's worth of HTTP, two transactions, and this, twice.
  static Nanos store_call_cpu(const sim::Model& model, const HttpCosts& http) {
    const Nanos known = model.server_cpu.mean() + model.client_cpu.mean() +
                        model.cost_of(TransactionKind::offer).cpu.mean() +
                        model.cost_of(TransactionKind::record_install).cpu.mean();
    return std::max(Nanos{0}, (http.cpu_per_install - known) / 2);
  }

  static void check_writes(Calibration& made, const StoreCosts& costs, const ApplyRate& few, const ApplyRate& many) {
    const sim::Model& model = made.model;
    const Nanos alone = model.cost_of(TransactionKind::apply_per_event).cpu.mean() + model.commit.mean();
    const Nanos crowd = model.crowd_cpu * kDoublings;
    const sim::TransactionCost& batch = model.cost_of(TransactionKind::apply_batch);
    const Nanos batched = batch.cpu.mean() + batch.cpu_per_item * kBatch + model.commit.mean();
    made.checks = {
        {fmt::format("events one by one, {} workers", kFew), 1 / to_s(alone + model.handover.mean()), few.events_per_s},
        {fmt::format("events one by one, {} workers", kMany), 1 / to_s(alone + crowd + model.handover.mean()),
         many.events_per_s},
        {fmt::format("events in batches of {}, 1 worker", kBatch), kBatch / to_s(batched), costs.batched_per_s}};
  }

  const CalibrationOptions& options_;
  runtime::LiveClock clock_;
  domain::Catalogue catalogue_;
  std::filesystem::path folder_;
  std::unique_ptr<storage::SqliteDatabase> database_;
  std::unique_ptr<event_log::Journal> journal_;
  std::unique_ptr<Traffic> traffic_;
};

}  // namespace

Result<Calibration> calibrate(const CalibrationOptions& options) {
  if (options.duration < kLeastDuration) return fail(Errc::invalid_argument, "a calibration takes 5 s at least");
  const Result<ScratchFolder> scratch = ScratchFolder::make(options.folder);
  if (!scratch) return scratch.error();
  Bed bed(options);
  options.progress("a shop with the default catalogue");
  if (auto opened = bed.open(scratch->path()); !opened) return at_stage("a shop", opened.error());
  Result<Calibration> calibration = bed.measure();
  if (!calibration) return calibration;
  if (auto fine = sim::validate(calibration->model); !fine) return at_stage("the model", fine.error());
  return calibration;
}

}  // namespace souk::calibration
