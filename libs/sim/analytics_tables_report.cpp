// The tables as they are looked at from outside: sums that have to agree, and every row as text.
#include <algorithm>
#include <tuple>

#include "sim/analytics_tables.hpp"

namespace souk::sim {
namespace {

std::string row(std::initializer_list<std::int64_t> columns) {
  std::string text;
  for (const std::int64_t column : columns) text.append(std::to_string(column)).append("|");
  return text;
}

std::vector<std::string> count(std::uint64_t rows) { return {std::to_string(rows)}; }

}  // namespace

// The names are those of the other stores, so that reports read the same.
void AnalyticsTables::compare_sums(domain::ReconciliationReport& report) const {
  const auto compare = [&report](const char* subject, auto counted, auto of_record) {
    ++report.checked;
    const auto left = static_cast<std::int64_t>(counted);
    const auto right = static_cast<std::int64_t>(of_record);
    if (left != right) report.discrepancies.push_back({.subject = subject, .counted = left, .of_record = right});
  };
  std::int64_t rolled_up = 0;
  std::int64_t rolled_up_of_apps = 0;
  for (const Rollup& rollup : rollups_) {
    rolled_up += rollup.count;
    if (rollup.app != CatalogueIndex::kNone) rolled_up_of_apps += rollup.count;
  }
  std::int64_t app_events = 0;
  std::int64_t app_active = 0;
  for (std::uint32_t app = 0; app < counters_.size(); ++app) {
    app_events += counters_[app].events;
    app_active += active(app);
  }
  std::int64_t vendor_events = 0;
  std::int64_t vendor_active = 0;
  for (const VendorTotal& vendor : vendors_) {
    vendor_events += vendor.events;
    vendor_active += vendor.active;
  }
  compare("raw events", raw_events_, progress_.applied);
  compare("event keys", event_keys_, progress_.applied);
  compare("daily rollup", rolled_up, progress_.applied);
  compare("duplicates", progress_.duplicates, duplicates_);
  compare("quarantine", progress_.quarantined, quarantined_);
  compare("app events", app_events, rolled_up_of_apps);
  compare("vendor events", vendor_events, app_events);
  compare("vendor active installs", vendor_active, app_active);
}

void AnalyticsTables::dump(std::map<std::string, std::vector<std::string>>& tables) const {
  tables["raw_event"] = count(raw_events_);
  tables["duplicate"] = count(duplicates_);
  tables["quarantine"] = count(quarantined_);
  tables["consumed_position"] = positions_.runs();
  for (const domain::EventKey& key : keys_.sorted()) {
    tables["event_key"].push_back(std::to_string(key.high) + "|" + std::to_string(key.low));
  }
  std::vector<Rollup> rollups = rollups_;
  std::sort(rollups.begin(), rollups.end(), [](const Rollup& a, const Rollup& b) {
    return std::tie(a.app, a.day, a.type) < std::tie(b.app, b.day, b.type);
  });
  for (const Rollup& r : rollups) {
    const std::int64_t app_id = r.app == CatalogueIndex::kNone ? 0 : catalogue_.app(r.app).id;
    tables["daily_rollup"].push_back(row({app_id, r.day, static_cast<std::int64_t>(r.type), r.count}));
  }
  for (std::uint32_t app = 0; app < counters_.size(); ++app) {
    const AppCounter& c = counters_[app];
    const std::int64_t id = catalogue_.app(app).id;
    tables["app_counter"].push_back(row({id, active(app), c.downloads, c.heartbeats, c.events}));
    tables["app_rank"].push_back(row({id, ranking_.standing(app).score}));
  }
  for (std::uint32_t vendor = 0; vendor < vendors_.size(); ++vendor) {
    const VendorTotal& total = vendors_[vendor];
    tables["vendor_total"].push_back(row({catalogue_.vendor(vendor).id, total.active, total.events}));
  }
  tables["consumer"] = {
      row({static_cast<std::int64_t>(progress_.low_watermark), static_cast<std::int64_t>(progress_.applied),
           static_cast<std::int64_t>(progress_.duplicates), static_cast<std::int64_t>(progress_.quarantined)})};
}

}  // namespace souk::sim
