// What the analytics tables answer about apps, week by week.
#include <algorithm>
#include <map>
#include <utility>

#include "sim/memory_database.hpp"

namespace souk::sim {
namespace {

// The highest figures first, then by key.
std::vector<domain::RankedApp> best_of(std::vector<domain::RankedApp> ranked, std::size_t limit) {
  const auto is_before = [](const domain::RankedApp& a, const domain::RankedApp& b) {
    return a.figure != b.figure ? a.figure > b.figure : a.key < b.key;
  };
  std::sort(ranked.begin(), ranked.end(), is_before);
  if (ranked.size() > limit) ranked.resize(limit);
  return ranked;
}

}  // namespace

std::vector<std::int64_t> AnalyticsTables::vendors_active() const {
  std::vector<std::int64_t> active;
  active.reserve(vendors_.size());
  for (const VendorTotal& vendor : vendors_) active.push_back(vendor.active);
  return active;
}

domain::AppInsight AnalyticsTables::app_insight(std::uint32_t app, std::int64_t today, std::size_t weeks) const {
  domain::AppInsight insight{.key = catalogue_->app(app).key,
                             .active_installs = active(app),
                             .active_instances = presence_.instances(app),
                             .downloads = downloads(app)};
  std::vector<domain::DayCount> days;
  for (const Rollup& row : rollups_) {
    if (row.app == app) days.push_back({row.day, row.type, row.count});
  }
  insight.weeks = domain::weekly_figures(today, weeks, insight.active_installs, days, presence_.weeks(app));
  return insight;
}

std::vector<domain::RankedApp> AnalyticsTables::trending(std::int64_t today, std::size_t limit) const {
  std::map<std::uint32_t, std::int64_t> gained;
  for (const Rollup& row : rollups_) {
    if (row.app == CatalogueIndex::kNone || row.day < today - domain::kTrendingDays + 1) continue;
    gained[row.app] += domain::effects_of(row.type).active * row.count;
  }
  std::vector<domain::RankedApp> ranked;
  for (const auto& [app, figure] : gained) {
    if (figure > 0) ranked.push_back({catalogue_->app(app).key, catalogue_->app(app).name, figure});
  }
  return best_of(std::move(ranked), limit);
}

std::vector<domain::RankedApp> AnalyticsTables::top_selling(std::int64_t today, std::size_t limit) const {
  std::map<std::uint32_t, std::int64_t> sold;
  for (auto row = sales_.lower_bound({today - domain::kSellingDays + 1, 0}); row != sales_.end(); ++row) {
    sold[row->first.second] += row->second;
  }
  std::vector<domain::RankedApp> ranked;
  ranked.reserve(sold.size());
  for (const auto& [app, cents] : sold) {
    ranked.push_back({catalogue_->app(app).key, catalogue_->app(app).name, cents});
  }
  return best_of(std::move(ranked), limit);
}

Result<domain::AppInsight> MemoryDatabase::app_insight(std::string_view key, std::int64_t today,
                                                       std::size_t weeks) const {
  const std::uint32_t app = catalogue_->find_app(key);
  if (app == CatalogueIndex::kNone) return fail(Errc::not_found, domain::no_such_app(key));
  return analytics_.app_insight(app, today, weeks);
}

std::vector<domain::RankedApp> MemoryDatabase::trending(std::int64_t today, std::size_t limit) const {
  return analytics_.trending(today, limit);
}

std::vector<domain::RankedApp> MemoryDatabase::top_selling(std::int64_t today, std::size_t limit) const {
  return analytics_.top_selling(today, limit);
}

std::vector<domain::ReviewedVendor> MemoryDatabase::reviewed_vendors(std::int64_t after, std::size_t max) const {
  return reviews_.vendors(analytics_.vendors_active(), after, max);
}

}  // namespace souk::sim
