#include "domain/app_status.hpp"

#include <algorithm>
#include <string>

namespace souk::domain {
namespace {

struct Move {
  AppStatus from;
  AppStatus to;
};

constexpr std::array<Move, 6> kVendorMoves{{{AppStatus::private_listing, AppStatus::submitted},
                                            {AppStatus::submitted, AppStatus::private_listing},
                                            {AppStatus::rejected, AppStatus::submitted},
                                            {AppStatus::rejected, AppStatus::private_listing},
                                            {AppStatus::ready_to_launch, AppStatus::public_listing},
                                            {AppStatus::ready_to_launch, AppStatus::private_listing}}};

}  // namespace

Result<AppStatus> parse_app_status(std::string_view name) {
  const auto* const found = std::find(kAppStatusNames.begin(), kAppStatusNames.end(), name);
  if (found != kAppStatusNames.end()) return static_cast<AppStatus>(found - kAppStatusNames.begin());
  return fail(Errc::invalid_argument, "status: one of private, submitted, readytolaunch, rejected, public");
}

Result<void> check_vendor_move(AppStatus from, AppStatus to) {
  const bool allowed = std::any_of(kVendorMoves.begin(), kVendorMoves.end(),
                                   [=](const Move& move) { return move.from == from && move.to == to; });
  if (allowed || from == to) return {};
  if (to == AppStatus::public_listing) {
    return fail(Errc::conflict, "a new app needs approval before it is public: set its status to submitted and wait");
  }
  return fail(Errc::conflict, "an app that is " + std::string(to_string(from)) + " cannot become " +
                                  std::string(to_string(to)) + " by its vendor");
}

Result<AppStatus> status_after(AppStatus from, const ListingDecision& verdict) {
  if (from != AppStatus::submitted) {
    return fail(Errc::conflict, "the app is " + std::string(to_string(from)) + ", so there is nothing to decide");
  }
  if (!verdict.approved) return AppStatus::rejected;
  return verdict.launch ? AppStatus::public_listing : AppStatus::ready_to_launch;
}

}  // namespace souk::domain
