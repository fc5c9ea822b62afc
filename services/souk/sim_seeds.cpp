#include "services/souk/sim_seeds.hpp"

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

namespace souk {
namespace {

class Search {
 public:
  Search(const sim::Setting& setting, const SeedsPlan& plan, const std::function<bool(std::uint64_t)>& on_seed)
      : setting_(setting), plan_(plan), on_seed_(on_seed), next_(plan.from), end_(plan.from + plan.count) {}

  void work() {
    while (const std::optional<std::uint64_t> seed = take()) {
      domain::Drill drill = sim::random_drill(*seed);
      sim::SeedRun run = sim::play_seed(setting_, drill, *seed, plan_.bug);
      keep({*seed, std::move(drill), std::move(run.violations)}, run);
    }
  }

  SeedsOutcome outcome() {
    auto& findings = outcome_.findings;
    std::sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.seed < b.seed; });
    // Threads that were ahead may have found more; the first is the same for any number of them.
    if (plan_.until_found && findings.size() > 1) findings.resize(1);
    return std::move(outcome_);
  }

 private:
  std::optional<std::uint64_t> take() {
    const std::scoped_lock lock(mutex_);
    if (stopped_ || next_ >= end_) return std::nullopt;
    return next_++;
  }

  void keep(SeedFinding finding, const sim::SeedRun& run) {
    const std::scoped_lock lock(mutex_);
    ++outcome_.played;
    outcome_.entries += run.entries;
    outcome_.virtual_time += run.virtual_time;
    // Seeds before it that are under way are still finished.
    if (!finding.violations.empty()) {
      if (plan_.until_found) end_ = std::min(end_, finding.seed);
      outcome_.findings.push_back(std::move(finding));
    }
    if (!on_seed_(outcome_.played)) stopped_ = true;
  }

  const sim::Setting& setting_;
  const SeedsPlan plan_;
  const std::function<bool(std::uint64_t)>& on_seed_;
  std::mutex mutex_;  // for all below
  std::uint64_t next_;
  std::uint64_t end_;
  bool stopped_ = false;
  SeedsOutcome outcome_;
};

}  // namespace

SeedsOutcome play_seeds(const sim::Setting& setting, const SeedsPlan& plan,
                        const std::function<bool(std::uint64_t played)>& on_seed) {
  Search search(setting, plan, on_seed);
  const unsigned threads = plan.threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : plan.threads;
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([&search] { search.work(); });
    search.work();
  }
  return search.outcome();
}

}  // namespace souk
