// Where a package index comes from: a file, or the machine's own through apt.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "domain/package_index.hpp"
#include "domain/result.hpp"

namespace souk {

// Told from time to time how many packages were read.
using PackageProgress = std::function<void(std::size_t)>;

// A Packages file, not compressed. Errors: io, not_found (no packages in it), invalid_argument (no index; with line);
// each names the file.
Result<std::vector<domain::PackageEntry>> read_package_file(const std::string& path, const PackageProgress& progress);

// What `apt-cache dumpavail` prints: the packages of /var/lib/apt/lists, whatever they are compressed with. Errors: as
// above; not_found says what to do where there is no apt, or an empty index.
Result<std::vector<domain::PackageEntry>> read_machine_packages(const PackageProgress& progress);

}  // namespace souk
