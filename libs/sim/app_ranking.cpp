#include "sim/app_ranking.hpp"

#include <algorithm>
#include <utility>

namespace souk::sim {

AppRanking::AppRanking(const CatalogueIndex& catalogue, std::vector<Standing> standings)
    : catalogue_(&catalogue),
      standings_(std::move(standings)),
      orders_(catalogue.categories().size() + 1),
      place_in_category_(catalogue.app_count()),
      place_in_all_(catalogue.app_count()) {
  for (std::uint32_t category = 0; category < orders_.size(); ++category) {
    std::vector<std::uint32_t>& order = orders_[category];
    order = catalogue.by_name(category);
    std::sort(order.begin(), order.end(), [this](auto a, auto b) { return is_before(a, b); });
    auto& places = category == catalogue.all_categories() ? place_in_all_ : place_in_category_;
    for (std::uint32_t place = 0; place < order.size(); ++place) places[order[place]] = place;
  }
}

void AppRanking::add(std::uint32_t app, std::int64_t active, std::int64_t score) {
  standings_[app].active += active;
  standings_[app].score += score;
  settle(orders_[catalogue_->category_of(app)], place_in_category_, app);
  settle(orders_.back(), place_in_all_, app);
}

void AppRanking::settle(std::vector<std::uint32_t>& order, std::vector<std::uint32_t>& places,
                        std::uint32_t app) const {
  std::uint32_t place = places[app];
  for (; place > 0 && is_before(app, order[place - 1]); --place) {
    order[place] = order[place - 1];
    places[order[place]] = place;
  }
  for (; place + 1 < order.size() && is_before(order[place + 1], app); ++place) {
    order[place] = order[place + 1];
    places[order[place]] = place;
  }
  order[place] = app;
  places[app] = place;
}

}  // namespace souk::sim
