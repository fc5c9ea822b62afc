// Draws drills. What is drawn does not have to make sense, but each step has to be possible when its time comes: no
// flag of a service that is down.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "domain/random.hpp"
#include "sim/seed_run.hpp"

namespace souk::sim {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kShortestChaosMs = 2'000;
constexpr std::uint64_t kMoreChaosMs = 14'000;

template <class T, std::size_t N>
const T& one_of(const std::array<T, N>& values, domain::Random& random) {
  return values[random.below(N)];
}

// As people write them, two digits, and as a file that says so is read: division by a power of ten is exact, a product
// with one is not.
double rounded(double value) {
  const double digits = 1 - std::floor(std::log10(value));  // behind the point
  if (digits <= 0) return std::round(value);
  const double scale = std::pow(10, digits);
  return std::round(value * scale) / scale;
}

struct FlagChoice {
  const char* key;
  std::array<const char*, 3> values;
};
constexpr std::array<FlagChoice, 9> kFlags{{
    {"analytics-ingest", {"on", "on", "off"}},
    {"analytics-processing", {"on", "on", "off"}},
    {"processing-strategy", {"per_event", "batched", "batched"}},
    {"worker-autoscaling", {"on", "on", "off"}},
    {"worker-limit", {"1", "16", "128"}},
    {"catch-up-control", {"on", "off", "off"}},
    {"core-bulkhead", {"on", "on", "off"}},
    {"deadline-propagation", {"on", "on", "off"}},
    {"failure-events", {"on", "on", "off"}},
}};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed, "random drill") {}

  domain::Drill roll(std::uint64_t seed) {
    drill_.name = "seed-" + std::to_string(seed);
    drill_.title = "What seed " + std::to_string(seed) + " drew";
    drill_.worlds = {domain::World::sim};
    drill_.calibration.skip = true;
    const Nanos chaos = milliseconds(kShortestChaosMs + random_.below(kMoreChaosMs));
    drill_.duration = std::chrono::ceil<std::chrono::seconds>(chaos + kSettling + kWatched);
    add_classes();
    for (const FlagChoice& flag : kFlags) {
      if (random_.chance(0.35)) drill_.flags.push_back(draw(flag));
    }
    if (random_.chance(0.5)) drill_.settings.push_back({"workers", {static_cast<double>(1 + random_.below(64))}});
    if (random_.chance(0.3)) drill_.settings.push_back({"batch_size", {static_cast<double>(1 + random_.below(100))}});
    add_steps(chaos);
    add_calm(drill_.duration - kSettling - kWatched);
    drill_.end = {.drain_load = std::chrono::seconds(15), .drain_backlog = std::chrono::seconds(30), .reconcile = true};
    return std::move(drill_);
  }

 private:
  domain::FlagSetting draw(const FlagChoice& flag) { return {flag.key, one_of(flag.values, random_)}; }
  // Between the two, small values as likely as large ones.
  double between(double least, double most) {
    return rounded(std::exp(std::log(least) + random_.uniform() * (std::log(most) - std::log(least))));
  }
  Nanos time_between(double least_ms, double most_ms) { return milliseconds(std::lround(between(least_ms, most_ms))); }

  void add_class(const char* name, domain::UserKind kind, double least, double most) {
    domain::PlannedClass planned;
    domain::UserClass& users = planned.user_class;
    users.name = name;
    users.kind = kind;
    users.arrivals.kind = random_.chance(0.7) ? domain::ArrivalKind::poisson : domain::ArrivalKind::constant;
    users.timeout = milliseconds(one_of(std::array{200, 500, 2'000}, random_));
    users.attempts = static_cast<unsigned>(1 + random_.below(5));
    users.backoff = milliseconds(one_of(std::array{10, 50, 200}, random_));
    users.apps_per_agent = static_cast<unsigned>(random_.below(4));
    users.events_per_agent = one_of(std::array{1U, 2U, 10U, 24U}, random_);
    users.events_per_failure = static_cast<unsigned>(random_.below(3));
    planned.rate.quantity.value = between(least, most);
    drill_.workload.push_back(std::move(planned));
  }
  void add_classes() {
    add_class("installers", domain::UserKind::in_product, 3, 25);
    if (random_.chance(0.8)) add_class("agents", domain::UserKind::phone_home, 2, 30);
    if (random_.chance(0.5)) add_class("renewers", domain::UserKind::renewing_customer, 1, 10);
    if (random_.chance(0.3)) add_class("shoppers", domain::UserKind::shopper, 1, 8);
  }

  domain::LoadChange draw_load() {
    const domain::PlannedClass& planned = drill_.workload[random_.below(drill_.workload.size())];
    domain::LoadChange change;
    change.class_name = planned.user_class.name;
    change.rate.quantity.value = rounded(planned.rate.quantity.value * between(0.2, 8));
    if (random_.chance(0.3)) change.ramp = time_between(100, 2'000);
    if (std::find(changed_.begin(), changed_.end(), change.class_name) == changed_.end()) {
      changed_.push_back(change.class_name);
    }
    return change;
  }

  domain::Faults draw_disk() {
    domain::DiskFault disk;
    disk.kind = one_of(std::array{domain::DiskFault::Kind::ok, domain::DiskFault::Kind::full,
                                  domain::DiskFault::Kind::slow, domain::DiskFault::Kind::stall},
                       random_);
    if (disk.kind == domain::DiskFault::Kind::slow) disk.factor = between(2, 60);
    if (disk.kind == domain::DiskFault::Kind::stall) disk.time = time_between(50, 3'000);
    domain::Faults faults;
    faults.disk = disk;
    return faults;
  }
  domain::Faults draw_network() {
    domain::NetworkFault network;
    if (random_.chance(0.4)) network.loss = between(0.01, 0.4);
    if (random_.chance(0.5)) network.repeat = between(0.05, 0.6);
    if (random_.chance(0.4)) network.delay = time_between(1, 600);
    if (random_.chance(0.15)) network.cut = static_cast<domain::Cut>(1 + random_.below(3));
    domain::Faults faults;
    faults.network = network;
    return faults;
  }

  void add_action(domain::DrillStep& step) {
    using domain::ServiceAction;
    if (down_ && random_.chance(0.6)) {
      step.actions.emplace_back(ServiceAction::start);
      down_ = false;
      return;
    }
    const double kind = random_.uniform();
    if (kind < 0.2) {
      step.actions.emplace_back(draw_load());
    } else if (kind < 0.42) {
      step.actions.emplace_back(draw_disk());
    } else if (kind < 0.62) {
      step.actions.emplace_back(draw_network());
    } else if (down_) {
      step.actions.emplace_back(ServiceAction::start);
      down_ = false;
    } else if (kind < 0.8) {
      const auto action = one_of(
          std::array{ServiceAction::kill, ServiceAction::kill, ServiceAction::stop, ServiceAction::restart}, random_);
      step.actions.emplace_back(action);
      down_ = action != ServiceAction::restart;
    } else {
      step.actions.emplace_back(draw(kFlags[random_.below(kFlags.size())]));
    }
  }

  void add_steps(Nanos chaos) {
    std::vector<Nanos> times(1 + random_.below(12));
    for (Nanos& time : times) time = milliseconds(random_.below(static_cast<std::uint64_t>(chaos / milliseconds(1))));
    std::sort(times.begin(), times.end());
    for (std::size_t i = 0; i < times.size(); ++i) {
      domain::DrillStep step;
      step.name = "chaos-" + std::to_string(i + 1);
      step.at = times[i];
      add_action(step);
      drill_.steps.push_back(std::move(step));
    }
  }

  // Everything whole, usual rates, and the workers as the outage's cure has them: what keeps the core down in any other
  // setting is no mistake of the code's but the outage itself.
  void add_calm(Nanos at) {
    if (down_) {
      domain::DrillStep up;
      up.name = "up-again";
      up.at = at;
      up.actions.emplace_back(domain::ServiceAction::start);
      drill_.steps.push_back(std::move(up));
    }
    domain::DrillStep calm;
    calm.name = std::string(kCalmStep);
    calm.at = at;
    for (const std::string& name : changed_) {
      calm.actions.emplace_back(domain::LoadChange{name, drill_.find_class(name)->rate, std::nullopt, Nanos{0}});
    }
    for (const auto& [key, value] : {std::pair("analytics-ingest", "on"), std::pair("analytics-processing", "on"),
                                     std::pair("processing-strategy", "batched"), std::pair("worker-limit", "8")}) {
      calm.actions.emplace_back(domain::FlagSetting{key, value});
    }
    calm.actions.emplace_back(domain::no_faults());
    drill_.steps.push_back(std::move(calm));
  }

  domain::Random random_;
  domain::Drill drill_;
  std::vector<std::string> changed_;  // classes, by steps
  bool down_ = false;
};

void add_expectation(domain::Drill& drill, const char* name, domain::Metric metric, domain::Comparison comparison,
                     double bound) {
  domain::Expectation expectation;
  expectation.name = name;
  expectation.metric = metric;
  expectation.comparison = comparison;
  expectation.bound.quantity.value = bound;
  expectation.from = {domain::AnchorKind::run_end, {}, -kWatched};
  drill.expectations.push_back(std::move(expectation));
}

}  // namespace

domain::Drill random_drill(std::uint64_t seed) {
  domain::Drill drill = Dice(seed).roll(seed);
  using domain::Comparison;
  add_expectation(drill, "no event is lost", domain::Metric::lost, Comparison::equal, 0);
  add_expectation(drill, "every operation ends", domain::Metric::unclosed, Comparison::equal, 0);
  add_expectation(drill, "counts agree", domain::Metric::discrepancies, Comparison::equal, 0);
  add_expectation(drill, "the core is back", domain::Metric::core_goodput_ratio, Comparison::at_least, kRecovered);
  return drill;
}

}  // namespace souk::sim
