// `souk load`: the open-loop generator on the command line.
#pragma once

#include <CLI/App.hpp>

namespace souk::load {

// Adds the subcommand `load` to `app`. When parsing selects it, it runs at once, prints a summary to stdout (progress
// to stderr if that is a terminal) and sets `exit_code`: 0 figures can be trusted, 2 usage, 3 the run is invalid (the
// generator fell behind) or its results could not be written. Both references must outlive parsing.
void add_load_command(CLI::App& app, int& exit_code);

}  // namespace souk::load
