// The apps by active installs, then by how lively they are, then by number: overall and in each category, kept in order
// while they change. An event moves its app past a few neighbours at most, which is cheaper than sorting for a list.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/catalogue_index.hpp"

namespace souk::sim {

class AppRanking {
 public:
  struct Standing {
    std::int64_t active = 0;
    std::int64_t score = 0;
  };

  // `catalogue` must outlive the ranking; `standings` by app.
  AppRanking(const CatalogueIndex& catalogue, std::vector<Standing> standings);

  const Standing& standing(std::uint32_t app) const { return standings_[app]; }
  void add(std::uint32_t app, std::int64_t active, std::int64_t score);

  // `category` may be CatalogueIndex::all_categories().
  const std::vector<std::uint32_t>& apps(std::uint32_t category) const { return orders_[category]; }
  bool is_before(std::uint32_t a, std::uint32_t b) const {
    const Standing& x = standings_[a];
    const Standing& y = standings_[b];
    if (x.active != y.active) return x.active > y.active;
    return x.score != y.score ? x.score > y.score : a < b;
  }

 private:
  // Moves the app at `place` to where it belongs; all others are in order. `places` are kept up to date.
  void settle(std::vector<std::uint32_t>& order, std::vector<std::uint32_t>& places, std::uint32_t app) const;

  const CatalogueIndex* catalogue_;
  std::vector<Standing> standings_;
  std::vector<std::vector<std::uint32_t>> orders_;  // by category, all of them last
  std::vector<std::uint32_t> place_in_category_;    // by app
  std::vector<std::uint32_t> place_in_all_;
};

}  // namespace souk::sim
