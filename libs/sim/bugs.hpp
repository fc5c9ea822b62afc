// Mistakes that can be planted into the simulated adapters, to prove that the invariants would find them. Only
// WorldOptions plants one, and only `souk sim seeds --bug` asks for it: no drill, no flag and nothing live can. Each
// bites in one place, marked "planted:".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace souk::sim {

enum class Bug : std::uint8_t {
  none,
  position_apart,     // a transaction's effects commit, its positions only with the next one
  lost_wakeup,        // the broker grants a turn and forgets to wake who waits for it, close to its deadline
  dedupe_off_by_one,  // the window of known events does not look at its newest one
  ack_before_sync,    // an append is answered before it is durable
  leaked_connection,  // a transaction that fails to commit keeps its connection
  receipt_apart,      // a command's effect commits, its receipt only with the next one
  trim_too_far,       // the log is trimmed up to what was consumed, not up to what the store knows of
};
inline constexpr std::array<std::string_view, 8> kBugNames{
    "none",          "position-apart", "lost-wakeup", "dedupe-off-by-one", "ack-before-sync", "leaked-connection",
    "receipt-apart", "trim-too-far"};
constexpr std::string_view to_string(Bug bug) { return kBugNames[static_cast<std::size_t>(bug)]; }
constexpr std::optional<Bug> find_bug(std::string_view name) {
  for (std::size_t i = 0; i < kBugNames.size(); ++i) {
    if (kBugNames[i] == name) return static_cast<Bug>(i);
  }
  return std::nullopt;
}

}  // namespace souk::sim
