#include "services/calibration/traffic.hpp"

namespace souk::calibration {
namespace {

constexpr std::uint64_t kEventsPerAgent = 24;
constexpr std::uint64_t kInstances = 20'000;
constexpr std::uint64_t kInHands = 2'048;  // more than the calibration's workers hold at a time

}  // namespace

std::vector<domain::PositionedEvent> Traffic::events(std::size_t count) {
  std::vector<domain::PositionedEvent> events;
  events.reserve(count);
  const std::uint64_t first = position_.fetch_add(count);
  for (std::uint64_t position = first; position < first + count; ++position) events.push_back(event_at(position));
  return events;
}

std::uint64_t Traffic::watermark() const {
  const std::uint64_t next = position_.load();
  return next > kInHands ? next - kInHands : 0;
}

domain::Command Traffic::command(domain::CommandKind kind, std::uint64_t n) const {
  domain::Random random(n, "customer");
  domain::Command command;
  command.kind = kind;
  command.instance_id = "calibration-" + std::to_string(n);
  command.app_key = app_key(random);
  return command;
}

const std::string& Traffic::app_key(domain::Random& random) const {
  const double skewed = random.uniform() * random.uniform();
  return catalogue_.apps[static_cast<std::size_t>(skewed * static_cast<double>(catalogue_.apps.size()))].key;
}

domain::PositionedEvent Traffic::event_at(std::uint64_t position) const {
  domain::Random agent(position / kEventsPerAgent, "agent");
  domain::Random random(position, "event");
  domain::PositionedEvent event;
  event.position = position;
  event.event.instance_id = domain::instance_name(agent.below(kInstances));
  event.event.source = "/instances/" + event.event.instance_id;
  event.event.id = "9f8b2c4e-" + std::to_string(position);
  event.event.type = random.chance(0.9) ? domain::EventType::heartbeat : domain::EventType::downloaded;
  event.event.app_key = app_key(random);
  event.event.occurred_at = 1'583'366'400'000 + static_cast<UnixMs>(position);
  return event;
}

}  // namespace souk::calibration
