#include "flags/flag_store.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "flags/durable_file.hpp"
#include "flags/flag_file.hpp"

namespace souk::flags {
namespace {

namespace fs = std::filesystem;

Result<void> check_texts(const std::string& who, const std::string& why) {
  if (who.empty()) return fail(Errc::invalid_argument, "who changes the flag must be said");
  if (who.size() > FlagStore::kMaxWho) {
    return fail(Errc::invalid_argument, fmt::format("\"who\" may have {} bytes", FlagStore::kMaxWho));
  }
  if (why.size() > FlagStore::kMaxWhy) {
    return fail(Errc::invalid_argument, fmt::format("\"why\" may have {} bytes", FlagStore::kMaxWhy));
  }
  return {};
}

}  // namespace

FlagStore::FlagStore(const fs::path& folder, ports::Clock& clock, const domain::FlagValues& values)
    : values_file_(folder / "flags.json"), audit_file_(folder / "flags-audit.jsonl"), clock_(clock), cells_(values) {}

Result<std::unique_ptr<FlagStore>> FlagStore::open(const fs::path& folder, ports::Clock& clock) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    const bool full = error == std::errc::no_space_on_device || error == std::errc::read_only_file_system;
    return fail(full ? Errc::no_space : Errc::io,
                fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  }
  const fs::path file = folder / "flags.json";
  const auto text = read_file(file);
  if (text.has_error()) return text.error();
  domain::FlagValues values = domain::default_flag_values();
  if (text->has_value()) {
    auto kept = from_json(**text, file.string());
    if (kept.has_error()) return kept.error();
    values = std::move(*kept);
  }
  return std::unique_ptr<FlagStore>(new FlagStore(folder, clock, values));
}

domain::FlagValue FlagStore::evaluate(domain::Flag flag, const domain::FlagContext&) const { return cells_.load(flag); }

std::shared_ptr<void> FlagStore::watch(Watcher watcher) { return watchers_.add(std::move(watcher)); }

Result<domain::FlagChange> FlagStore::set(domain::Flag flag, domain::FlagValue value, std::string who,
                                          std::string why) {
  const auto value_checked = FlagCells::check(flag, value);
  if (value_checked.has_error()) return value_checked.error();
  const auto texts_checked = check_texts(who, why);
  if (texts_checked.has_error()) return texts_checked.error();
  domain::FlagChange change{.flag = flag,
                            .before = {},
                            .after = std::move(value),
                            .who = std::move(who),
                            .why = std::move(why),
                            .at = clock_.unix_ms()};
  {
    const std::lock_guard lock(set_mutex_);
    change.before = cells_.load(flag);
    const auto persisted = persist(change);
    if (persisted.has_error()) return persisted.error();
    cells_.store(flag, change.after);
  }
  if (change.before != change.after) watchers_.notify(change);
  return change;
}

// What needs room on the disk comes first and can be taken back; the rename, which needs none, commits the change.
Result<void> FlagStore::persist(const domain::FlagChange& change) {
  if (change.before == change.after) {
    const auto logged = append_line(audit_file_, to_audit_line(change));
    if (logged.has_error()) return logged.error();
    return {};
  }
  fs::path draft = values_file_;
  draft += ".tmp";
  auto persisted = write_synced(draft, to_json(values_with(change)));
  if (persisted.has_value()) persisted = log_and_replace(change, draft);
  if (persisted.has_error()) {
    std::error_code ignored;  // a draft left behind does no harm, but a full disk wants its room back
    fs::remove(draft, ignored);
  }
  return persisted;
}

Result<void> FlagStore::log_and_replace(const domain::FlagChange& change, const fs::path& draft) {
  const auto audit_end = append_line(audit_file_, to_audit_line(change));
  if (audit_end.has_error()) return audit_end.error();
  auto replaced = replace(draft, values_file_);
  if (replaced.has_error()) truncate(audit_file_, *audit_end);
  return replaced;
}

domain::FlagValues FlagStore::values_with(const domain::FlagChange& change) const {
  domain::FlagValues values;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    values[static_cast<std::size_t>(definition.flag)] = cells_.load(definition.flag);
  }
  values[static_cast<std::size_t>(change.flag)] = change.after;
  return values;
}

}  // namespace souk::flags
