#include "domain/review.hpp"

#include <algorithm>

namespace souk::domain {

Mistakes check_review(const Review& review) {
  Mistakes mistakes;
  if (review.stars < 0 || review.stars > kMaxStars) mistakes.push_back({"stars", "must be 0 to 4"});
  if (review.text.size() > kMaxReviewBytes) mistakes.push_back({"review", "is longer than 2000 bytes"});
  const bool text = std::none_of(review.text.begin(), review.text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  });
  if (!text) mistakes.push_back({"review", "has control characters; only line ends and tabs are allowed"});
  return mistakes;
}

double average_stars(double catalogue_average, std::int64_t reviews, std::int64_t stars) {
  const std::int64_t behind = catalogue_average > 0 ? kReviewsBehindCatalogue : 0;
  if (behind + reviews == 0) return 0;
  return (catalogue_average * static_cast<double>(behind) + static_cast<double>(stars)) /
         static_cast<double>(behind + reviews);
}

}  // namespace souk::domain
