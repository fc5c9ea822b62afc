// Who stands behind an instance of the host product. The lab keeps no address book: company, country and contact follow
// from the instance's id, the same on every machine and in every world.
#pragma once

#include <string>
#include <string_view>

namespace souk::domain {

struct Customer {
  std::string company;
  std::string country;            // in English
  std::string_view country_code;  // ISO 3166-1, two letters: the billing address of the technical contact
  std::string_view region;        // APAC, EMEA, AMERICAS
  std::string contact_email;      // in a domain that cannot exist
};

Customer customer_of(std::string_view instance_id);

}  // namespace souk::domain
