#include "services/souk/mirrored_cluster.hpp"

#include <utility>

namespace souk {

void MirroredCluster::mirror(const std::string& key, const std::string& value) {
  const std::optional<domain::Flag> flag = domain::find_flag(key);
  if (!flag || domain::to_text(flags_.evaluate(*flag)) == value) return;
  Result<domain::FlagValue> parsed = domain::parse_flag_value(*flag, value);
  if (parsed.has_error()) return;  // of a service that knows more values than this program
  const Result<domain::FlagChange> set =
      flags_.set(*flag, std::move(parsed.value()), "service", "as the service has it");
  (void)set;  // in memory and checked just above: it cannot fail
}

Task<Result<void>> MirroredCluster::set_flag(std::string key, std::string value, std::string why) {
  const Result<void> set = co_await cluster_.set_flag(key, value, std::move(why));
  if (set.has_value()) mirror(key, value);
  co_return set;
}

Task<Result<domain::ServiceStatus>> MirroredCluster::status() {
  Result<domain::ServiceStatus> status = co_await cluster_.status();
  if (status.has_value()) {
    for (const auto& [key, value] : status->flags) mirror(key, value);
  }
  co_return status;
}

}  // namespace souk
