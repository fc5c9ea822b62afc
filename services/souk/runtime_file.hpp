// <data folder>/souk.json: where the running souk of a folder can be reached. Written when it is ready, removed when
// it stops; commands that take --data find the operator API through it.
#pragma once

#include <string>

#include "domain/result.hpp"

namespace souk {

struct RuntimeFile {
  std::string shop_url;
  std::string ops_url;
  std::int64_t pid = 0;
};

Result<void> write_runtime_file(const std::string& folder, const RuntimeFile& file);
void remove_runtime_file(const std::string& folder);
// Errors: not_found (no souk runs on this folder, says so).
Result<RuntimeFile> read_runtime_file(const std::string& folder);

}  // namespace souk
