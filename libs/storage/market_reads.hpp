// The shop's read transactions, as plain functions on a connection.
#pragma once

#include <string_view>
#include <vector>

#include "domain/commerce.hpp"
#include "ports/market_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<ports::AppPage> read_app_page(Connection& connection, std::string_view key);
Result<ports::AppList> read_app_list(Connection& connection, const ports::AppQuery& query);
Result<std::vector<ports::Category>> read_categories(Connection& connection);
Result<ports::LatestVersion> read_latest_version(Connection& connection, std::string_view key);
Result<domain::Offer> read_offer(Connection& connection, std::string_view instance_id, std::string_view app_key);
Result<std::vector<domain::Licence>> read_licences(Connection& connection, std::string_view instance_id);

// The row at hand, whose first eleven columns are those of an app's summary, in the order of ports::AppSummary.
ports::AppSummary summary_of(Rows& rows);

// Of a row that begins with instance, app's key, type, hosting, users, beginning, end and renewals.
domain::Licence licence_of(const Rows& rows);

// "no app with key ...": the not_found of everything that names an app.
Error no_such_app(std::string_view key);

}  // namespace souk::storage
