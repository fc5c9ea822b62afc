#include "services/souk/flag_desk.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "services/souk/ofrep_token.hpp"

namespace souk {
namespace {

constexpr Nanos kLook = std::chrono::milliseconds(100);

}  // namespace

Result<std::unique_ptr<FlagDesk>> FlagDesk::open(Ports ports) {
  Result<std::vector<domain::Rollout>> kept = flags::RolloutFile(ports.folder).load();
  if (kept.has_error()) return kept.error();
  console::OfrepLimits limits;
  if (!is_loopback(ports.address)) {
    const Result<std::string> token = ofrep_token(ports.folder, ports.vault);
    if (token.has_error()) return token.error();
    limits.token = *token;
    limits.ticket = ports.vault.random_token();
  }
  return std::unique_ptr<FlagDesk>(new FlagDesk(ports, std::move(*kept), std::move(limits)));
}

FlagDesk::FlagDesk(Ports ports, std::vector<domain::Rollout> kept, console::OfrepLimits limits)
    : ports_(ports),
      file_(ports.folder),
      rollouts_(app::Rollouts::Ports{
                    ports.clock, ports.flags, ports.flags,
                    [this](domain::Component component) { return ports_.components.look()[index_of(component)].state; },
                    [this](domain::Flag flag) { return ports_.flags.rules()->has_rule(flag); },
                    [this](const std::vector<domain::Rollout>& all) { return file_.keep(all); }},
                std::move(kept)),
      ofrep_(std::move(limits), ports.clock) {}

void FlagDesk::begin(runtime::TaskThread& thread) {
  thread.spawn(follow_file());
  thread.spawn(rollouts_.run());
}

void FlagDesk::request_stop() {
  stopping_ = true;
  rollouts_.request_stop();
}

// A look costs one stat(); nothing has to be told of a change that way, on any file system.
Task<void> FlagDesk::follow_file() {
  std::string told;
  while (!stopping_) {
    const Result<bool> taken_over = ports_.flags.reload();
    const std::string problem = taken_over.has_error() ? taken_over.error().detail : std::string();
    if (problem != told) {
      if (problem.empty()) {
        spdlog::info("the flags' file is in force again");
      } else {
        spdlog::error("the flags stay as they are: {}", problem);
      }
      told = problem;
    }
    const bool reached = co_await ports_.clock.sleep_for(kLook);
    if (!reached) co_return;
  }
}

}  // namespace souk
