#include "services/souk/sim_session.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "report/write_report.hpp"
#include "runtime/interrupt.hpp"
#include "services/souk/drill_view.hpp"
#include "sim/seed_run.hpp"
#include "sim/world.hpp"

namespace souk {

Result<sim::Model> load_model(const std::string& path) {
  if (path.empty()) return sim::default_model();
  std::ifstream file(path);
  if (!file) return fail(Errc::io, "cannot read the model " + path + "; `souk calibrate --out " + path + "` makes one");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  Result<sim::Model> model = sim::parse_model(text);
  if (!model) return fail(model.error().code, path + ": " + model.error().detail);
  return model;
}

Result<domain::DrillResult> simulate_drill(const domain::Drill& drill, const DrillSessionOptions& options,
                                           const sim::Model& model) {
  std::error_code error;
  std::filesystem::create_directories(options.out_folder, error);
  if (error) return fail(Errc::io, "cannot make the folder " + options.out_folder + ": " + error.message());
  const Result<sim::Setting> setting =
      sim::make_setting(model, options.seed_world ? sim::seeds_catalogue() : options.catalogue);
  if (!setting) return setting.error();
  sim::WorldOptions world_options = options.seed_world ? sim::seed_world(options.seed) : sim::WorldOptions();
  world_options.seed = options.seed;
  const runtime::Interrupt interrupt;
  DrillView view;
  sim::World world(*setting, world_options);
  domain::DrillResult result = world.play(drill, view, options.twin, [&interrupt] { return interrupt.requested(); });
  view.finish();
  const Result<void> written = report::write_report(result, options.out_folder);
  if (!written) return written.error();
  return result;
}

}  // namespace souk
