// The Top Vendor programme: who meets its rules, and what an evaluation makes of a vendor's status.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalogue.hpp"

namespace souk::domain {

enum class TopVendorStatus : std::uint8_t { approved, flagged, needs_approval, not_requested, rejected, requested };
inline constexpr std::array<std::string_view, 6> kTopVendorStatusNames{"approved",      "flagged",  "needs-approval",
                                                                       "not-requested", "rejected", "requested"};
constexpr std::string_view to_string(TopVendorStatus s) { return kTopVendorStatusNames[static_cast<std::size_t>(s)]; }

enum class TopVendorRule : std::uint8_t {
  paid_app,
  active_instances,
  support_link,
  documentation_link,
  support_promise
};
inline constexpr std::size_t kTopVendorRuleCount = 5;
inline constexpr std::int64_t kTopVendorInstances = 500;
inline constexpr std::int64_t kPromisedHours = 8, kPromisedDays = 5;  // a day, a week

// What a vendor says of itself.
struct VendorProfile {
  std::string support_url{};        // empty: none
  std::string documentation_url{};  // likewise
  std::int64_t support_hours = 0;
  std::int64_t support_days = 0;
};

struct VendorFacts {
  std::int64_t id = 0;
  std::string name{};
  std::int64_t paid_apps = 0;
  // Of all its apps, as counted by analytics; nothing: nobody knows, which breaks no rule and meets none.
  std::optional<std::int64_t> active_instances{};
  VendorProfile profile{};
};

struct ReviewedVendor {
  VendorFacts facts{};
  TopVendorStatus status = TopVendorStatus::not_requested;
};

struct RuleFindings {
  std::vector<TopVendorRule> broken;  // in the order of the enumeration
  bool unknown = false;               // a rule could not be judged
  bool met() const { return broken.empty() && !unknown; }
};

RuleFindings check_rules(const VendorFacts& facts);

// The status an evaluation gives; the old one if it changes nothing.
//   approved -> flagged (a rule is broken), flagged -> approved (all are met again),
//   requested -> needs-approval (all are met: a person decides).
// What cannot be judged changes nothing. To approve or reject a request is for a person: counts may be wrong, and
// nothing would take a rejection back.
TopVendorStatus evaluate(TopVendorStatus status, const RuleFindings& findings);

// "at least one paid app": for e-mails. `facts` give the figure.
std::string describe(TopVendorRule rule, const VendorFacts& facts);

// Vendors of a catalogue come without a profile and a status: both follow from the id, so that every store begins with
// the same. Top vendors say what the rules ask for, and most others a part of it.
VendorProfile generated_profile(const Vendor& vendor);
// approved for a top vendor that meets the rules; of the others a few have asked, or were refused.
TopVendorStatus initial_status(const Vendor& vendor, const VendorFacts& facts);

}  // namespace souk::domain
