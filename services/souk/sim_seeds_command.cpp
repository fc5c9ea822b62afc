#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "domain/duration.hpp"
#include "drill/parse_drill.hpp"
#include "drill/write_drill.hpp"
#include "runtime/live_clock.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/sim_seeds.hpp"
#include "services/souk/sim_session.hpp"
#include "sim/shrink.hpp"

namespace souk {
namespace {

constexpr int kUsage = 2;
constexpr std::uint64_t kMostToFindABug = 1'000;
constexpr std::size_t kShrunkAtMost = 3;  // findings of one search; the others are told with their replay
constexpr Nanos kProgressEvery = std::chrono::milliseconds(500);

// Set by the first Ctrl-C; the second one ends the program.
volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int signal) {
  interrupted = 1;
  std::signal(signal, SIG_DFL);
}

struct SeedsArguments {
  SeedsPlan plan;
  std::string bug;
  bool all_bugs = false;
  std::string drill_file;
  std::string model_file;
  std::string out = "runs/seeds";
  double shrink_for_s = 30;
};

// A line that is written over, on a terminal only.
class Progress {
 public:
  explicit Progress(std::uint64_t count) : count_(count), shown_(::isatty(STDERR_FILENO) == 1) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void on_seed(std::uint64_t played) {
    if (!shown_ || clock_.now() < next_) return;
    next_ = clock_.now() + kProgressEvery;
    const double rate = static_cast<double>(played) / std::max(1e-3, to_s(clock_.now() - began_));
    const double left_s = static_cast<double>(count_ - std::min(count_, played)) / std::max(1e-3, rate);
    fmt::print(stderr, "\r\x1b[K{} of {} seeds, {:.0f}/s, {:.0f} s left", played, count_, rate, left_s);
    written_ = true;
  }
  void clear() {
    if (std::exchange(written_, false)) fmt::print(stderr, "\r\x1b[K");
  }
  double seconds() const { return to_s(clock_.now() - began_); }

