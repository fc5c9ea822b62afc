#include "domain/review.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

TEST(ReviewTest, TheCataloguesAverageWeighsAsTenReviews) {
  EXPECT_DOUBLE_EQ(average_stars(3.0, 0, 0), 3.0);
  EXPECT_DOUBLE_EQ(average_stars(3.0, 10, 40), 3.5);
  EXPECT_DOUBLE_EQ(average_stars(0, 2, 5), 2.5) << "no average in the catalogue: only what was written";
  EXPECT_DOUBLE_EQ(average_stars(0, 0, 0), 0);
}

TEST(ReviewTest, StarsAndTextHaveLimits) {
  EXPECT_TRUE(check_review({.instance_id = {}, .stars = 4, .text = "Good.\n<b>Really</b>"}).empty());
  EXPECT_EQ(check_review({.instance_id = {}, .stars = 5, .text = {}}).at(0).path, "stars");
  EXPECT_EQ(check_review({.instance_id = {}, .stars = -1, .text = {}}).at(0).path, "stars");
  EXPECT_EQ(check_review({.instance_id = {}, .stars = 1, .text = std::string(2'001, 'x')}).at(0).path, "review");
  EXPECT_EQ(check_review({.instance_id = {}, .stars = 1, .text = std::string("\0", 1)}).at(0).path, "review");
}

}  // namespace
}  // namespace souk::domain
