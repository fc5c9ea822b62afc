// What a run of `souk load` leaves behind: text for people, JSON and hgrm for programs.
#pragma once

#include <filesystem>
#include <string>

#include "domain/result.hpp"
#include "load/open_loop.hpp"

namespace souk::load {

// A few lines: what was offered, what came back, how late the generator was and whether to trust it.
std::string summary_of(const LoadResult& result);

// One JSON object; times in milliseconds, named so.
std::string to_json(const LoadResult& result);

// Writes load.json, latency.hgrm (ok), failed.hgrm and lateness.hgrm into `folder`, which is made if need be.
// Errors: io, no_space (with the path).
Result<void> write_results(const LoadResult& result, const std::filesystem::path& folder);

}  // namespace souk::load
