#include <CLI/CLI.hpp>

#include "services/souk/commands.hpp"

namespace souk {

void add_sim_command(CLI::App& app, int& exit_code) {
  CLI::App* sim = app.add_subcommand("sim", "The simulated world in bulk: thousands of runs in virtual time");
  sim->require_subcommand(1);
  add_sim_sweep_command(*sim, exit_code);
  add_sim_hysteresis_command(*sim, exit_code);
  add_sim_seeds_command(*sim, exit_code);
}

}  // namespace souk
