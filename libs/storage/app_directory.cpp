#include "storage/app_directory.hpp"

#include <mutex>

namespace souk::storage {

Result<std::optional<AppReference>> AppDirectory::find(Connection& connection, std::string_view key) {
  {
    const std::shared_lock lock(mutex_);
    const auto found = known_.find(key);
    if (found != known_.end()) return std::optional(found->second);
  }
  std::optional<AppReference> reference;
  {
    Rows rows = connection.query("SELECT id, vendor_id FROM app WHERE key = ?1", key);
    if (rows.next()) reference = AppReference{rows.integer(0), rows.integer(1)};
  }
  if (auto asked = connection.take_error(); !asked) return asked.error();
  if (reference) {
    const std::unique_lock lock(mutex_);
    known_.emplace(key, *reference);
  }
  return reference;
}

}  // namespace souk::storage
