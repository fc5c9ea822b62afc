// Serialised app pages, kept as long as the page they were made from: the shop's page cache returns the same object
// while it is fresh, and a body is good for that object and one setting of the counts.
#pragma once

#include <memory>
#include <string>

#include "app/page_cache.hpp"
#include "app/shop.hpp"

namespace souk::marketplace {

class AddonBodies {
 public:
  explicit AddonBodies(ports::Clock& clock) : clock_(clock) {}

  // The JSON document of the page. Never waits.
  std::string body(const std::shared_ptr<const ports::AppPage>& page, app::Shop::Counts counts);

 private:
  struct Rendered {
    std::shared_ptr<const ports::AppPage> page;
    app::Shop::Counts counts;
    std::string body;
  };
  ports::Clock& clock_;
  app::PageCache<Rendered> rendered_{{}};
};

}  // namespace souk::marketplace
