// A catalogue in the shape that a store looks things up in. Never changes, so one serves any number of databases, also
// on several threads. Apps, vendors and categories are numbered; app numbers ascend with app ids.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "domain/catalogue.hpp"
#include "ports/market_store.hpp"
#include "sim/app_search.hpp"
#include "sim/interned_names.hpp"

namespace souk::sim {

class CatalogueIndex {
 public:
  static constexpr std::uint32_t kNone = InternedNames::kNone;

  // Every app has a version, and its vendor is among the vendors.
  explicit CatalogueIndex(domain::Catalogue catalogue);

  // Apps and vendors by id.
  const domain::Catalogue& catalogue() const { return catalogue_; }
  std::uint32_t vendor_of_id(std::int64_t id) const;  // or kNone

  std::uint32_t app_count() const { return static_cast<std::uint32_t>(catalogue_.apps.size()); }
  const domain::App& app(std::uint32_t app) const { return catalogue_.apps[app]; }
  const domain::AppVersion& latest(std::uint32_t app) const { return catalogue_.apps[app].versions.back(); }
  bool has_version(std::uint32_t app, std::string_view name) const;
  std::uint32_t find_app(std::string_view key) const { return keys_.find(key); }
  std::uint32_t app_of_id(std::int64_t id) const;

  std::uint32_t vendor_count() const { return static_cast<std::uint32_t>(catalogue_.vendors.size()); }
  std::uint32_t vendor_of(std::uint32_t app) const { return vendor_of_[app]; }
  const domain::Vendor& vendor(std::uint32_t vendor) const { return catalogue_.vendors[vendor]; }

  // By name. An app's category is a number below their count; this many means all apps in the lists below.
  const std::vector<ports::Category>& categories() const { return categories_; }
  std::uint32_t all_categories() const { return static_cast<std::uint32_t>(categories_.size()); }
  std::uint32_t category_of(std::uint32_t app) const { return category_of_[app]; }
  // all_categories() for an empty name.
  std::uint32_t find_category(std::string_view name) const;

  // The apps of a category, or of all_categories(), in a fixed order.
  const std::vector<std::uint32_t>& by_name(std::uint32_t category) const { return by_name_[category]; }
  const std::vector<std::uint32_t>& newest_first(std::uint32_t category) const { return newest_first_[category]; }
  const std::vector<std::uint32_t>& last_added_first(std::uint32_t category) const {
    return last_added_first_[category];
  }
  bool is_before_by_name(std::uint32_t a, std::uint32_t b) const;
  bool is_newer(std::uint32_t a, std::uint32_t b) const;
  bool is_added_later(std::uint32_t a, std::uint32_t b) const;

  const AppSearch& search() const { return search_; }
  std::span<const domain::SeedInstallation> installations() const { return catalogue_.installations; }

 private:
  AppSearch make_search() const;
  void number_categories();

  domain::Catalogue catalogue_;  // apps and vendors by id
  InternedNames keys_;           // the number of an app's key is the app's
  std::vector<std::uint32_t> vendor_of_;
  std::vector<ports::Category> categories_;
  std::vector<std::uint32_t> category_of_;
  std::vector<std::vector<std::uint32_t>> by_name_;
  std::vector<std::vector<std::uint32_t>> newest_first_;
  std::vector<std::vector<std::uint32_t>> last_added_first_;
  AppSearch search_;
};

}  // namespace souk::sim