 private:
  runtime::LiveClock clock_;
  const Instant began_ = clock_.now();
  Instant next_{};
  const std::uint64_t count_;
  const bool shown_;
  bool written_ = false;
};

std::string replay_command(std::uint64_t seed, sim::Bug bug) {
  std::string command = fmt::format("souk sim seeds --from {} --count 1", seed);
  if (bug != sim::Bug::none) command += fmt::format(" --bug {}", sim::to_string(bug));
  return command;
}

std::string in_words(const sim::DrillSize& size) {
  return fmt::format("{} steps with {} actions, {} classes at {:.4g} sessions/s, {} flags and settings, {}", size.steps,
                     size.actions, size.classes, size.sessions_per_s, size.knobs,
                     domain::duration_in_words(size.duration));
}

void print_finding(const SeedFinding& finding, sim::Bug bug) {
  fmt::print("seed {} violates:\n", finding.seed);
  for (const sim::Violation& violation : finding.violations) {
    fmt::print("  {:<12}{}\n", sim::to_string(violation.invariant), violation.text);
  }
  fmt::print("  again: {}\n", replay_command(finding.seed, bug));
  std::fflush(stdout);
}

// Into <out>/seed-S.yaml.
void shrink_finding(const sim::Setting& setting, const SeedFinding& finding, const SeedsArguments& arguments) {
  const sim::Violation& first = finding.violations.front();
  const runtime::LiveClock clock;
  const Instant until = clock.now() + from_s(arguments.shrink_for_s);
  const auto still_fails = [&](const domain::Drill& drill) {
    return sim::play_seed(setting, drill, finding.seed, arguments.plan.bug).violates(first.invariant);
  };
  const auto may_go_on = [&] { return interrupted == 0 && clock.now() < until; };
  domain::Drill small = sim::shrink(finding.drill, still_fails, may_go_on);

  const std::string path = fmt::format("{}/{}.yaml", arguments.out, small.name);
  const std::string again = fmt::format("{} --drill {}", replay_command(finding.seed, arguments.plan.bug), path);
  std::string comment = fmt::format("{}: {}\n{}\n", sim::to_string(first.invariant), first.text, again);
  if (arguments.plan.bug == sim::Bug::none) {
    comment += fmt::format("souk drill run {} --world sim --seed-world --seed {}\n", path, finding.seed);
  }
  std::error_code error;
  std::filesystem::create_directories(arguments.out, error);
  std::ofstream file(path);
  file << drill::write_drill(small, comment);
  file.close();
  if (!file) return fmt::print(stderr, "souk sim seeds: cannot write {}\n", path);
  fmt::print("  shrunk from {}\n           to {}\n  drill: {}\n", in_words(sim::size_of(finding.drill)),
             in_words(sim::size_of(small)), again);
  std::fflush(stdout);
}

SeedsOutcome search(const sim::Setting& setting, const SeedsPlan& plan, double& seconds) {
  Progress progress(plan.count);
  SeedsOutcome outcome = play_seeds(setting, plan, [&progress](std::uint64_t played) {
    progress.on_seed(played);
    return interrupted == 0;
  });
  seconds = progress.seconds();
  return outcome;
}

int search_and_report(const sim::Setting& setting, const SeedsArguments& arguments) {
  const SeedsPlan& plan = arguments.plan;
  double seconds = 0;
  const SeedsOutcome outcome = search(setting, plan, seconds);
  for (std::size_t i = 0; i < outcome.findings.size(); ++i) {
    print_finding(outcome.findings[i], plan.bug);
    if (i < kShrunkAtMost && interrupted == 0 && arguments.shrink_for_s > 0) {
      shrink_finding(setting, outcome.findings[i], arguments);
    }
  }
  fmt::print("{} seeds in {:.1f} s ({:.0f}/s; {} of virtual time, {:.1f} million entries): {} with a violation{}\n",
             outcome.played, seconds, static_cast<double>(outcome.played) / std::max(1e-3, seconds),
             domain::duration_in_words(std::chrono::floor<std::chrono::seconds>(outcome.virtual_time)),
             static_cast<double>(outcome.entries) / 1e6, outcome.findings.size(),
             interrupted != 0 ? "; interrupted" : "");
  if (plan.bug != sim::Bug::none) return outcome.findings.empty() ? 1 : 0;
  return outcome.findings.empty() && interrupted == 0 ? 0 : 1;
}

int try_all_bugs(const sim::Setting& setting, SeedsArguments arguments) {
  fmt::print("{:<20}{:>8}{:>10}  {}\n", "bug", "seed", "seconds", "found by");
  bool all = true;
  for (std::size_t i = 1; i < sim::kBugNames.size() && interrupted == 0; ++i) {
    arguments.plan.bug = static_cast<sim::Bug>(i);
    arguments.plan.until_found = true;
    double seconds = 0;
    const SeedsOutcome outcome = search(setting, arguments.plan, seconds);
    const bool found = !outcome.findings.empty();
    all = all && found;
    const SeedFinding finding = found ? outcome.findings.front() : SeedFinding();
    fmt::print("{:<20}{:>8}{:>10.1f}  {}\n", sim::kBugNames[i], found ? std::to_string(finding.seed) : "-", seconds,
               found
                   ? fmt::format("{}: {}", sim::to_string(finding.violations[0].invariant), finding.violations[0].text)
                   : fmt::format("not found in {} seeds", outcome.played));
    std::fflush(stdout);
  }
  return all && interrupted == 0 ? 0 : 1;
}

// One drill from a file, with each of the seeds.
int replay(const sim::Setting& setting, const SeedsArguments& arguments) {
  drill::ParsedDrill parsed = drill::parse_drill_file(arguments.drill_file);
  for (const drill::Mistake& mistake : parsed.mistakes) fmt::print(stderr, "{}\n", mistake.text());
  if (!parsed.drill) return kUsage;
  bool violated = false;
  for (std::uint64_t i = 0; i < arguments.plan.count && interrupted == 0; ++i) {
    const std::uint64_t seed = arguments.plan.from + i;
    const sim::SeedRun run = sim::play_seed(setting, *parsed.drill, seed, arguments.plan.bug);
    violated = violated || !run.violations.empty();
    fmt::print("seed {}: {}\n", seed, run.violations.empty() ? "every invariant holds" : "violates");
    for (const sim::Violation& violation : run.violations) {
      fmt::print("  {:<12}{}\n", sim::to_string(violation.invariant), violation.text);
    }
  }
  return violated == (arguments.plan.bug != sim::Bug::none) ? 0 : 1;
}

int run_seeds(SeedsArguments arguments, bool count_given) {
  const Result<sim::Model> model = load_model(arguments.model_file);
  if (!model) {
    fmt::print(stderr, "souk sim seeds: {}\n", model.error().detail);
    return kUsage;
  }
  const Result<sim::Setting> setting = sim::make_setting(*model, sim::seeds_catalogue());
  if (!setting) {
    fmt::print(stderr, "souk sim seeds: {}\n", setting.error().detail);
    return kUsage;
  }
  if (!arguments.bug.empty()) arguments.plan.bug = *sim::find_bug(arguments.bug);
  const bool looks_for_bugs = arguments.all_bugs || arguments.plan.bug != sim::Bug::none;
  if (looks_for_bugs && !count_given) arguments.plan.count = kMostToFindABug;
  arguments.plan.until_found = looks_for_bugs;
  interrupted = 0;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  if (!arguments.drill_file.empty()) return replay(*setting, arguments);
  if (arguments.all_bugs) return try_all_bugs(*setting, arguments);
  return search_and_report(*setting, arguments);
}

}  // namespace

