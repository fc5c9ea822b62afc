#include "services/souk/sim_lab.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "domain/drill_numbers.hpp"
#include "domain/duration.hpp"
#include "drill/parse_drill.hpp"
#include "services/lab/parallel.hpp"
#include "services/souk/sim_session.hpp"

namespace souk {
namespace {

constexpr double kLongWithoutAsking = 600;  // seconds

std::string in_words(double seconds) {
  return seconds < 10 ? fmt::format("{:.1f} s", seconds)
                      : domain::duration_in_words(std::chrono::seconds(std::llround(seconds)));
}

bool write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return !file.fail();
}

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_-./=:,%+@").find(c) != std::string::npos;
}

}  // namespace

void add_lab_options(CLI::App& command, LabArguments& arguments) {
  command.add_option("drill", arguments.file, "The drill's YAML file")->required();
  command.add_flag("--list", arguments.list, "Print the numbers of the drill with their values, and end");
  command.add_option("--set", arguments.settings, "PATH=VALUE: changes a number of the drill first; may be repeated")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--seeds", arguments.seeds, "Runs, each with its own seed")->capture_default_str();
  command.add_option("--seed", arguments.first_seed, "The first seed")->capture_default_str();
  command.add_option("--model", arguments.model_file, "The machine, as `souk calibrate` measured it");
  command.add_option("--threads", arguments.threads, "Worlds at a time (default: one a core)")
      ->check(CLI::Range(1U, 256U));
  command.add_option("--out", arguments.out, "Folder of the results")->capture_default_str();
  command.add_flag("--yes", arguments.yes, "Go on even if it takes more than ten minutes");
}

void complain(const LabArguments& arguments, const std::string& what) {
  fmt::print(stderr, "souk sim {}: {}\n", arguments.name, what);
}

std::optional<domain::Drill> lab_drill(const LabArguments& arguments) {
  drill::ParsedDrill parsed = drill::parse_drill_file(arguments.file);
  for (const drill::Mistake& mistake : parsed.mistakes) fmt::print(stderr, "{}\n", mistake.text());
  if (!parsed.drill) return std::nullopt;
  if (!parsed.drill->plays_in(domain::World::sim)) {
    complain(arguments, arguments.file + " is not for the world \"sim\"");
    return std::nullopt;
  }
  for (const std::string& setting : arguments.settings) {
    if (const Result<void> set = domain::apply_assignment(*parsed.drill, setting); !set) {
      complain(arguments, set.error().detail);
      return std::nullopt;
    }
  }
  return std::move(parsed.drill);
}

std::optional<sim::Setting> lab_setting(const LabArguments& arguments) {
  const Result<sim::Model> model = load_model(arguments.model_file);
  if (!model) {
    complain(arguments, model.error().detail);
    return std::nullopt;
  }
  // The catalogue of `souk drill run`: it is made once and shared, and a run of its own is then the same run.
  Result<sim::Setting> setting = sim::make_setting(*model, domain::CatalogueSpec{});
  if (!setting) {
    complain(arguments, setting.error().detail);
    return std::nullopt;
  }
  return std::move(*setting);
}

unsigned lab_threads(const LabArguments& arguments) {
  return arguments.threads > 0 ? arguments.threads : lab::all_cores();
}

void print_numbers(const domain::Drill& drill) {
  for (const domain::DrillNumber& number : domain::numbers_of(drill)) {
    const bool unit_in_text = number.kind == domain::NumberKind::time;
    fmt::print("{:<46} {}{}{}\n", number.path, domain::number_text(number, number.value),
               unit_in_text || number.unit.empty() ? "" : " " + number.unit, number.is_default ? "   (default)" : "");
  }
}

LabView::LabView(const LabArguments& arguments) : arguments_(arguments), terminal_(::isatty(STDOUT_FILENO) == 1) {}

lab::Watch LabView::watch() {
  lab::Watch watch;
  watch.stop = [this] { return interrupt_.requested(); };
  watch.go_on = [this](double per_run_s, double all_s) { return accept(per_run_s, all_s); };
  watch.report = [this](std::size_t done, std::size_t of, double remaining_s) { print(done, of, remaining_s); };
  return watch;
}

bool LabView::accept(double per_run_s, double all_s) {
  finish();
  fmt::print("{} a run, about {} for the rest on {} threads\n", in_words(per_run_s), in_words(all_s),
             lab_threads(arguments_));
  std::fflush(stdout);
  if (all_s <= kLongWithoutAsking || arguments_.yes) return true;
  complain(arguments_, "that is more than ten minutes: take fewer steps or seeds, or add --yes");
  refused_ = true;
  return false;
}

void LabView::print(std::size_t done, std::size_t of, double remaining_s) {
  // Twice a second on a terminal, every ten seconds into a file.
  if (!terminal_ && ++prints_ % 20 != 0) return;
  const std::string rest = done == 0 ? "" : ", about " + in_words(remaining_s) + " left";
  fmt::print("{}{} of {} runs{}{}", terminal_ ? "\r\x1b[K" : "", done, of, rest, terminal_ ? "" : "\n");
  std::fflush(stdout);
  line_open_ = terminal_;
}

void LabView::finish() {
  if (line_open_) fmt::print("\r\x1b[K");
  line_open_ = false;
}

bool write_results(const LabArguments& arguments, const std::string& name, const std::string& json,
                   const std::string& html) {
  const std::filesystem::path folder = arguments.out;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !write(folder / (name + ".json"), json) || !write(folder / (name + ".html"), html)) {
    complain(arguments, "cannot write into the folder " + folder.string());
    return false;
  }
  fmt::print("{}: {}/{}.html\n", name, arguments.out, name);
  return true;
}

int exit_code_of(const LabArguments& arguments, bool complete, std::size_t played, std::size_t planned) {
  if (complete) return 0;
  complain(arguments,
           fmt::format("interrupted after {} of {} runs: the results hold what was played by then", played, planned));
  return kInterrupted;
}

std::string command_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

}  // namespace souk
