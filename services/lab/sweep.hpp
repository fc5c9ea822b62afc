// A sweep: a drill played on a grid of two of its numbers, several seeds a cell, each run told in a word
// (domain::RunClass). Shows where the tipping point is, and how sharp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/interval.hpp"
#include "domain/run_class.hpp"
#include "services/lab/axis.hpp"
#include "services/lab/watch.hpp"
#include "sim/world.hpp"

namespace souk::lab {

inline constexpr std::size_t kMostCells = 1'024;
inline constexpr std::size_t kMostSeeds = 1'000;

struct SweepPlan {
  domain::Drill drill;
  Axis x;
  std::optional<Axis> y;  // none: one row
  std::uint64_t first_seed = 1;
  std::size_t seeds = 3;
  Nanos watch{0};     // after the trigger at most; 0 = as the drill says
  bool lean = false;  // runs of the lean model instead of the simulator's
};

struct SweepRun {
  std::uint64_t seed = 0;
  domain::RunFigures figures;
};

struct SweepCell {
  std::size_t x = 0, y = 0;           // indices into the axes
  std::vector<std::string> settings;  // "flags.worker-limit=64": what `souk drill run --set` takes
  std::vector<SweepRun> runs;         // by seed; fewer than planned when the sweep was interrupted

  std::size_t count(domain::RunClass run_class) const;
  std::size_t valid() const { return runs.size() - count(domain::RunClass::invalid); }
  // The commonest, of equally common ones the worst; none without a run.
  std::optional<domain::RunClass> run_class() const;
  // Share of the valid runs that are of the class, and how sure that is.
  double share(domain::RunClass run_class) const;
  domain::Interval interval(domain::RunClass run_class) const {
    return domain::wilson_interval(count(run_class), valid());
  }
  // Over the runs that have it; none if there are none.
  std::optional<double> mean(std::optional<double> domain::RunFigures::*figure) const;
};

struct Sweep {
  SweepPlan plan;
  std::vector<SweepCell> cells;  // row by row, from the smallest y
  bool complete = false;         // every planned run was played
  std::size_t rows() const { return plan.y ? plan.y->values.size() : 1; }
  const SweepCell& at(std::size_t x, std::size_t y) const { return cells[y * plan.x.values.size() + x]; }
};

// Checks the plan without playing. Errors: invalid_argument (the same number twice, too many cells or seeds, a cell
// that is no drill or cannot be classified, or is beyond the lean model).
Result<void> check(const SweepPlan& plan);

// Plays it on `threads` threads; the result depends on the plan and the setting alone. Every cell gets its first seed
// before any gets its second, so that an interrupted sweep has something of each. Errors: those of check().
Result<Sweep> run_sweep(const sim::Setting& setting, SweepPlan plan, unsigned threads, const Watch& watch = {});

}  // namespace souk::lab
