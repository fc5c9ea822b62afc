// The sections of a drill file, each read into its part of the drill. `mistakes` gets everything that is wrong; what
// names something elsewhere in the file is checked afterwards, by check_references().
#pragma once

#include <yaml-cpp/yaml.h>

#include <vector>

#include "domain/drill.hpp"
#include "drill/map_reader.hpp"
#include "drill/mistake.hpp"

namespace souk::drill {

domain::SourcePlace place_of(const YAML::Node& node, const Mistakes& mistakes);

// `worlds`, `duration` and `resolution`.
void read_length(MapReader& map, domain::Drill& drill, Mistakes& mistakes);
void read_flags(const YAML::Node& node, std::vector<domain::FlagSetting>& flags, Mistakes& mistakes);
void read_settings(const YAML::Node& node, std::vector<domain::ControllerSetting>& settings, Mistakes& mistakes);
void read_faults(const YAML::Node& node, domain::Faults& faults, Mistakes& mistakes);
// One map or a list of them: each becomes an action of the step.
void read_incident(const YAML::Node& node, domain::DrillStep& step, Mistakes& mistakes);
// `rate` or `events_rate` of a class or of a change of load; one of them has to be there.
void read_rate(MapReader& map, domain::LoadRate& rate, Mistakes& mistakes);

void read_workload(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes);
void read_timeline(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes);
void read_expectations(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes);

// Names that are used exist, names that are given are unique, times are in order and within the drill, and nothing
// refers to the baseline before it was measured.
void check_references(const domain::Drill& drill, Mistakes& mistakes);

}  // namespace souk::drill
