// What /metrics answers with: everything that probes have registered, as Prometheus text.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/registry.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace souk::metrics {

class Registry {
 public:
  // Text exposition format 0.0.4.
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  // Where probes add their families.
  prometheus::Registry& families() { return families_; }

  // Asked at every scrape, on the scraping thread, while somebody else keeps it alive.
  void add(const std::weak_ptr<prometheus::Collectable>& collectable);

  // The text of one scrape. Any thread.
  std::string exposition() const;

 private:
  prometheus::Registry families_;
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<prometheus::Collectable>> collectables_;
};

}  // namespace souk::metrics
