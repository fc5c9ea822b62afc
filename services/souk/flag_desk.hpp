// What stands around the flags of a running souk: rollouts, the door for OpenFeature clients, and the look after the
// file that people edit.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "app/component_board.hpp"
#include "app/rollouts.hpp"
#include "flags/flag_store.hpp"
#include "flags/rollout_file.hpp"
#include "ports/clock.hpp"
#include "ports/password_vault.hpp"
#include "runtime/task_thread.hpp"
#include "services/console/ofrep_guard.hpp"

namespace souk {

class FlagDesk {
 public:
  struct Ports {
    const std::string& folder;   // of the data
    const std::string& address;  // that souk listens on
    ports::Clock& clock;
    flags::FlagStore& flags;
    app::ComponentBoard& components;
    ports::PasswordVault& vault;
  };

  // Goes on with the rollouts of the last start. Errors: those of reading them, and of ofrep_token().
  static Result<std::unique_ptr<FlagDesk>> open(Ports ports);

  app::Rollouts& rollouts() { return rollouts_; }
  console::OfrepGuard& ofrep() { return ofrep_; }

  // Begins its loops on a thread that may wait for the disk; they end after request_stop().
  void begin(runtime::TaskThread& thread);
  void request_stop();

 private:
  FlagDesk(Ports ports, std::vector<domain::Rollout> kept, console::OfrepLimits limits);
  // Takes over edits of flags.json within a fraction of a second. An edit that is refused is logged once.
  Task<void> follow_file();

  Ports ports_;
  flags::RolloutFile file_;
  app::Rollouts rollouts_;
  console::OfrepGuard ofrep_;
  std::atomic<bool> stopping_{false};
};

}  // namespace souk
