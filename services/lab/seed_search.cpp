#include "services/lab/seed_search.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace souk::lab {
namespace {

class Search {
 public:
  Search(const sim::Setting& setting, const SeedsPlan& plan) : setting_(setting), plan_(plan) {}

  void play(std::size_t index) {
    const std::uint64_t seed = plan_.from + index;
    domain::Drill drill = sim::random_drill(seed);
    sim::SeedRun run = sim::play_seed(setting_, drill, seed, plan_.bug);
    keep({seed, std::move(drill), std::move(run.violations)}, run);
  }

  // Seeds begin in their order, so all before the one that was found are under way: they are still finished.
  bool enough() const { return plan_.until_found && found_; }

  SeedsOutcome outcome() {
    auto& findings = outcome_.findings;
    std::sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.seed < b.seed; });
    // Threads that were ahead may have found more; the first is the same for any number of them.
    if (plan_.until_found && findings.size() > 1) findings.resize(1);
    return std::move(outcome_);
  }

 private:
  void keep(SeedFinding finding, const sim::SeedRun& run) {
    const std::scoped_lock lock(mutex_);
    ++outcome_.played;
    outcome_.entries += run.entries;
    outcome_.virtual_time += run.virtual_time;
    if (finding.violations.empty()) return;
    found_ = true;
    outcome_.findings.push_back(std::move(finding));
  }

  const sim::Setting& setting_;
  const SeedsPlan plan_;
  std::atomic<bool> found_ = false;
  std::mutex mutex_;  // for the outcome
  SeedsOutcome outcome_;
};

}  // namespace

SeedsOutcome play_seeds(const sim::Setting& setting, const SeedsPlan& plan, const Parallel& how) {
  Search search(setting, plan);
  Parallel searching = how;
  searching.stop = [&search, &how] { return search.enough() || how.stop(); };
  run_parallel(plan.count, searching, [&search](std::size_t index) { search.play(index); });
  return search.outcome();
}

}  // namespace souk::lab
