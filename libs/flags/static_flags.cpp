#include "flags/static_flags.hpp"

#include <utility>

namespace souk::flags {

domain::FlagValue StaticFlags::evaluate(domain::Flag flag, const domain::FlagContext&) const {
  return cells_.load(flag);
}

std::shared_ptr<void> StaticFlags::watch(Watcher watcher) { return watchers_.add(std::move(watcher)); }

Result<domain::FlagChange> StaticFlags::set(domain::Flag flag, domain::FlagValue value, std::string who,
                                            std::string why) {
  const auto checked = FlagCells::check(flag, value);
  if (checked.has_error()) return checked.error();
  domain::FlagChange change{
      .flag = flag, .before = {}, .after = std::move(value), .who = std::move(who), .why = std::move(why)};
  {
    const std::lock_guard lock(set_mutex_);
    change.before = cells_.load(flag);
    cells_.store(flag, change.after);
  }
  if (change.before != change.after) watchers_.notify(change);
  return change;
}

Result<domain::FlagChange> StaticFlags::set_share(domain::Flag flag, domain::FlagValue value, unsigned percent,
                                                  std::string who, std::string why) {
  if (percent == 100) return set(flag, std::move(value), std::move(who), std::move(why));
  if (percent == 0) return set(flag, cells_.load(flag), std::move(who), std::move(why));
  return fail(Errc::invalid_argument, "flags in memory have no rules: a share is 0 or 100 percent");
}

}  // namespace souk::flags
