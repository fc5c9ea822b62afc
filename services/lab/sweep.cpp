#include "services/lab/sweep.hpp"

#include <algorithm>
#include <utility>

#include "services/lab/watched_run.hpp"
#include "sim/lean_world.hpp"

namespace souk::lab {
namespace {

using domain::RunClass;

struct Job {
  std::size_t cell = 0, seed = 0;  // indices
};

Result<domain::Drill> drill_of(const SweepPlan& plan, const std::vector<std::string>& settings) {
  domain::Drill drill = plan.drill;
  for (const std::string& setting : settings) {
    if (const Result<void> done = domain::apply_assignment(drill, setting); !done) return done.error();
  }
  return domain::watched_drill(drill, plan.watch);
}

std::vector<SweepCell> cells_of(const SweepPlan& plan) {
  std::vector<SweepCell> cells;
  const std::size_t rows = plan.y ? plan.y->values.size() : 1;
  for (std::size_t y = 0; y < rows; ++y) {
    for (std::size_t x = 0; x < plan.x.values.size(); ++x) {
      SweepCell cell{x, y, {plan.x.assignment(x)}, {}};
      if (plan.y) cell.settings.push_back(plan.y->assignment(y));
      cells.push_back(std::move(cell));
    }
  }
  return cells;
}

// Seed by seed; the corners first, because the estimate of the time is made from them.
std::vector<Job> jobs_of(std::size_t cells, std::size_t seeds) {
  std::vector<Job> jobs;
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    for (std::size_t cell = 0; cell < cells; ++cell) jobs.push_back({cell, seed});
    if (seed == 0) std::swap(jobs[1], jobs[cells - 1]);
  }
  return jobs;
}

}  // namespace

std::size_t SweepCell::count(RunClass run_class) const {
  return static_cast<std::size_t>(std::count_if(
      runs.begin(), runs.end(), [run_class](const SweepRun& run) { return run.figures.run_class == run_class; }));
}

std::optional<RunClass> SweepCell::run_class() const {
  std::optional<RunClass> commonest;
  for (const RunClass candidate :
       {RunClass::invalid, RunClass::healthy, RunClass::degraded, RunClass::metastable, RunClass::down}) {
    if (count(candidate) == 0) continue;
    if (!commonest || *commonest == RunClass::invalid || count(candidate) >= count(*commonest)) commonest = candidate;
  }
  return commonest;
}

double SweepCell::share(RunClass run_class) const {
  return valid() == 0 ? 0 : static_cast<double>(count(run_class)) / static_cast<double>(valid());
}

std::optional<double> SweepCell::mean(std::optional<double> domain::RunFigures::*figure) const {
  double sum = 0, values = 0;
  for (const SweepRun& run : runs) {
    if (!(run.figures.*figure)) continue;
    sum += *(run.figures.*figure);
    values += 1;
  }
  if (values == 0) return std::nullopt;
  return sum / values;
}

Result<void> check(const SweepPlan& plan) {
  const auto refuse = [](std::string why) { return fail(Errc::invalid_argument, std::move(why)); };
  if (plan.y && plan.y->number.path == plan.x.number.path) {
    return refuse("both axes are " + plan.x.number.path + "; take two different numbers");
  }
  const std::size_t cells = plan.x.values.size() * (plan.y ? plan.y->values.size() : 1);
  if (cells > kMostCells) {
    return refuse(std::to_string(cells) + " cells are too many, " + std::to_string(kMostCells) +
                  " are allowed; take fewer steps");
  }
  if (plan.seeds < 1 || plan.seeds > kMostSeeds) {
    return refuse("seeds a cell: from 1 to " + std::to_string(kMostSeeds));
  }
  for (const SweepCell& cell : cells_of(plan)) {
    const auto drill = drill_of(plan, cell.settings);
    if (!drill) return drill.error();
    if (!plan.lean) continue;
    if (const auto known = sim::lean_can_play(*drill); !known) return known;
  }
  return {};
}

Result<Sweep> run_sweep(const sim::Setting& setting, SweepPlan plan, unsigned threads, const Watch& watch) {
  if (const Result<void> fits = check(plan); !fits) return fits.error();
  Sweep sweep;
  sweep.cells = cells_of(plan);
  sweep.plan = std::move(plan);
  std::vector<domain::Drill> drills;
  for (const SweepCell& cell : sweep.cells) drills.push_back(drill_of(sweep.plan, cell.settings).value());

  const std::vector<Job> jobs = jobs_of(sweep.cells.size(), sweep.plan.seeds);
  // One place a run, so that the threads' order leaves no trace. A run that Ctrl-C cut short is not one.
  std::vector<std::optional<SweepRun>> runs(jobs.size());
  const auto play = [&](std::size_t index) {
    const Job& job = jobs[index];
    const std::uint64_t seed = sweep.plan.first_seed + job.seed;
    domain::RunFigures figures = sweep.plan.lean ? classify_lean_run(setting.model, drills[job.cell], seed, watch.stop)
                                                 : classify_run(setting, drills[job.cell], seed, watch.stop);
    if (!watch.stop()) runs[index] = SweepRun{seed, std::move(figures)};
  };
  run_watched(jobs.size(), 2, threads, watch, play);

  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (runs[i]) sweep.cells[jobs[i].cell].runs.push_back(std::move(*runs[i]));
  }
  std::size_t played = 0;
  for (SweepCell& cell : sweep.cells) {
    std::sort(cell.runs.begin(), cell.runs.end(), [](const auto& a, const auto& b) { return a.seed < b.seed; });
    played += cell.runs.size();
  }
  sweep.complete = played == jobs.size();
  return sweep;
}

}  // namespace souk::lab
