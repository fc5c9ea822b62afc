#include "domain/top_vendor.hpp"

#include "domain/random.hpp"

namespace souk::domain {
namespace {

bool is_link(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

Random stream_of(const Vendor& vendor, std::string_view name) {
  return Random(static_cast<std::uint64_t>(vendor.id), name);
}

}  // namespace

RuleFindings check_rules(const VendorFacts& facts) {
  RuleFindings findings;
  const auto need = [&findings](bool met, TopVendorRule rule) {
    if (!met) findings.broken.push_back(rule);
  };
  need(facts.paid_apps > 0, TopVendorRule::paid_app);
  findings.unknown = !facts.active_instances;
  need(!facts.active_instances || *facts.active_instances >= kTopVendorInstances, TopVendorRule::active_instances);
  need(is_link(facts.profile.support_url), TopVendorRule::support_link);
  need(is_link(facts.profile.documentation_url), TopVendorRule::documentation_link);
  need(facts.profile.support_hours >= kPromisedHours && facts.profile.support_days >= kPromisedDays,
       TopVendorRule::support_promise);
  return findings;
}

TopVendorStatus evaluate(TopVendorStatus status, const RuleFindings& findings) {
  switch (status) {
    case TopVendorStatus::approved:
      return findings.broken.empty() ? status : TopVendorStatus::flagged;
    case TopVendorStatus::flagged:
      return findings.met() ? TopVendorStatus::approved : status;
    case TopVendorStatus::requested:
      return findings.met() ? TopVendorStatus::needs_approval : status;
    case TopVendorStatus::needs_approval:
    case TopVendorStatus::not_requested:
    case TopVendorStatus::rejected:
      break;
  }
  return status;
}

std::string describe(TopVendorRule rule, const VendorFacts& facts) {
  switch (rule) {
    case TopVendorRule::paid_app:
      return "at least one paid app (you have none)";
    case TopVendorRule::active_instances:
      return "at least " + std::to_string(kTopVendorInstances) + " active instances (we count " +
             std::to_string(facts.active_instances.value_or(0)) + ")";
    case TopVendorRule::support_link:
      return "a link to your support";
    case TopVendorRule::documentation_link:
      return "a link to your documentation";
    case TopVendorRule::support_promise:
      break;
  }
  return "a promise of support " + std::to_string(kPromisedHours) + " hours a day, " + std::to_string(kPromisedDays) +
         " days a week";
}

VendorProfile generated_profile(const Vendor& vendor) {
  Random random = stream_of(vendor, "top-vendor.profile");
  const std::string page = "https://vendor-" + std::to_string(vendor.id) + ".example.com/";
  VendorProfile profile;
  if (vendor.top_vendor || random.chance(0.9)) profile.support_url = page + "support";
  if (vendor.top_vendor || random.chance(0.7)) profile.documentation_url = page + "docs";
  if (vendor.top_vendor || random.chance(0.5)) {
    profile.support_hours = kPromisedHours;
    profile.support_days = kPromisedDays;
  }
  return profile;
}

TopVendorStatus initial_status(const Vendor& vendor, const VendorFacts& facts) {
  if (vendor.top_vendor && check_rules(facts).met()) return TopVendorStatus::approved;
  Random random = stream_of(vendor, "top-vendor.status");
  const double draw = random.uniform();
  if (draw < 0.03) return TopVendorStatus::requested;
  if (draw < 0.05) return TopVendorStatus::rejected;
  return TopVendorStatus::not_requested;
}

}  // namespace souk::domain
