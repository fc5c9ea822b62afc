// What the calibration does to the store: commands of customers that did not exist before, and the events of phone-home
// agents (24 apps each, popular ones more often), about the apps of a catalogue.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "domain/apply.hpp"
#include "domain/catalogue.hpp"
#include "domain/commerce.hpp"
#include "domain/random.hpp"

namespace souk::calibration {

class Traffic {
 public:
  explicit Traffic(const domain::Catalogue& catalogue) : catalogue_(catalogue) {}

  // The next `count` events, at the next positions of the log. From any thread.
  std::vector<domain::PositionedEvent> events(std::size_t count);
  // Below it every position has been handed out long ago: what a consumer would store as its low watermark.
  std::uint64_t watermark() const;

  // `n` chooses customer and app; same n, same both.
  domain::Command command(domain::CommandKind kind, std::uint64_t n) const;
  const std::string& app_key(domain::Random& random) const;
  const domain::Catalogue& catalogue() const { return catalogue_; }

 private:
  domain::PositionedEvent event_at(std::uint64_t position) const;

  const domain::Catalogue& catalogue_;
  std::atomic<std::uint64_t> position_{0};
};

}  // namespace souk::calibration
