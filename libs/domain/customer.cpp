#include "domain/customer.hpp"

#include <array>
#include <cstdint>

namespace souk::domain {
namespace {

struct Country {
  std::string_view name;
  std::string_view code;
  std::string_view region;
};

// A country that stands twice has twice as many customers.
constexpr std::array<Country, 16> kCountries{{{"United States", "US", "AMERICAS"},
                                              {"United States", "US", "AMERICAS"},
                                              {"United States", "US", "AMERICAS"},
                                              {"United States", "US", "AMERICAS"},
                                              {"Canada", "CA", "AMERICAS"},
                                              {"Brazil", "BR", "AMERICAS"},
                                              {"Germany", "DE", "EMEA"},
                                              {"Germany", "DE", "EMEA"},
                                              {"United Kingdom", "GB", "EMEA"},
                                              {"United Kingdom", "GB", "EMEA"},
                                              {"France", "FR", "EMEA"},
                                              {"Netherlands", "NL", "EMEA"},
                                              {"Japan", "JP", "APAC"},
                                              {"Japan", "JP", "APAC"},
                                              {"Australia", "AU", "APAC"},
                                              {"India", "IN", "APAC"}}};

// FNV-1a, 64 bits, and a last stir, because ids that count up differ in few bits.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  value ^= value >> 33U;
  return value * 0xff51afd7ed558ccdULL;
}

}  // namespace

Customer customer_of(std::string_view instance_id) {
  const Country& country = kCountries[hash(instance_id) >> 60U];
  return {.company = "Customer " + std::string(instance_id),
          .country = std::string(country.name),
          .country_code = country.code,
          .region = country.region,
          .contact_email = "admin@" + std::string(instance_id) + ".example"};
}

}  // namespace souk::domain
