// A drill of seconds and a catalogue of a few apps, so that the lab's tests can afford whole runs.
#pragma once

#include <stdexcept>

#include "domain/drill_numbers.hpp"
#include "drill/parse_drill.hpp"
#include "sim/world.hpp"

namespace souk::lab {

// march-2020-no-action, shortened.
inline domain::Drill short_drill() {
  drill::ParsedDrill parsed = drill::parse_drill_file(SOUK_SOURCE_DIR "/loadtests/drills/march-2020-no-action.yaml");
  domain::Drill drill = parsed.drill.value();
  for (const char* change : {"calibrate.for=500ms", "calibrate.core_for=500ms", "timeline.begin.duration=5s",
                             "timeline.burst.duration=5s", "timeline.burst-over.duration=12s"}) {
    if (const Result<void> done = domain::apply_assignment(drill, change); !done) {
      throw std::invalid_argument(done.error().detail);
    }
  }
  drill.metastability->down_for = std::chrono::seconds(6);
  return drill;
}

inline sim::Setting small_setting() {
  domain::CatalogueSpec spec;
  spec.apps = 200;
  spec.vendors = 50;
  spec.active_installs = 100'000;
  spec.large_apps = 20;
  spec.instances = 100;
  return sim::make_setting(sim::default_model(), spec).value();
}

}  // namespace souk::lab
