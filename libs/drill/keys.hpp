// Every key that a drill file may have. docs/schema/drill.schema.json lists the same ones; a test compares them.
#pragma once

#include <array>
#include <string_view>

namespace souk::drill {

inline constexpr std::array<std::string_view, 21> kDrillKeys{
    "name",     "title",        "description",   "substrate", "twin",    "outcome",  "worlds",
    "duration", "resolution",   "max_lateness",  "calibrate", "flags",   "settings", "workload",
    "timeline", "expectations", "metastability", "end",       "machine", "queue",    "visitors"};
inline constexpr std::array<std::string_view, 4> kCalibrateKeys{"workers", "for", "core_concurrency", "core_for"};
inline constexpr std::array<std::string_view, 13> kClassKeys{
    "class",    "kind",    "rate",           "events_rate",      "arrivals",           "timeout",
    "attempts", "backoff", "apps_per_agent", "events_per_agent", "events_per_failure", "upgrade_share",
    "daily"};
inline constexpr std::array<std::string_view, 2> kDailyKeys{"swing", "peak"};
inline constexpr std::array<std::string_view, 1> kMachineKeys{"speed"};
inline constexpr std::array<std::string_view, 2> kVisitorKeys{"per_second", "stay"};
inline constexpr std::array<std::string_view, 13> kStepKeys{
    "at",     "step",    "description", "phase",  "load",      "settings", "flags",
    "faults", "service", "vendors",     "deploy", "reconcile", "incident"};
inline constexpr std::array<std::string_view, 13> kIncidentKeys{
    "open",  "update",   "hypothesis", "close",    "of",  "title",  "text",
    "state", "severity", "components", "criteria", "met", "trigger"};
inline constexpr std::array<std::string_view, 2> kFaultKeys{"disk", "network"};
inline constexpr std::array<std::string_view, 4> kNetworkKeys{"loss", "repeat", "delay", "cut"};
inline constexpr std::array<std::string_view, 5> kLoadKeys{"class", "rate", "events_rate", "arrivals", "ramp"};
inline constexpr std::array<std::string_view, 6> kExpectationKeys{"name", "expect", "during", "from", "until", "for"};
inline constexpr std::array<std::string_view, 7> kMetastabilityKeys{
    "trigger_ends", "stays_down_until", "cut", "down_at_most", "down_for", "back_at_least", "back_within"};
inline constexpr std::array<std::string_view, 3> kEndKeys{"drain_load", "drain_backlog", "reconcile"};

inline constexpr std::array<std::string_view, 2> kArrivalNames{"poisson", "constant"};
inline constexpr std::array<std::string_view, 2> kSubstrateNames{"embedded", "cluster"};

}  // namespace souk::drill
