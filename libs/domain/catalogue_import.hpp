// A catalogue made of a package index: packages are apps, sections categories, maintainers vendors; names, descriptions
// and versions are the index's own. What an index does not know is synthetic, drawn from the seed and the package's
// name: installs, stars, prices, dates of release, earlier versions, and which instance has what.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/catalogue.hpp"
#include "domain/package_index.hpp"

namespace souk::domain {

struct ImportSpec {
  std::uint64_t seed = 2020;
  std::int64_t active_installs = 0;  // over all apps; 0 = 333 an app, as in the generated catalogue
  std::size_t instances = 2'000;     // with installations of record; fewer if the catalogue is small
  UnixMs today = 1'583'366'400'000;  // 2020-03-05 00:00 UTC
};

// Installs follow Zipf's law (spread_installs) over the packages in the order of their priority, then of how many
// others depend on them, then drawn. Same entries, same spec: same catalogue on every machine. Errors: invalid_argument
// (no entries, or a field of the spec).
Result<Catalogue> import_catalogue(const std::vector<PackageEntry>& entries, const ImportSpec& spec);

}  // namespace souk::domain
