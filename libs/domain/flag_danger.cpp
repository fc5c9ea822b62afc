#include "domain/flag_danger.hpp"

namespace souk::domain {
namespace {

const FlagValue& value_of(const FlagValues& values, Flag flag) { return values[static_cast<std::size_t>(flag)]; }
bool is_on(const FlagValues& values, Flag flag) { return value_of(values, flag) == FlagValue(true); }
bool is(const FlagValues& values, Flag flag, const char* variant) {
  return value_of(values, flag) == FlagValue(std::string(variant));
}

// With counts of zero and the rules evaluated, every Top Vendor breaks one.
std::string demotion(const FlagValues& then) {
  if (!is(then, Flag::install_counts, "zero") || !is_on(then, Flag::vendor_status_evaluation)) return {};
  std::string text = "install-counts is zero while the Top Vendor rules are evaluated: vendors lose their status";
  if (is(then, Flag::vendor_notifications, "send")) text += ", and are told so by e-mail";
  return text;
}

}  // namespace

std::string danger_of(Flag flag, const FlagValue& after, const FlagValues& now) {
  if (value_of(now, flag) == after) return {};
  FlagValues then = now;
  then[static_cast<std::size_t>(flag)] = after;
  switch (flag) {
    case Flag::analytics_ingest:
      if (after == FlagValue(false)) return "events that are posted meanwhile are lost unless their senders try again";
      break;
    case Flag::phone_home:
      if (after == FlagValue(false)) return "what old clients report meanwhile is lost: they do not try again";
      break;
    case Flag::install_counts:
    case Flag::vendor_status_evaluation:
      return demotion(then);
    case Flag::vendor_notifications:
      if (after == FlagValue(std::string("send"))) return "every notice that waits is sent, and cannot be withdrawn";
      break;
    default:
      break;
  }
  return {};
}

}  // namespace souk::domain
