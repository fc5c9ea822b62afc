#include "metrics/registry.hpp"

#include <prometheus/text_serializer.h>

#include <iterator>
#include <sstream>
#include <utility>

namespace souk::metrics {

void Registry::add(const std::weak_ptr<prometheus::Collectable>& collectable) {
  const std::lock_guard lock(mutex_);
  std::erase_if(collectables_, [](const auto& known) { return known.expired(); });
  collectables_.push_back(collectable);
}

std::string Registry::exposition() const {
  std::vector<std::weak_ptr<prometheus::Collectable>> collectables;
  {
    const std::lock_guard lock(mutex_);
    collectables = collectables_;
  }
  std::vector<prometheus::MetricFamily> families = families_.Collect();
  for (const auto& weak : collectables) {
    const auto collectable = weak.lock();
    if (!collectable) continue;
    auto more = collectable->Collect();
    families.insert(families.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

}  // namespace souk::metrics
