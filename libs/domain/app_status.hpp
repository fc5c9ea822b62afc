// The life of an app's listing: a new app needs approval before everybody sees it, a new version does not.
//
//   private -> submitted -> readytolaunch -> public          (approved, the vendor launches)
//                  |  \---> public                           (approved and launched at once)
//                  \------> rejected -> submitted, private
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace souk::domain {

enum class AppStatus : std::uint8_t { private_listing, submitted, ready_to_launch, rejected, public_listing };
inline constexpr std::array<std::string_view, 5> kAppStatusNames{"private", "submitted", "readytolaunch", "rejected",
                                                                 "public"};
constexpr std::string_view to_string(AppStatus status) { return kAppStatusNames[static_cast<std::size_t>(status)]; }
Result<AppStatus> parse_app_status(std::string_view name);  // invalid_argument with the names

// What the vendor may do on its own. conflict: says what stands in the way, and what to do.
Result<void> check_vendor_move(AppStatus from, AppStatus to);

// What the marketplace decides on a submitted app. conflict: it is not submitted.
struct ListingDecision {
  bool approved = false;
  bool launch = true;  // an approved app is public at once; otherwise its vendor launches it
  std::string note;    // for the vendor
};
Result<AppStatus> status_after(AppStatus from, const ListingDecision& verdict);

}  // namespace souk::domain