void add_sim_seeds_command(CLI::App& sim, int& exit_code) {
  auto arguments = std::make_shared<SeedsArguments>();
  CLI::App* command = sim.add_subcommand(
      "seeds", "Random users, flags, crashes and faults against what must always hold, a small run for each seed");
  CLI::Option* count = command->add_option("--count", arguments->plan.count, "Seeds to play (1000 with --bug, --bugs)")
                           ->check(CLI::PositiveNumber)
                           ->capture_default_str();
  command->add_option("--from", arguments->plan.from, "The first seed")->capture_default_str();
  CLI::Option* bug =
      command->add_option("--bug", arguments->bug, "Plant a mistake and search until it is found")
          ->check(CLI::IsMember(std::vector<std::string>(sim::kBugNames.begin() + 1, sim::kBugNames.end())));
  command->add_flag("--bugs", arguments->all_bugs, "Plant each in turn, and say which seed finds it")->excludes(bug);
  command->add_option("--drill", arguments->drill_file, "Play this drill instead of random ones, such as a shrunk one");
  command->add_option("--out", arguments->out, "Folder of shrunk drills")->capture_default_str();
  command->add_option("--shrink-for", arguments->shrink_for_s, "Seconds to make a failing drill smaller; 0: leave it")
      ->capture_default_str();
  command->add_option("--threads", arguments->plan.threads, "0: one for each core")->capture_default_str();
  command->add_option("--model", arguments->model_file, "A machine as `souk calibrate` measured it");
  command->footer(
      "Exit status: 0 every invariant held (with --bug, --bugs: each was found), 1 not so, 2 usage.\n"
      "Examples:\n"
      "  souk sim seeds --count 1000\n"
      "  souk sim seeds --from 4711 --count 1                    the same run again\n"
      "  souk sim seeds --bug ack-before-sync --out /tmp/seeds   and a small drill that shows it\n"
      "  souk sim seeds --bugs");
  command->callback([arguments, count, &exit_code] { exit_code = run_seeds(*arguments, count->count() > 0); });
}

}  // namespace souk
