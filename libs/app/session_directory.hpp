// What users pick from: apps, categories, instances and the installations of record, and the names they give to what
// they do (idempotency keys, event ids). Picks that change state walk through a seeded permutation instead of drawing
// at random, so that no two users of a run install the same app on the same instance, and nobody upgrades the same
// installation twice before everybody else's had its turn.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "domain/catalogue.hpp"
#include "domain/event.hpp"
#include "domain/random.hpp"
#include "domain/time.hpp"

namespace souk::app {

struct SeededInstallation {
  std::string instance_id;
  std::string app_key;
  bool licensed = false;  // has a commercial licence that can be renewed
};

// The world as the users know it. `app_keys` and `instances` must not be empty.
struct SessionWorld {
  std::vector<std::string> app_keys;
  std::vector<std::string> categories;
  std::vector<std::string> instances;             // ids of all instances
  std::vector<SeededInstallation> installations;  // of record at the start
};

// What users of a shop with this catalogue know; `instances` is that of the catalogue's spec. Throws std::out_of_range
// if an installation is of an app that is not there.
SessionWorld world_of(const domain::Catalogue& catalogue, std::size_t instances);

class SessionDirectory {
 public:
  struct Placement {
    std::string instance_id;
    std::string app_key;
  };

  // `run` tells runs apart that share a data folder; a user's keys and ids are unique across runs with different ones.
  // Throws std::invalid_argument if the world has no apps or no instances.
  SessionDirectory(SessionWorld world, std::uint64_t seed, std::uint64_t run);

  const std::string& app_key(domain::Random& random) const;
  const std::string& category(domain::Random& random) const;
  std::string search_text(domain::Random& random) const;
  const std::string& instance(domain::Random& random) const;
  // `count` apps of an instance: those of record first, then any.
  std::vector<std::string> apps_of(const std::string& instance_id, std::size_t count, domain::Random& random) const;

  bool can_upgrade() const { return !upgrades_.empty(); }
  Placement next_install();
  Placement next_upgrade();
  // An installation with a licence; without any, a placement that the shop will refuse.
  Placement next_renewal();

  std::string next_idempotency_key();
  domain::AnalyticsEvent next_event(domain::EventType type, std::string app_key, const std::string& instance_id,
                                    UnixMs at);

 private:
  Placement placement_of(std::size_t installation) const;

  SessionWorld world_;
  std::string run_name_;
  std::unordered_set<std::string> of_record_;                          // "<instance>/<app>": looked up, never iterated
  std::vector<std::pair<std::string_view, std::size_t>> by_instance_;  // sorted: instance id, index of installation
  std::uint64_t pair_ = 0;                                             // the walk over instances x apps
  std::uint64_t pair_step_ = 1;
  std::vector<std::size_t> upgrades_;  // indexes of installations, shuffled
  std::vector<std::size_t> renewals_;
  std::uint64_t upgrades_given_ = 0;
  std::uint64_t renewals_given_ = 0;
  std::uint64_t keys_given_ = 0;
  std::uint64_t events_given_ = 0;
};

}  // namespace souk::app
