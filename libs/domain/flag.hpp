// The flags souk understands, their types, defaults and what each degrades. Everything outside installs, upgrades and
// renewals can be switched off by one of them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::domain {

enum class Flag : std::uint8_t {
  analytics_ingest,
  analytics_processing,
  processing_strategy,
  worker_autoscaling,
  worker_limit,
  catch_up_control,
  install_counts,
  core_bulkhead,
  deadline_propagation,
  failure_events,
  retry_budget,
  search_ranking,
  vendor_status_evaluation,
  vendor_notifications,
  install_counts_in_product,
  yen_prices,
  phone_home,
  submissions,
  count_repair,
  deploy_guard,
  install_counts_in_reports,
  load_shedding,
};
inline constexpr std::size_t kFlagCount = 22;

using FlagValue = std::variant<bool, std::int64_t, std::string>;

struct FlagDefinition {
  Flag flag;
  std::string_view key;  // "analytics-ingest"
  FlagValue default_value;
  std::vector<std::string> variants;  // for string flags: the allowed values
  std::int64_t min = 0, max = 0;      // for integer flags: the allowed range
  std::string_view description;
  std::string_view degrades;  // what users lose while it is not at its healthy value
};

// All flags, indexed by Flag.
std::span<const FlagDefinition> flag_definitions();
const FlagDefinition& definition_of(Flag flag);
std::optional<Flag> find_flag(std::string_view key);
// "on", "true", "off", "12", "batched" ... checked against the definition. Errors: invalid_argument with what is
// allowed.
Result<FlagValue> parse_flag_value(Flag flag, std::string_view text);
// Booleans print as "on" and "off".
std::string to_text(const FlagValue& value);

// Who asks, as far as it is known; what is not known is empty. Evaluation rules (targeting) look at it; a flag without
// rules ignores it. The texts have to last for the call only.
struct FlagContext {
  // What shares are drawn by: the same key always falls into the same share. The source of an event, the instance of a
  // command, the id of a vendor, else the key that the request came with.
  std::string_view targeting_key{};
  std::string_view component{};  // "listings", "ingest", "workers", ...
  std::string_view vendor{};     // its id: of who asks, or of the app asked for
  std::string_view country{};    // ISO 3166-1 alpha-2
  std::string_view hosting{};    // "cloud", "server" or "datacenter"
  std::string_view
      user_class{};  // "customer", "shopper", "instance", "vendor", "operator", or a class of a drill's users
};

struct FlagChange {
  Flag flag;
  FlagValue before, after;  // for those whom no rule gives another value
  std::string who, why;
  UnixMs at = 0;
  bool rule_changed = false;  // some may have another value now although `before` is `after`
  bool changes_anything() const { return rule_changed || before != after; }
};

// The values of all flags at one moment.
using FlagValues = std::array<FlagValue, kFlagCount>;
FlagValues default_flag_values();

}  // namespace souk::domain
