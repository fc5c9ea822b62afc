// The row of an app in the full-text table. Its number begins with the app's tier, so that the postings of a word come
// in the order of domain::search_tier(). A row whose number is the app's alone is of the first tier.
#pragma once

#include <cstdint>

#include "domain/search_ranking.hpp"

namespace souk::storage {

inline constexpr int kSearchRowBits = 40;  // of the app's number

constexpr std::int64_t search_row(std::int64_t app_id, std::int64_t base_installs) {
  return (domain::search_tier(base_installs) << kSearchRowBits) | app_id;
}
constexpr std::int64_t app_of_search_row(std::int64_t row) { return row & ((std::int64_t{1} << kSearchRowBits) - 1); }

}  // namespace souk::storage
