// The certificate of metastability. A run is called metastable only when every condition was seen to be true.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/verdict.hpp"

namespace souk::domain {

// What is known of the run without the trigger.
struct TwinReport {
  std::string path;
  std::string drill;    // its name
  std::string verdict;  // "pass", "fail", "invalid"
};

struct MetastabilityCondition {
  std::string name;
  Verdict verdict = Verdict::unknown;
  std::string evidence;
};

inline constexpr std::string_view kTriggerGone = "the trigger is gone";
inline constexpr std::string_view kLoadWithinCapacity = "organic load is within the measured healthy capacity";

struct MetastabilityCertificate {
  std::vector<MetastabilityCondition> conditions;  // none when the drill asks for no certificate
  bool certified() const;
  // By its name; null if there is none.
  const MetastabilityCondition* find(std::string_view name) const;
};

struct DrillResult;
class Timeline;

MetastabilityCertificate certify(const DrillResult& result, const Timeline& timeline,
                                 const std::optional<TwinReport>& twin);

}  // namespace souk::domain
