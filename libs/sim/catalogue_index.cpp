#include "sim/catalogue_index.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace souk::sim {
namespace {

template <class Row>
void sort_by_id(std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.id < b.id; });
}

template <class Row>
std::uint32_t number_of_id(const std::vector<Row>& rows, std::int64_t id) {
  const auto row =
      std::lower_bound(rows.begin(), rows.end(), id, [](const Row& r, std::int64_t i) { return r.id < i; });
  if (row == rows.end() || row->id != id) return CatalogueIndex::kNone;
  return static_cast<std::uint32_t>(row - rows.begin());
}

domain::Catalogue sorted(domain::Catalogue catalogue) {
  sort_by_id(catalogue.apps);
  sort_by_id(catalogue.vendors);
  return catalogue;
}

std::vector<std::uint32_t> vendors_of(const domain::Catalogue& catalogue) {
  std::vector<std::uint32_t> vendors;
  for (const domain::App& app : catalogue.apps) {
    vendors.push_back(number_of_id(catalogue.vendors, app.vendor_id));
    if (vendors.back() == CatalogueIndex::kNone) throw std::invalid_argument("catalogue: no vendor of " + app.key);
    if (app.versions.empty()) throw std::invalid_argument("catalogue: no version of " + app.key);
  }
  return vendors;
}

}  // namespace

CatalogueIndex::CatalogueIndex(domain::Catalogue catalogue)
    : catalogue_(sorted(std::move(catalogue))), vendor_of_(vendors_of(catalogue_)), search_(make_search()) {
  for (std::uint32_t app = 0; app < app_count(); ++app) {
    if (keys_.intern(catalogue_.apps[app].key) != app) {
      throw std::invalid_argument("catalogue: two apps with the key " + catalogue_.apps[app].key);
    }
  }
  number_categories();
  by_name_.resize(categories_.size() + 1);
  for (std::uint32_t app = 0; app < app_count(); ++app) {
    by_name_[category_of_[app]].push_back(app);
    by_name_.back().push_back(app);
  }
  newest_first_ = by_name_;
  last_added_first_ = by_name_;
  for (auto& apps : by_name_) {
    std::sort(apps.begin(), apps.end(), [this](auto a, auto b) { return is_before_by_name(a, b); });
  }
  for (auto& apps : newest_first_) {
    std::sort(apps.begin(), apps.end(), [this](auto a, auto b) { return is_newer(a, b); });
  }
  for (auto& apps : last_added_first_) {
    std::sort(apps.begin(), apps.end(), [this](auto a, auto b) { return is_added_later(a, b); });
  }
}

AppSearch CatalogueIndex::make_search() const {
  std::vector<AppSearch::Fields> fields;
  for (std::uint32_t number = 0; number < app_count(); ++number) {
    const domain::App& a = catalogue_.apps[number];
    fields.push_back({.name = a.name,
                      .summary = a.summary,
                      .description = a.description,
                      .vendor = catalogue_.vendors[vendor_of_[number]].name,
                      .release_notes = a.versions.back().release_notes});
  }
  return AppSearch(fields);
}

void CatalogueIndex::number_categories() {
  std::map<std::string_view, std::uint64_t> counts;
  for (const domain::App& a : catalogue_.apps) ++counts[a.category];
  for (const auto& [name, apps] : counts) categories_.push_back({.name = std::string(name), .apps = apps});
  for (const domain::App& a : catalogue_.apps) {
    const auto place = std::distance(counts.begin(), counts.find(a.category));
    category_of_.push_back(static_cast<std::uint32_t>(place));
  }
}

bool CatalogueIndex::has_version(std::uint32_t app, std::string_view name) const {
  const auto& versions = catalogue_.apps[app].versions;
  return std::any_of(versions.begin(), versions.end(), [&](const auto& version) { return version.name == name; });
}

std::uint32_t CatalogueIndex::app_of_id(std::int64_t id) const { return number_of_id(catalogue_.apps, id); }

std::uint32_t CatalogueIndex::vendor_of_id(std::int64_t id) const { return number_of_id(catalogue_.vendors, id); }

std::uint32_t CatalogueIndex::find_category(std::string_view name) const {
  if (name.empty()) return all_categories();
  const auto category = std::lower_bound(categories_.begin(), categories_.end(), name,
                                         [](const ports::Category& c, std::string_view n) { return c.name < n; });
  if (category == categories_.end() || category->name != name) return kNone;
  return static_cast<std::uint32_t>(category - categories_.begin());
}

bool CatalogueIndex::is_before_by_name(std::uint32_t a, std::uint32_t b) const {
  return std::tie(app(a).name, a) < std::tie(app(b).name, b);
}

bool CatalogueIndex::is_newer(std::uint32_t a, std::uint32_t b) const {
  return std::tuple(-latest(a).released_at, a) < std::tuple(-latest(b).released_at, b);
}

bool CatalogueIndex::is_added_later(std::uint32_t a, std::uint32_t b) const {
  return std::tuple(-app(a).versions.front().released_at, a) < std::tuple(-app(b).versions.front().released_at, b);
}

}  // namespace souk::sim
