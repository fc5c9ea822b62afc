// How installs are spread over apps, and which instance has which app. Integer arithmetic and IEEE division only, so
// that every machine gets the same numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/catalogue.hpp"
#include "domain/random.hpp"

namespace souk::domain {

inline constexpr std::int64_t kLargeAppInstalls = 500;  // an app with at least these is large

// Active installs by rank, biggest first: the first spec.large_apps share spec.large_share of the total, each with
// at least 500; the others share the rest, each below 500. Both tails follow Zipf's law, weight 1 / (rank + shift).
// The sum is exactly spec.active_installs. Errors: invalid_argument when no such split exists.
Result<std::vector<std::int64_t>> spread_installs(const CatalogueSpec& spec);

// Draws the apps of every seeded instance in proportion to `active` (by app), distinct within an instance and never
// more installations of an app than it has active installs. Returns app indexes, spec.apps_per_instance in a row for
// each instance. Errors: invalid_argument when the apps cannot hold that many installations.
Result<std::vector<std::size_t>> draw_installed_apps(const CatalogueSpec& spec, const std::vector<std::int64_t>& active,
                                                     Random& random);

// The installations of what was drawn, `app_of`. Each app has two versions or more: nobody has the newest yet.
std::vector<SeedInstallation> make_installations(const CatalogueSpec& spec, const std::vector<App>& apps,
                                                 const std::vector<std::size_t>& app_of, Random random);

}  // namespace souk::domain
