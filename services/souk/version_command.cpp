#include <CLI/CLI.hpp>
#include <cstdio>

#include "services/souk/commands.hpp"

namespace souk {

void add_version_command(CLI::App& app, int&) {
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->callback([] { std::puts("souk " SOUK_VERSION); });
}

}  // namespace souk
