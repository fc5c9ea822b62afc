// What a customer says about an app: one review for each instance that has it installed.
#pragma once

#include <cstdint>
#include <string>

#include "domain/listing.hpp"
#include "domain/time.hpp"

namespace souk::domain {

inline constexpr std::int64_t kMaxStars = 4;
inline constexpr std::size_t kMaxReviewBytes = 2'000;

struct Review {
  std::string instance_id;
  std::int64_t stars = 0;  // 0 to kMaxStars
  std::string text;
  UnixMs written_at = 0;
};

Mistakes check_review(const Review& review);

// A catalogue comes with an average and without the reviews behind it: it counts as this many.
inline constexpr std::int64_t kReviewsBehindCatalogue = 10;

// Of the catalogue's average (0 = none) and `reviews` of `stars` together. 0 without any.
double average_stars(double catalogue_average, std::int64_t reviews, std::int64_t stars);

}  // namespace souk::domain
