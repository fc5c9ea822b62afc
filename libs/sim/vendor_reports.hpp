// The reports of one vendor from the store in memory.
#pragma once

#include "ports/vendor_store.hpp"
#include "sim/memory_database.hpp"

namespace souk::sim {

ports::Page<ports::LicenceRow> report_licences(const MemoryDatabase& state, std::int64_t vendor_id,
                                               const ports::ReportQuery& query);
ports::Page<domain::Sale> report_sales(const MemoryDatabase& state, std::int64_t vendor_id,
                                       const ports::ReportQuery& query);
std::vector<ports::SalesMonth> report_sales_by_month(const MemoryDatabase& state, std::int64_t vendor_id,
                                                     const ports::ReportQuery& query);

}  // namespace souk::sim
