// The tables of the report page, as HTML. Everything that comes from a run or a drill file is escaped.
#pragma once

#include <string>

#include "domain/drill_result.hpp"

namespace souk::report {

std::string expectations_table(const domain::DrillResult& result);
std::string phases_table(const domain::DrillResult& result);
std::string certificate_table(const domain::DrillResult& result);
std::string steps_table(const domain::DrillResult& result);
std::string accounting_table(const domain::DrillResult& result);
std::string events_table(const domain::DrillResult& result);
std::string calibration_table(const domain::DrillResult& result);
std::string discrepancies_table(const domain::DrillResult& result);  // empty without discrepancies

}  // namespace souk::report
