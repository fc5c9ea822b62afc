#include "domain/fault.hpp"

#include "domain/drill_quantity.hpp"
#include "domain/duration.hpp"

namespace souk::domain {
namespace {

void append(std::string& text, const std::string& part, std::string_view separator = ", ") {
  if (!text.empty()) text += separator;
  text += part;
}

std::string percent(double share) { return decimal(share * 100) + "%"; }

std::string text_of(const NetworkFault& fault) {
  if (fault.healthy()) return "ok";
  std::string text;
  if (fault.loss > 0) append(text, "loss " + percent(fault.loss));
  if (fault.repeat > 0) append(text, "repeat " + percent(fault.repeat));
  if (fault.delay > Nanos{0}) append(text, "delay " + format_duration(fault.delay));
  if (fault.cut != Cut::none) append(text, "cut " + std::string(kCutNames[static_cast<std::size_t>(fault.cut)]));
  return text;
}

}  // namespace

std::string text_of(const DiskFault& fault) {
  std::string text(kDiskFaultNames[static_cast<std::size_t>(fault.kind)]);
  if (fault.kind == DiskFault::Kind::slow) text += " " + decimal(fault.factor) + "x";
  if (fault.kind == DiskFault::Kind::stall) text += " " + format_duration(fault.time);
  return text;
}

std::string text_of(const Faults& faults) {
  std::string text;
  if (faults.disk) append(text, "disk: " + text_of(*faults.disk));
  if (faults.network) append(text, "network: " + text_of(*faults.network));
  return text;
}

}  // namespace souk::domain
