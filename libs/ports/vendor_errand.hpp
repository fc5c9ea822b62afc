// What a vendor comes to the marketplace for, each errand from its first request to its last; and what a buyer looks at
// besides the app.
#pragma once

#include <cstdint>
#include <string>

namespace souk::ports {

struct VendorErrand {
  enum class Kind : std::uint8_t {
    submit,           // a new app, private
    change_listing,   // its summary
    private_listing,  // a token for it, the listing opened with that, and the token taken back
    report,           // a page of licences
    distribution,     // an app's installs and downloads by week
    profile,          // writes where the support is, as it was told before
    home,             // the vendor's home page
    notifications,    // the e-mails that were written to the vendor
    japan_prices,     // server prices of an app, for a billing address in Japan
  };
  Kind kind = Kind::home;
  std::int64_t vendor = 0;
  std::string app_key{};   // japan_prices, distribution; of the private app: submit, change_listing, private_listing
  std::string category{};  // submit
  std::string text{};      // change_listing: the new summary
};

}  // namespace souk::ports
