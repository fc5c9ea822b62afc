// What the full-text index knows of an app. The index keeps no text of its own: to change what it says of an app, take
// the app out before its rows change, and put it in afterwards, in the same transaction.
#pragma once

#include <string>

#include "storage/connection.hpp"

namespace souk::storage {

// What an app is found by.
struct SearchEntry {
  std::int64_t app_id = 0;
  std::int64_t base_installs = 0;
  std::string name;
  std::string summary;
  std::string description;
  std::string vendor;
  std::string release_notes;  // of the latest version
  std::string category;
};

void put_in_search(Connection& connection, const SearchEntry& entry);

void add_to_search(Connection& connection, std::int64_t app_id);
void remove_from_search(Connection& connection, std::int64_t app_id);

}  // namespace souk::storage
