// Flags in memory only: for tests, the load generator and the simulator.
#pragma once

#include <memory>
#include <string>

#include "flags/flag_cells.hpp"
#include "flags/watchers.hpp"
#include "ports/flags.hpp"

namespace souk::flags {

class StaticFlags final : public ports::Flags, public ports::FlagAdmin {
 public:
  explicit StaticFlags(const domain::FlagValues& values = domain::default_flag_values()) : cells_(values) {}

  domain::FlagValue evaluate(domain::Flag flag, const domain::FlagContext& context = {}) const override;
  [[nodiscard]] std::shared_ptr<void> watch(Watcher watcher) override;
  // Errors: invalid_argument. The change's `at` is 0: there is no clock here.
  Result<domain::FlagChange> set(domain::Flag flag, domain::FlagValue value, std::string who = "test",
                                 std::string why = "") override;

  // invalid_argument for any share but none and all: there are no rules here.
  Result<domain::FlagChange> set_share(domain::Flag flag, domain::FlagValue value, unsigned percent, std::string who,
                                       std::string why) override;

 private:
  FlagCells cells_;
  Watchers watchers_;
  std::mutex set_mutex_;
};

}  // namespace souk::flags
