#include "domain/rollout.hpp"

namespace souk::domain {
namespace {

constexpr std::size_t kMostSteps = 20;
constexpr std::size_t kMostWords = 1'500;  // bytes of who and why: both go into the reason of each step
constexpr std::int64_t kShortestMs = 1'000;

bool is_broken(ComponentState state) {
  return state == ComponentState::degraded || state == ComponentState::partial_outage ||
         state == ComponentState::major_outage;
}

}  // namespace

Result<void> check(const Rollout& rollout) {
  if (const auto value = parse_flag_value(rollout.flag, to_text(rollout.value)); !value) return value.error();
  if (rollout.steps.empty() || rollout.steps.size() > kMostSteps) {
    return fail(Errc::invalid_argument, "a rollout has 1 to " + std::to_string(kMostSteps) + " steps");
  }
  unsigned last = 0;
  for (const unsigned percent : rollout.steps) {
    if (percent <= last || percent > 100) {
      return fail(Errc::invalid_argument, "the steps of a rollout are percentages that grow, from 1 to 100");
    }
    last = percent;
  }
  if (rollout.who.size() + rollout.why.size() > kMostWords) {
    return fail(Errc::invalid_argument,
                "\"who\" and \"why\" may have " + std::to_string(kMostWords) + " bytes together");
  }
  if (rollout.every_ms < kShortestMs || rollout.every_ms > kMsPerDay) {
    return fail(Errc::invalid_argument, "the steps of a rollout are a second to a day apart");
  }
  return {};
}

RolloutMove due(const Rollout& rollout, UnixMs now, ComponentState guard) {
  const bool guarded = rollout.guard.has_value();
  const bool broken = guarded && is_broken(guard);
  if (rollout.state == RolloutState::waiting) {
    if (now < rollout.at) return RolloutMove::none;
    if (broken) return RolloutMove::refuse;
    return guarded && guard == ComponentState::unknown ? RolloutMove::hold : RolloutMove::begin;
  }
  if (rollout.state != RolloutState::under_way) return RolloutMove::none;
  if (broken) return RolloutMove::roll_back;
  if (rollout.taken == rollout.steps.size() && !guarded) return RolloutMove::finish;
  if (now < rollout.next) return RolloutMove::none;
  if (guarded && guard == ComponentState::unknown) return RolloutMove::hold;
  return rollout.taken == rollout.steps.size() ? RolloutMove::finish : RolloutMove::step;
}

}  // namespace souk::domain
