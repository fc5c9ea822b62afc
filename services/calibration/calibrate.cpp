#include "services/calibration/calibrate.hpp"

#include <fmt/format.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "event_log/journal.hpp"
#include "runtime/live_clock.hpp"
#include "runtime/run_to_end.hpp"
#include "services/calibration/crowd_fit.hpp"
#include "services/calibration/disk_sharing.hpp"
#include "services/calibration/http_costs.hpp"
#include "services/calibration/log_costs.hpp"
#include "services/calibration/scratch_folder.hpp"
#include "services/calibration/store_costs.hpp"
#include "services/calibration/wake_ups.hpp"
#include "services/calibration/writer_contention.hpp"

namespace souk::calibration {
namespace {

using domain::TransactionKind;

constexpr Nanos kLeastDuration = std::chrono::seconds(5);

// Shares of the duration. The store has two dozen kinds of transactions, so it gets the most.
constexpr double kStoreShare = 0.3;
constexpr double kHandoverShare = 0.06;
constexpr double kCrowdShare = 0.08;  // for each size
constexpr double kDiskShare = 0.06;
constexpr double kLogShare = 0.08;
constexpr double kWakeUpShare = 0.08;
constexpr double kHttpShare = 0.18;
constexpr int kLaps = 3;

// Events in the store before anything is measured.
constexpr int kBatchesBefore = 200;
constexpr std::size_t kBatchBefore = 500;

// Workers: as many as a drill's calibration has, and up to what its autoscaler asks for.
constexpr std::array<std::size_t, 3> kCrowd{8, 64, 512};

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
    return runtime::run_to_end(fill());
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
    const auto sharing = measure_disk_sharing(*database_, *journal_, *traffic_, share(options_.duration, kDiskShare));
    if (!sharing) return at_stage("the log beside the store", sharing.error());
    model.disk_sharing = *sharing;

    options_.progress("wake-ups");
    const auto woken = measure_wake_ups(folder_ / "souk.db", clock_, share(options_.duration, kWakeUpShare));
    if (!woken) return at_stage("wake-ups", woken.error());
    model.hop = woken->hop;
    model.timer = woken->timer;

    options_.progress("HTTP");
    const auto http = over_http();
    if (!http) return at_stage("HTTP", http.error());
    model.server_cpu = http->server_cpu;
    model.server_cpu_per_event = http->server_cpu_per_event;
    model.client_cpu = http->client_cpu;
    model.client_cpu_per_event = http->client_cpu_per_event;
    model.network = http->network;
    model.store_call_cpu = store_call_cpu(model, *http);

    made.checks.push_back(check_install(model, http->install_p50));
    made.installs_per_s = http->installs_per_s;
    return made;
  }

 private:
  // As large as a store is after some minutes of a drill: in a small one hardly any page is written alone.
  Task<Result<void>> fill() {
    const auto worker = database_->analytics_factory().open();
    if (!worker) co_return worker.error();
    for (int batch = 0; batch < kBatchesBefore; ++batch) {
      const auto events = traffic_->events(kBatchBefore);
      const auto applied = co_await (*worker)->apply(events, {}, domain::Strategy::batched, traffic_->watermark());
      if (!applied) co_return applied.error();
    }
    co_return Result<void>();
  }

  // In laps, so that what is compared was measured at the same time: a shared machine is fast in one second and slow
  // in the next.
  Result<void> measure_writes(Calibration& made) {
    StoreMeasurement store(*database_, *traffic_);
    if (auto opened = store.open(folder_ / "souk.db"); !opened) return at_stage("store", opened.error());
    std::vector<Nanos> handovers;
    std::vector<ApplyRate> rates;
    for (const std::size_t workers : kCrowd) rates.push_back({.workers = workers});
    for (int lap = 1; lap <= kLaps; ++lap) {
      options_.progress(fmt::format("transactions of the store and the writer's queue, {} of {}", lap, kLaps));
      const auto ran = store.run(share(options_.duration, kStoreShare / kLaps));
      if (!ran) return at_stage("transactions of the store", ran.error());
      const auto passed = measure_handovers(folder_, clock_, share(options_.duration, kHandoverShare / kLaps));
      if (!passed) return at_stage("handover of the writer's turn", passed.error());
      handovers.insert(handovers.end(), passed->begin(), passed->end());
      for (ApplyRate& rate : rates) {
        if (auto applied = add_lap(rate); !applied) return applied.error();
      }
    }
    const Result<StoreCosts> found = store.result();
    if (!found) return at_stage("transactions of the store", found.error());
    const StoreCosts& costs = *found;
    made.model.transactions = costs.transactions;
    made.model.commit = costs.commit;
    made.model.checkpoint = costs.checkpoint;
    made.model.handover = sim::ServiceTime::of_samples(std::move(handovers));
    made.model.crowd = fit_crowd(rates);
    made.disturbed_share = costs.disturbed_share;
    made.checks = check_writes(made.model, rates, costs);
    return {};
  }

  // A lap's part of the mean.
  Result<void> add_lap(ApplyRate& rate) {
    const auto lap =
        measure_apply_rate(*database_, *traffic_, rate.workers, share(options_.duration, kCrowdShare / kLaps));
    if (!lap) return at_stage("a crowd of workers", lap.error());
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
  options.progress("a shop with the default catalogue and 100,000 events");
  if (auto opened = bed.open(scratch->path()); !opened) return at_stage("a shop", opened.error());
  Result<Calibration> calibration = bed.measure();
  if (!calibration) return calibration;
  if (auto fine = sim::validate(calibration->model); !fine) return at_stage("the model", fine.error());
  return calibration;
}

}  // namespace souk::calibration
