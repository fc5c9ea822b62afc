// A deployment: every replica of the shop is replaced by a new one while the shop goes on.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace souk::domain {

// warming: made, without requests of users. serving: takes new connections. draining: finishes those it has.
enum class ReplicaState : std::uint8_t { warming, serving, draining };
inline constexpr std::array<std::string_view, 3> kReplicaStateNames{"warming", "serving", "draining"};
constexpr std::string_view to_string(ReplicaState s) { return kReplicaStateNames[static_cast<std::size_t>(s)]; }
using PerReplicaState = std::array<std::uint64_t, kReplicaStateNames.size()>;

// none: there was no deployment since the process started.
enum class DeploymentState : std::uint8_t { none, running, done, failed };
inline constexpr std::array<std::string_view, 4> kDeploymentStateNames{"none", "running", "done", "failed"};
constexpr std::string_view to_string(DeploymentState s) { return kDeploymentStateNames[static_cast<std::size_t>(s)]; }

// The latest deployment.
struct DeploymentStatus {
  DeploymentState state = DeploymentState::none;
  std::uint64_t number = 0;     // counts from 1, since the process started
  std::uint64_t failed = 0;     // of those so far
  bool one_at_a_time = false;   // deploy-guard was on when it began
  std::uint64_t replicas = 0;   // to be brought up
  std::uint64_t ready = 0;      // of those, warm and serving
  std::uint64_t reads = 0;      // made to warm up
  std::int64_t yielded_ms = 0;  // warm-up stood still because the core was slow
  std::int64_t elapsed_ms = 0;  // since it began, or until it ended
  std::string detail;           // why it failed
};

}  // namespace souk::domain
