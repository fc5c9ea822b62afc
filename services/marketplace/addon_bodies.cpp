#include "services/marketplace/addon_bodies.hpp"

#include <boost/json/serialize.hpp>

#include "services/marketplace/addon_json.hpp"

namespace souk::marketplace {

std::string AddonBodies::body(const std::shared_ptr<const ports::AppPage>& page, app::Shop::Counts counts) {
  const Instant now = clock_.now();
  const auto known = rendered_.find(page->app.key, now);
  if (known != nullptr && known->page == page && known->counts == counts) return known->body;
  auto fresh = std::make_shared<Rendered>();
  fresh->page = page;
  fresh->counts = counts;
  fresh->body = boost::json::serialize(addon_json(*page, counts));
  rendered_.store(page->app.key, fresh, now);
  return fresh->body;
}

}  // namespace souk::marketplace
