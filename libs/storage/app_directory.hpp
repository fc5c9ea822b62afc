// Which app and vendor an app key means, remembered for all connections together: apps are added, never removed, so
// what was found once stays true.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/result.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

struct AppReference {
  std::int64_t app_id = 0;  // 0: no app
  std::int64_t vendor_id = 0;
};

class AppDirectory {
 public:
  // Nothing if there is no such app. Asks the database, on `connection`, about keys not seen before.
  Result<std::optional<AppReference>> find(Connection& connection, std::string_view key);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
  };
  std::shared_mutex mutex_;
  std::unordered_map<std::string, AppReference, Hash, std::equal_to<>> known_;
};

}  // namespace souk::storage
