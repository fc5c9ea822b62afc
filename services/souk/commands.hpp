// The subcommands of `souk`, one file each. Each registers itself and leaves its exit status in `exit_code`.
#pragma once

namespace CLI {
class App;
}

namespace souk {

void add_up_command(CLI::App& app, int& exit_code);
void add_drill_command(CLI::App& app, int& exit_code);
void add_flags_command(CLI::App& app, int& exit_code);
// To the subcommand `flags`.
void add_flags_drill_command(CLI::App& flags, int& exit_code);
void add_incident_command(CLI::App& app, int& exit_code);
void add_deploy_command(CLI::App& app, int& exit_code);
void add_catalog_command(CLI::App& app, int& exit_code);
void add_catalog_import_command(CLI::App& catalog, int& exit_code);
void add_search_command(CLI::App& app, int& exit_code);
void add_top_command(CLI::App& app, int& exit_code);
void add_profile_command(CLI::App& app, int& exit_code);
void add_reconcile_command(CLI::App& app, int& exit_code);
void add_counts_command(CLI::App& app, int& exit_code);
void add_calibrate_command(CLI::App& app, int& exit_code);
void add_fidelity_command(CLI::App& app, int& exit_code);
void add_sim_command(CLI::App& app, int& exit_code);
void add_sim_seeds_command(CLI::App& sim, int& exit_code);
void add_sim_sweep_command(CLI::App& sim, int& exit_code);
void add_sim_hysteresis_command(CLI::App& sim, int& exit_code);
void add_vendors_command(CLI::App& app, int& exit_code);
void add_version_command(CLI::App& app, int& exit_code);

}  // namespace souk
