#include "domain/flag.hpp"

#include <algorithm>
#include <charconv>

namespace souk::domain {

std::span<const FlagDefinition> flag_definitions() {
  static const std::vector<FlagDefinition> definitions{
      {Flag::analytics_ingest, "analytics-ingest", true, {}, 0, 0, "", ""},
      {Flag::analytics_processing, "analytics-processing", true, {}, 0, 0, "", ""},
      {Flag::processing_strategy,
       "processing-strategy",
       std::string("per_event"),
       {"per_event", "batched"},
       0,
       0,
       "",
       ""},
      {Flag::worker_autoscaling, "worker-autoscaling", true, {}, 0, 0, "", ""},
      {Flag::worker_limit, "worker-limit", std::int64_t{512}, {}, 1, 1024, "", ""},
      {Flag::catch_up_control, "catch-up-control", false, {}, 0, 0, "", ""},
      {Flag::install_counts, "install-counts", std::string("live"), {"live", "zero", "hidden"}, 0, 0, "", ""},
      {Flag::core_bulkhead, "core-bulkhead", false, {}, 0, 0, "", ""},
      {Flag::deadline_propagation, "deadline-propagation", false, {}, 0, 0, "", ""},
      {Flag::failure_events, "failure-events", true, {}, 0, 0, "", ""},
      {Flag::retry_budget, "retry-budget", false, {}, 0, 0, "", ""},
  };
  return definitions;
}
const FlagDefinition& definition_of(Flag flag) { return flag_definitions()[static_cast<std::size_t>(flag)]; }
std::optional<Flag> find_flag(std::string_view key) {
  for (const auto& definition : flag_definitions()) {
    if (definition.key == key) return definition.flag;
  }
  return std::nullopt;
}
Result<FlagValue> parse_flag_value(Flag flag, std::string_view text) {
  const FlagDefinition& definition = definition_of(flag);
  if (std::holds_alternative<bool>(definition.default_value)) {
    if (text == "on" || text == "true") return FlagValue(true);
    if (text == "off" || text == "false") return FlagValue(false);
    return fail(Errc::invalid_argument, "allowed: on, off");
  }
  if (std::holds_alternative<std::int64_t>(definition.default_value)) {
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code == std::errc{} && end == text.data() + text.size() && number >= definition.min &&
        number <= definition.max) {
      return FlagValue(number);
    }
    return fail(Errc::invalid_argument, "allowed: 1 to 1024");
  }
  const auto& variants = definition.variants;
  if (std::find(variants.begin(), variants.end(), text) != variants.end()) return FlagValue(std::string(text));
  return fail(Errc::invalid_argument, "not one of the variants");
}

}  // namespace souk::domain
