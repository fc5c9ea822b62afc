#include "domain/customer.hpp"

#include <gtest/gtest.h>

#include <map>

#include "domain/catalogue.hpp"

namespace souk::domain {
namespace {

TEST(CustomerTest, FollowsFromTheInstanceAlone) {
  const Customer customer = customer_of("i-000042");
  EXPECT_EQ(customer.company, "Customer i-000042");
  EXPECT_EQ(customer.contact_email, "admin@i-000042.example");
  EXPECT_EQ(customer.country, customer_of("i-000042").country);
}

TEST(CustomerTest, CustomersAreSpreadOverCountriesAndAboutAnEighthIsInJapan) {
  std::map<std::string, int> countries;
  std::map<std::string_view, int> regions;
  for (int n = 0; n < 2'000; ++n) {
    const Customer customer = customer_of(instance_name(static_cast<std::uint64_t>(n)));
    ++countries[customer.country];
    ++regions[customer.region];
    EXPECT_EQ(customer.country == "Japan", customer.country_code == "JP");
  }
  EXPECT_EQ(countries.size(), 10U);
  EXPECT_EQ(regions.size(), 3U);
  EXPECT_GT(countries["Japan"], 175);
  EXPECT_LT(countries["Japan"], 325);
}

}  // namespace
}  // namespace souk::domain
