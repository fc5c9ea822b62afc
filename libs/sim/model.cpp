#include "sim/model.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "sim/default_model.hpp"
#include "sim/model_fields.hpp"

namespace souk::sim {
namespace {

constexpr unsigned kMaxCores = 4'096;
constexpr double kMaxPages = 1e6;
constexpr double kMaxSharing = 100;  // a disk that takes a hundred times as long for two is a mistake

Error bad(const std::string& field, const char* what) { return fail(Errc::invalid_argument, field + ": " + what); }

// As std::llround, for durations; several draws a simulated request go through it.
std::int64_t rounded(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  const double rest = value - static_cast<double>(whole);
  return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0);
}

Nanos between(Nanos low, Nanos high, double fraction) {
  return Nanos{rounded(std::lerp(static_cast<double>(low.count()), static_cast<double>(high.count()), fraction))};
}

double mean_of(const std::vector<Nanos>& samples) {
  double sum = 0;
  for (const Nanos sample : samples) sum += static_cast<double>(sample.count());
  return sum / static_cast<double>(samples.size());
}

// Moves the quantiles of the tail, the outer ones first, until the mean is that of the samples.
void keep_mean(ServiceTime& time, double mean) {
  constexpr std::size_t k999 = 9, k95 = 7;
  for (std::size_t i = k999; i >= k95; --i) {
    const double weight = (ServiceTime::kQuantiles[i + 1] - ServiceTime::kQuantiles[i - 1]) / 2;
    const double missing = mean - static_cast<double>(time.mean().count());
    time.at[i] = std::clamp(time.at[i] + Nanos{std::llround(missing / weight)}, time.at[i - 1], time.at[i + 1]);
  }
}

Result<void> check(const std::string& field, const ServiceTime& time) {
  if (time.at.front() < Nanos{0}) return bad(field, "is negative");
  if (!std::is_sorted(time.at.begin(), time.at.end())) return bad(field, "its quantiles must ascend");
  return {};
}

Result<void> check(const std::string& field, Nanos duration) {
  if (duration < Nanos{0}) return bad(field, "is negative");
  return {};
}

Result<void> check_number(const std::string& field, double number, double most) {
  if (!(number >= 0)) return bad(field, "is negative");
  if (number > most) return bad(field, "is too large");
  return {};
}

Result<void> check(const std::string& field, const TransactionCost& cost) {
  if (auto cpu = check(field + ".cpu", cost.cpu); !cpu) return cpu;
  if (auto per_item = check(field + ".cpu_per_item", cost.cpu_per_item); !per_item) return per_item;
  if (auto pages = check_number(field + ".pages", cost.pages, kMaxPages); !pages) return pages;
  if (auto pages = check_number(field + ".pages_per_item", cost.pages_per_item, kMaxPages); !pages) return pages;
  // A write without a cost would let the simulated writer do any number of them in no time.
  if (cost.writes && cost.cpu.at.back() == Nanos{0}) return bad(field + ".cpu", "a write costs something");
  return {};
}

Result<void> check(const std::vector<CrowdCost>& crowd) {
  unsigned before = 0;
  for (std::size_t i = 0; i < crowd.size(); ++i) {
    const std::string field = "crowd[" + std::to_string(i) + "]";
    if (crowd[i].workers <= before) return bad(field + ".workers", "must ascend from 1");
    before = crowd[i].workers;
    if (auto cpu = check(field + ".cpu", crowd[i].cpu); !cpu) return cpu;
    if (auto wait = check(field + ".wait", crowd[i].wait); !wait) return wait;
  }
  return {};
}

}  // namespace

ServiceTime ServiceTime::constant(Nanos duration) {
  ServiceTime time;
  time.at.fill(duration);
  return time;
}

ServiceTime ServiceTime::of_samples(std::vector<Nanos> samples) {
  std::sort(samples.begin(), samples.end());
  ServiceTime time;
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    // Linear between order statistics (Hyndman and Fan 1996, definition 7).
    const double rank = kQuantiles[i] * static_cast<double>(samples.size() - 1);
    const auto below = static_cast<std::size_t>(rank);
    const std::size_t above = std::min(below + 1, samples.size() - 1);
    time.at[i] = between(samples[below], samples[above], rank - static_cast<double>(below));
  }
  keep_mean(time, mean_of(samples));
  return time;
}

Nanos ServiceTime::draw(domain::Random& random) const {
  const double u = random.uniform();
  const auto above =
      static_cast<std::size_t>(std::upper_bound(kQuantiles.begin() + 1, kQuantiles.end() - 1, u) - kQuantiles.begin());
  const double low = kQuantiles[above - 1];
  return between(at[above - 1], at[above], (u - low) / (kQuantiles[above] - low));
}

Nanos ServiceTime::mean() const {
  double sum = 0;
  for (std::size_t i = 1; i < at.size(); ++i) {
    sum += (kQuantiles[i] - kQuantiles[i - 1]) * static_cast<double>(at[i - 1].count() + at[i].count()) / 2;
  }
  return Nanos{std::llround(sum)};
}

Model Model::at_speed(double speed) const {
  Model slower = *this;
  if (speed == 1) return slower;
  const auto stretch = [speed](Nanos& time) { time = Nanos{std::llround(static_cast<double>(time.count()) / speed)}; };
  const auto stretch_all = [&stretch](ServiceTime& time) {
    for (Nanos& at : time.at) stretch(at);
  };
  for_each_time(slower, [&](const std::string&, auto& time) {
    if constexpr (std::is_same_v<std::decay_t<decltype(time)>, Nanos>) {
      stretch(time);
    } else {
      stretch_all(time);
    }
  });
  for_each_transaction(slower, [&](const std::string&, TransactionCost& cost) {
    stretch_all(cost.cpu);
    stretch(cost.cpu_per_item);
  });
  for (CrowdCost& cost : slower.crowd) {
    stretch(cost.cpu);
    stretch(cost.wait);
  }
  return slower;
}

CrowdCost Model::crowd_of(std::size_t workers) const {
  const auto size = static_cast<unsigned>(workers);
  if (crowd.empty()) return {size, Nanos{0}, Nanos{0}};
  if (crowd.size() == 1 || size <= crowd.front().workers) return {size, crowd.front().cpu, crowd.front().wait};
  // The first point that is not below, or the last.
  const auto above =
      std::find_if(crowd.begin() + 1, crowd.end() - 1, [size](const CrowdCost& cost) { return cost.workers >= size; });
  const auto below = above - 1;
  const auto log = [](unsigned of) { return std::log2(static_cast<double>(of)); };
  const double part = (log(size) - log(below->workers)) / (log(above->workers) - log(below->workers));
  return {size, std::max(Nanos{0}, between(below->cpu, above->cpu, part)),
          std::max(Nanos{0}, between(below->wait, above->wait, part))};
}

Result<void> validate(const Model& model) {
  if (model.cores == 0) return bad("cores", "there must be one at least");
  if (model.cores > kMaxCores) return bad("cores", "there are more than 4096");
  Result<void> fine = check_number("disk_sharing", model.disk_sharing, kMaxSharing);
  for_each_time(model, [&fine](const std::string& field, const auto& time) {
    if (fine) fine = check(field, time);
  });
  for_each_transaction(model, [&fine](const std::string& kind, const TransactionCost& cost) {
    if (fine) fine = check("transactions." + kind, cost);
  });
  if (fine) fine = check(model.crowd);
  return fine;
}

Model default_model() {
  static const Model model = parse_model(default_model_json()).value();
  return model;
}

}  // namespace souk::sim
