// What the experiments of `souk sim` share: a drill, a machine, Ctrl-C, the estimate of the time, a line of progress.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/drill.hpp"
#include "runtime/interrupt.hpp"
#include "services/lab/watch.hpp"
#include "sim/world.hpp"

namespace CLI {
class App;
}

namespace souk {

// Exit statuses of `souk sim ...` beside 0 and 1.
inline constexpr int kUsage = 2;
inline constexpr int kInterrupted = 3;

struct LabArguments {
  std::string name;  // of the command, for messages
  std::string file;
  std::vector<std::string> settings;  // --set
  std::string model_file;
  std::string out;
  std::uint64_t first_seed = 1;
  std::size_t seeds = 3;
  unsigned threads = 0;  // 0: all cores
  bool list = false;
  bool yes = false;
};

void add_lab_options(CLI::App& command, LabArguments& arguments);

// The drill with --set applied; complains and gives nothing if there is none.
std::optional<domain::Drill> lab_drill(const LabArguments& arguments);
// Model and catalogue; complains.
std::optional<sim::Setting> lab_setting(const LabArguments& arguments);
void complain(const LabArguments& arguments, const std::string& what);
unsigned lab_threads(const LabArguments& arguments);

// Prints every number of the drill with its value.
void print_numbers(const domain::Drill& drill);

// Catches Ctrl-C, prints the estimate, refuses more than ten minutes without --yes, and keeps a line of progress.
class LabView {
 public:
  explicit LabView(const LabArguments& arguments);
  lab::Watch watch();
  bool refused() const { return refused_; }
  void finish();

 private:
  bool accept(double per_run_s, double all_s);
  void print(std::size_t done, std::size_t of, double remaining_s);

  const LabArguments& arguments_;
  const runtime::Interrupt interrupt_;
  const bool terminal_;
  bool refused_ = false;
  bool line_open_ = false;
  int prints_ = 0;
};

// Writes `json` and `html` as <out>/<name>.json and .html and says so; complains and returns false if it cannot.
bool write_results(const LabArguments& arguments, const std::string& name, const std::string& json,
                   const std::string& html);
// 0, or kInterrupted and a message that says how far it came.
int exit_code_of(const LabArguments& arguments, bool complete, std::size_t played, std::size_t planned);
// The command line that the user gave, as a shell takes it.
std::string command_line(const std::vector<std::string>& words);

}  // namespace souk
