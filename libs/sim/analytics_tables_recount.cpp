// Counting again in memory.
#include <algorithm>

#include "sim/analytics_tables.hpp"

namespace souk::sim {
namespace {

// Where `number` vendors begin that come after the one with this id; vendors are in the order of their ids.
std::uint32_t first_after(const CatalogueIndex& catalogue, std::int64_t id) {
  std::uint32_t vendor = 0;
  while (vendor < catalogue.vendor_count() && catalogue.vendor(vendor).id <= id) ++vendor;
  return vendor;
}

bool is_nothing(const domain::EventEffects& effects) {
  return effects.active == 0 && effects.downloads == 0 && effects.heartbeats == 0 && effects.events == 0;
}

}  // namespace

std::size_t AnalyticsTables::vendors_in(const domain::RecountPlan& plan) const {
  const std::size_t left = catalogue_->vendor_count() - first_after(*catalogue_, plan.after_vendor);
  return plan.max_vendors > 0 ? std::min(left, plan.max_vendors) : left;
}

domain::Recounted AnalyticsTables::recount(const domain::RecountPlan& plan,
                                           std::vector<Correction>& corrections) const {
  using Of = Correction::Of;
  corrections.clear();
  const std::uint32_t first = first_after(*catalogue_, plan.after_vendor);
  const auto end = first + static_cast<std::uint32_t>(vendors_in(plan));
  const auto concerns = [&](std::uint32_t vendor) { return vendor >= first && vendor < end; };

  std::vector<domain::EventEffects> apps(catalogue_->app_count());
  for (const Rollup& row : rollups_) {
    if (row.app == CatalogueIndex::kNone || !concerns(catalogue_->vendor_of(row.app))) continue;
    const domain::EventEffects each = domain::effects_of(row.type);
    apps[row.app] += {.active = each.active * row.count,
                      .downloads = each.downloads * row.count,
                      .heartbeats = each.heartbeats * row.count,
                      .events = each.events * row.count,
                      .score = each.score * row.count};
  }
  std::vector<domain::EventEffects> vendors(end - first);
  for (std::uint32_t app = 0; app < catalogue_->app_count(); ++app) {
    const std::uint32_t vendor = catalogue_->vendor_of(app);
    if (!concerns(vendor)) continue;
    domain::EventEffects& counted = apps[app];
    counted.active += start_[app];
    vendors[vendor - first] += counted;
    const AppCounter& counter = counters_[app];
    const AppRanking::Standing& standing = ranking_.standing(app);
    const domain::EventEffects missing{.active = counted.active - standing.active,
                                       .downloads = counted.downloads - counter.downloads,
                                       .heartbeats = counted.heartbeats - counter.heartbeats,
                                       .events = counted.events - counter.events};
    if (!is_nothing(missing)) corrections.push_back({.of = Of::app, .number = app, .missing = missing});
    const std::int64_t score = counted.score - standing.score;
    if (score != 0) corrections.push_back({.of = Of::rank, .number = app, .missing = {.score = score}});
  }
  for (std::uint32_t vendor = first; vendor < end; ++vendor) {
    const domain::EventEffects& counted = vendors[vendor - first];
    const domain::EventEffects missing{.active = counted.active - vendors_[vendor].active,
                                       .events = counted.events - vendors_[vendor].events};
    if (!is_nothing(missing)) corrections.push_back({.of = Of::vendor, .number = vendor, .missing = missing});
  }
  return {.vendors = end - first,
          .corrected = corrections.size(),
          .last_vendor = end > first ? catalogue_->vendor(end - 1).id : plan.after_vendor,
          .done = plan.max_vendors == 0 || end - first < plan.max_vendors};
}

void AnalyticsTables::correct(std::span<const Correction> corrections) {
  for (const Correction& correction : corrections) {
    const domain::EventEffects& missing = correction.missing;
    switch (correction.of) {
      case Correction::Of::app: {
        AppCounter& counter = counters_[correction.number];
        counter.downloads += missing.downloads;
        counter.heartbeats += missing.heartbeats;
        counter.events += missing.events;
        ranking_.add(correction.number, missing.active, 0);
        break;
      }
      case Correction::Of::rank:
        ranking_.add(correction.number, 0, missing.score);
        break;
      case Correction::Of::vendor: {
        VendorTotal& total = vendors_[correction.number];
        total.active += missing.active;
        total.events += missing.events;
        break;
      }
    }
  }
}

}  // namespace souk::sim
