#include "app/session_directory.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace souk::app {
namespace {

std::string pair_name(const std::string& instance_id, const std::string& app_key) {
  return instance_id + "/" + app_key;
}

void shuffle(std::vector<std::size_t>& values, domain::Random& random) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

std::string name_of_run(std::uint64_t seed, std::uint64_t run) {
  std::array<char, 40> text{};
  const int length = std::snprintf(text.data(), text.size(), "%llx-%llx", static_cast<unsigned long long>(seed),
                                   static_cast<unsigned long long>(run));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

SessionWorld world_of(const domain::Catalogue& catalogue, std::size_t instances) {
  SessionWorld world;
  world.categories = catalogue.categories;
  std::map<std::int64_t, const std::string*> keys;
  for (const domain::App& app : catalogue.apps) {
    world.app_keys.push_back(app.key);
    keys.emplace(app.id, &app.key);
  }
  for (std::size_t i = 0; i < instances; ++i) world.instances.push_back(domain::instance_name(i));
  for (const domain::SeedInstallation& installed : catalogue.installations) {
    world.installations.push_back({installed.instance_id, *keys.at(installed.app_id), installed.licensed});
  }
  return world;
}

SessionDirectory::SessionDirectory(SessionWorld world, std::uint64_t seed, std::uint64_t run)
    : world_(std::move(world)), run_name_(name_of_run(seed, run)) {
  if (world_.app_keys.empty() || world_.instances.empty()) {
    throw std::invalid_argument("load users need at least one app and one instance");
  }
  domain::Random random(seed ^ run, "directory");
  for (std::size_t i = 0; i < world_.installations.size(); ++i) {
    const SeededInstallation& installation = world_.installations[i];
    of_record_.insert(pair_name(installation.instance_id, installation.app_key));
    by_instance_.emplace_back(installation.instance_id, i);
    upgrades_.push_back(i);
    if (installation.licensed) renewals_.push_back(i);
  }
  std::sort(by_instance_.begin(), by_instance_.end());
  shuffle(upgrades_, random);
  shuffle(renewals_, random);
  // A step that shares no factor with the number of pairs visits each pair once before it comes round.
  const std::uint64_t pairs = world_.app_keys.size() * world_.instances.size();
  pair_ = random.below(pairs);
  pair_step_ = 1 + random.below(pairs);
  while (std::gcd(pair_step_, pairs) != 1) ++pair_step_;
}

const std::string& SessionDirectory::app_key(domain::Random& random) const {
  return world_.app_keys[random.below(world_.app_keys.size())];
}

const std::string& SessionDirectory::category(domain::Random& random) const {
  static const std::string none;
  return world_.categories.empty() ? none : world_.categories[random.below(world_.categories.size())];
}

std::string SessionDirectory::search_text(domain::Random& random) const {
  // The last part of an app's key: a word that occurs in the catalogue.
  const std::string& key = app_key(random);
  const std::size_t dot = key.rfind('.');
  return dot == std::string::npos ? key : key.substr(dot + 1);
}

const std::string& SessionDirectory::instance(domain::Random& random) const {
  return world_.instances[random.below(world_.instances.size())];
}

std::vector<std::string> SessionDirectory::apps_of(const std::string& instance_id, std::size_t count,
                                                   domain::Random& random) const {
  std::vector<std::string> apps;
  auto at = std::lower_bound(by_instance_.begin(), by_instance_.end(),
                             std::pair<std::string_view, std::size_t>(instance_id, 0));
  for (; at != by_instance_.end() && at->first == instance_id && apps.size() < count; ++at) {
    apps.push_back(world_.installations[at->second].app_key);
  }
  while (apps.size() < count) apps.push_back(app_key(random));
  return apps;
}

SessionDirectory::Placement SessionDirectory::placement_of(std::size_t installation) const {
  const SeededInstallation& found = world_.installations[installation];
  return {found.instance_id, found.app_key};
}

SessionDirectory::Placement SessionDirectory::next_install() {
  const std::uint64_t pairs = world_.app_keys.size() * world_.instances.size();
  Placement placement;
  // At most as many steps as there are pairs of record, plus one; if every pair is of record, any will do.
  for (std::size_t tries = 0; tries <= of_record_.size(); ++tries) {
    pair_ = (pair_ + pair_step_) % pairs;
    placement = {world_.instances[pair_ / world_.app_keys.size()], world_.app_keys[pair_ % world_.app_keys.size()]};
    if (!of_record_.contains(pair_name(placement.instance_id, placement.app_key))) break;
  }
  return placement;
}

SessionDirectory::Placement SessionDirectory::next_upgrade() {
  return upgrades_.empty() ? next_install() : placement_of(upgrades_[upgrades_given_++ % upgrades_.size()]);
}

SessionDirectory::Placement SessionDirectory::next_renewal() {
  return renewals_.empty() ? next_install() : placement_of(renewals_[renewals_given_++ % renewals_.size()]);
}

std::string SessionDirectory::next_idempotency_key() { return run_name_ + "-" + std::to_string(keys_given_++); }

domain::AnalyticsEvent SessionDirectory::next_event(domain::EventType type, std::string app_key,
                                                    const std::string& instance_id, UnixMs at) {
  return {.source = "/instances/" + instance_id,
          .id = run_name_ + "-" + std::to_string(events_given_++),
          .type = type,
          .app_key = std::move(app_key),
          .instance_id = instance_id,
          .occurred_at = at};
}

}  // namespace souk::app
