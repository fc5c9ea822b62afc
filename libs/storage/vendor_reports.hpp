// The reports of one vendor, as plain functions on a connection.
#pragma once

#include "ports/vendor_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<ports::Page<ports::LicenceRow>> report_licences(Connection& connection, std::int64_t vendor_id,
                                                       const ports::ReportQuery& query);
Result<ports::Page<domain::Sale>> report_sales(Connection& connection, std::int64_t vendor_id,
                                               const ports::ReportQuery& query);
Result<std::vector<ports::SalesMonth>> report_sales_by_month(Connection& connection, std::int64_t vendor_id,
                                                             const ports::ReportQuery& query);

}  // namespace souk::storage
