// What customers say about apps, in the store in memory.
#pragma once

#include <string_view>

#include "ports/vendor_store.hpp"
#include "sim/memory_database.hpp"

namespace souk::sim {

Result<ports::Reviews> read_reviews(const MemoryDatabase& state, std::string_view key, ports::Slice slice);
Result<Prepared<Nothing>> write_review(MemoryDatabase& state, std::string_view key, const domain::Review& review);

}  // namespace souk::sim
