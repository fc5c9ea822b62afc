#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "domain/duration.hpp"
#include "drill/parse_drill.hpp"
#include "drill/write_drill.hpp"
#include "runtime/interrupt.hpp"
#include "runtime/live_clock.hpp"
#include "services/lab/seed_search.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/sim_lab.hpp"
#include "services/souk/sim_session.hpp"
#include "sim/shrink.hpp"

namespace souk {
namespace {

constexpr std::uint64_t kMostToFindABug = 1'000;
constexpr std::size_t kShrunkAtMost = 3;  // findings of one search; the others are told with their replay

using lab::SeedFinding;
using lab::SeedsOutcome;
using lab::SeedsPlan;

struct SeedsArguments {
  SeedsPlan plan;
  unsigned threads = 0;  // 0: all cores
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

  void show(std::uint64_t played) {
    if (!shown_) return;
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

// Into <out>/seed-S.yaml; after Ctrl-C as small as it is by then. False (and a message) if it cannot be written.
bool shrink_finding(const sim::Setting& setting, const SeedFinding& finding, const SeedsArguments& arguments,
                    const runtime::Interrupt& interrupt) {
  const sim::Violation& first = finding.violations.front();
  const runtime::LiveClock clock;
  const Instant until = clock.now() + from_s(arguments.shrink_for_s);
  const auto still_fails = [&](const domain::Drill& drill) {
    return sim::play_seed(setting, drill, finding.seed, arguments.plan.bug).violates(first.invariant);
  };
  const auto may_go_on = [&] { return !interrupt.requested() && clock.now() < until; };
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
  if (!file) {
    fmt::print(stderr, "souk sim seeds: cannot write {}\n", path);
    return false;
  }
  fmt::print("  shrunk from {}\n           to {}\n  drill: {}\n", in_words(sim::size_of(finding.drill)),
             in_words(sim::size_of(small)), again);
  std::fflush(stdout);
  return true;
}

unsigned threads_of(const SeedsArguments& arguments) {
  return arguments.threads > 0 ? arguments.threads : lab::all_cores();
}

SeedsOutcome search(const sim::Setting& setting, const SeedsArguments& arguments, const runtime::Interrupt& interrupt,
                    double& seconds) {
  Progress progress(arguments.plan.count);
  lab::Parallel how{threads_of(arguments)};
  how.stop = [&interrupt] { return interrupt.requested(); };
  how.report = [&progress](std::size_t played) { progress.show(played); };
  SeedsOutcome outcome = lab::play_seeds(setting, arguments.plan, how);
  seconds = progress.seconds();
  return outcome;
}

// What Ctrl-C left undone.
int interrupted_after(std::uint64_t done, std::uint64_t of, const char* what, const std::string& result) {
  fmt::print(stderr, "souk sim seeds: interrupted after {} of {} {}; {}\n", done, of, what, result);
  return kInterrupted;
}

int search_and_report(const sim::Setting& setting, const SeedsArguments& arguments,
                      const runtime::Interrupt& interrupt) {
  const SeedsPlan& plan = arguments.plan;
  fmt::print("{} seeds from {}, {} at a time\n", plan.count, plan.from, threads_of(arguments));
  std::fflush(stdout);
  double seconds = 0;
  const SeedsOutcome outcome = search(setting, arguments, interrupt, seconds);
  std::size_t written = 0;
  for (std::size_t i = 0; i < outcome.findings.size(); ++i) {
    print_finding(outcome.findings[i], plan.bug);
    if (i >= kShrunkAtMost || arguments.shrink_for_s <= 0) continue;
    written += shrink_finding(setting, outcome.findings[i], arguments, interrupt) ? 1 : 0;
  }
  fmt::print("{} seeds in {:.1f} s ({:.0f}/s; {} of virtual time, {:.1f} million entries): {} with a violation\n",
             outcome.played, seconds, static_cast<double>(outcome.played) / std::max(1e-3, seconds),
             domain::duration_in_words(std::chrono::floor<std::chrono::seconds>(outcome.virtual_time)),
             static_cast<double>(outcome.entries) / 1e6, outcome.findings.size());
  const bool found = !outcome.findings.empty();
  const int answer = found == (plan.bug != sim::Bug::none) ? 0 : 1;
  if (!interrupt.requested()) return answer;
  const int interrupted =
      interrupted_after(outcome.played, plan.count, "seeds",
                        written > 0 ? fmt::format("drills written: {}", written) : "no drill was written");
  return found ? answer : interrupted;  // a finding is one, whatever the others would have shown
}

int try_all_bugs(const sim::Setting& setting, SeedsArguments arguments, const runtime::Interrupt& interrupt) {
  fmt::print("{:<20}{:>8}{:>10}  {}\n", "bug", "seed", "seconds", "found by");
  std::fflush(stdout);
  bool all = true;
  std::size_t tried = 0;
  for (; tried + 1 < sim::kBugNames.size() && !interrupt.requested(); ++tried) {
    arguments.plan.bug = static_cast<sim::Bug>(tried + 1);
    arguments.plan.until_found = true;
    double seconds = 0;
    const SeedsOutcome outcome = search(setting, arguments, interrupt, seconds);
    const bool found = !outcome.findings.empty();
    if (!found && interrupt.requested()) break;
    all = all && found;
    const SeedFinding finding = found ? outcome.findings.front() : SeedFinding();
    fmt::print("{:<20}{:>8}{:>10.1f}  {}\n", to_string(arguments.plan.bug), found ? std::to_string(finding.seed) : "-",
               seconds,
               found
                   ? fmt::format("{}: {}", sim::to_string(finding.violations[0].invariant), finding.violations[0].text)
                   : fmt::format("not found in {} seeds", outcome.played));
    std::fflush(stdout);
  }
  const std::size_t bugs = sim::kBugNames.size() - 1;
  if (tried < bugs) return interrupted_after(tried, bugs, "bugs", "nothing is written by --bugs");
  return all ? 0 : 1;
}

// One drill from a file, with each of the seeds.
int replay(const sim::Setting& setting, const SeedsArguments& arguments, const runtime::Interrupt& interrupt) {
  drill::ParsedDrill parsed = drill::parse_drill_file(arguments.drill_file);
  for (const drill::Mistake& mistake : parsed.mistakes) fmt::print(stderr, "{}\n", mistake.text());
  if (!parsed.drill) return kUsage;
  bool violated = false;
  std::uint64_t played = 0;
  for (; played < arguments.plan.count && !interrupt.requested(); ++played) {
    const std::uint64_t seed = arguments.plan.from + played;
    const sim::SeedRun run = sim::play_seed(setting, *parsed.drill, seed, arguments.plan.bug);
    violated = violated || !run.violations.empty();
    fmt::print("seed {}: {}\n", seed, run.violations.empty() ? "every invariant holds" : "violates");
    for (const sim::Violation& violation : run.violations) {
      fmt::print("  {:<12}{}\n", sim::to_string(violation.invariant), violation.text);
    }
  }
  const int answer = violated == (arguments.plan.bug != sim::Bug::none) ? 0 : 1;
  if (played == arguments.plan.count) return answer;
  const int interrupted = interrupted_after(played, arguments.plan.count, "seeds", "nothing is written by --drill");
  return violated ? answer : interrupted;
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
  const runtime::Interrupt interrupt;
  if (!arguments.drill_file.empty()) return replay(*setting, arguments, interrupt);
  if (arguments.all_bugs) return try_all_bugs(*setting, arguments, interrupt);
  return search_and_report(*setting, arguments, interrupt);
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
  command->add_option("--threads", arguments->threads, "0: one for each core")
      ->check(CLI::Range(0U, 256U))
      ->capture_default_str();
  command->add_option("--model", arguments->model_file, "A machine as `souk calibrate` measured it");
  command->footer(
      "Exit status: 0 every invariant held (with --bug, --bugs: each was found), 1 not so, 2 usage, 3 interrupted "
      "before\n"
      "that was known. After Ctrl-C the seeds under way are finished, and what was found is told and written.\n"
      "Examples:\n"
      "  souk sim seeds --count 1000\n"
      "  souk sim seeds --from 4711 --count 1                    the same run again\n"
      "  souk sim seeds --bug ack-before-sync --out /tmp/seeds   and a small drill that shows it\n"
      "  souk sim seeds --bugs");
  command->callback([arguments, count, &exit_code] { exit_code = run_seeds(*arguments, count->count() > 0); });
}

}  // namespace souk
