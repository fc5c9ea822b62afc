// What the full-text index knows of an app. The index keeps no text of its own: to change what it says of an app, take
// the app out before its rows change, and put it in afterwards, in the same transaction.
#pragma once

#include "storage/connection.hpp"

namespace souk::storage {

void add_to_search(Connection& connection, std::int64_t app_id);
void remove_from_search(Connection& connection, std::int64_t app_id);

}  // namespace souk::storage
