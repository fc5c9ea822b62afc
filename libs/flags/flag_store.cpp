#include "flags/flag_store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <system_error>
#include <utility>
#include <vector>

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

FlagStore::FlagStore(const fs::path& folder, ports::Clock& clock, std::string text,
                     std::shared_ptr<const FlagRules> rules)
    : file_(folder / "flags.json"),
      audit_file_(folder / "flags-audit.jsonl"),
      clock_(clock),
      cells_(rules->defaults()),
      text_(std::move(text)) {
  put_in_force(std::move(rules));
  seen_ = stamp();
}

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
  // Without a file every flag has its default; the first change writes one.
  auto rules = FlagRules::read(text->value_or(to_definitions(domain::default_flag_values())), file.string());
  if (rules.has_error()) {
    return fail(Errc::corrupt,
                rules.error().detail + "; repair the file or remove it (every flag then has its default)");
  }
  return std::unique_ptr<FlagStore>(new FlagStore(folder, clock, text->value_or(""), std::move(*rules)));
}

domain::FlagValue FlagStore::evaluate(domain::Flag flag, const domain::FlagContext& context) const {
  if (!has_rule_[static_cast<std::size_t>(flag)].load(std::memory_order_acquire)) return cells_.load(flag);
  return rules()->evaluate(flag, context, clock_.unix_ms());
}

std::shared_ptr<const FlagRules> FlagStore::rules() const {
  const std::lock_guard lock(rules_mutex_);
  return rules_;
}

std::string FlagStore::problem() const {
  const std::lock_guard lock(rules_mutex_);
  return problem_;
}

void FlagStore::note_problem(std::string problem) {
  const std::lock_guard lock(rules_mutex_);
  problem_ = std::move(problem);
}

void FlagStore::put_in_force(std::shared_ptr<const FlagRules> rules) {
  {
    const std::lock_guard lock(rules_mutex_);
    rules_ = rules;
    problem_.clear();
  }
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    const auto index = static_cast<std::size_t>(definition.flag);
    cells_.store(definition.flag, rules->defaults()[index]);
    has_rule_[index].store(rules->has_rule(definition.flag), std::memory_order_release);
  }
}

std::shared_ptr<void> FlagStore::watch(Watcher watcher) { return watchers_.add(std::move(watcher)); }

FlagStore::Stamp FlagStore::stamp() const {
  struct stat about {};
  if (::stat(file_.c_str(), &about) != 0) return {};
  return {.seconds = about.st_mtim.tv_sec,
          .nanos = about.st_mtim.tv_nsec,
          .inode = static_cast<std::uint64_t>(about.st_ino),
          .bytes = static_cast<std::uint64_t>(about.st_size),
          .there = true};
}

Result<bool> FlagStore::reload() {
  std::vector<domain::FlagChange> changes;
  bool anything = false;
  {
    const std::lock_guard lock(set_mutex_);
    const std::shared_ptr<const FlagRules> before = rules();
    Result<std::vector<domain::FlagChange>> read = read_again();
    if (!read) return read.error();
    changes = std::move(*read);
    anything = rules() != before;
  }
  for (const domain::FlagChange& change : changes) watchers_.notify(change);
  return anything;
}

// The values that changed. With the set mutex held.
Result<std::vector<domain::FlagChange>> FlagStore::read_again() {
  const Stamp now = stamp();
  if (now == seen_) {
    if (const std::string known = problem(); !known.empty()) return fail(Errc::corrupt, known);
    return std::vector<domain::FlagChange>();
  }
  const auto refuse = [&](Error error) {
    seen_ = now;
    ++edits_refused_;
    note_problem(error.detail);
    return error;
  };
  const auto text = read_file(file_);
  if (text.has_error()) return refuse(text.error());
  if (!text->has_value()) {
    return refuse(fail(Errc::corrupt, file_.string() + " is gone; what it said stays in force"));
  }
  auto read = FlagRules::read(**text, file_.string());
  if (!read) return refuse(read.error());
  seen_ = now;
  text_ = **text;
  std::vector<domain::FlagChange> changes;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    const domain::FlagValue before = cells_.load(definition.flag);
    const domain::FlagValue& after = (*read)->defaults()[static_cast<std::size_t>(definition.flag)];
    domain::FlagChange change{
        .flag = definition.flag,
        .before = before,
        .after = after,
        .who = "file",
        .why = "flags.json was edited",
        .at = clock_.unix_ms(),
        .rule_changed = rules()->rule_text(definition.flag) != (*read)->rule_text(definition.flag)};
    if (!change.changes_anything()) continue;
    changes.push_back(std::move(change));
    (void)append_line(audit_file_, to_audit_line(changes.back()));  // the edit is in force, logged or not
  }
  put_in_force(std::move(*read));
  return changes;
}

Result<domain::FlagChange> FlagStore::set(domain::Flag flag, domain::FlagValue value, std::string who,
                                          std::string why) {
  domain::FlagChange change{.flag = flag,
                            .before = {},
                            .after = std::move(value),
                            .who = std::move(who),
                            .why = std::move(why),
                            .at = clock_.unix_ms()};
  const domain::FlagValue wanted = change.after;
  return edit(std::move(change), wanted, [flag, &wanted](const std::string& text, const domain::FlagValue&) {
    return with_default(text, flag, wanted);
  });
}

Result<domain::FlagChange> FlagStore::set_share(domain::Flag flag, domain::FlagValue value, unsigned percent,
                                                std::string who, std::string why) {
  if (percent > 100) return fail(Errc::invalid_argument, "a share is 0 to 100 percent");
  domain::FlagChange change{
      .flag = flag, .before = {}, .after = {}, .who = std::move(who), .why = std::move(why), .at = clock_.unix_ms()};
  return edit(std::move(change), value,
              [flag, &value, percent](const std::string& text, const domain::FlagValue& otherwise) {
                return with_share(text, flag, value, otherwise, percent);
              });
}

Result<domain::FlagChange> FlagStore::edit(domain::FlagChange change, const domain::FlagValue& wanted,
                                           const Rewrite& rewrite) {
  const auto value_checked = FlagCells::check(change.flag, wanted);
  if (value_checked.has_error()) return value_checked.error();
  const auto texts_checked = check_texts(change.who, change.why);
  if (texts_checked.has_error()) return texts_checked.error();
  std::vector<domain::FlagChange> edited;
  {
    const std::lock_guard lock(set_mutex_);
    // What somebody has edited since is not overwritten. (A file that is gone is written anew.)
    auto read = read_again();
    if (!read && stamp().there) {
      return fail(Errc::conflict,
                  "the flags' file was edited and has a mistake; correct it first: " + read.error().detail);
    }
    if (read) edited = std::move(*read);
    change.before = cells_.load(change.flag);
    const std::string text = rewrite(text_.empty() ? to_definitions(rules()->defaults()) : text_, change.before);
    auto rules_after = FlagRules::read(text, file_.string());
    if (!rules_after) return rules_after.error();
    change.after = (*rules_after)->defaults()[static_cast<std::size_t>(change.flag)];
    change.rule_changed = (*rules_after)->rule_text(change.flag) != rules()->rule_text(change.flag);
    const auto persisted = persist(change, text);
    if (persisted.has_error()) return persisted.error();
    if (change.changes_anything()) {
      text_ = text;
      seen_ = stamp();
      put_in_force(std::move(*rules_after));
    }
  }
  for (const domain::FlagChange& each : edited) watchers_.notify(each);
  if (change.changes_anything()) watchers_.notify(change);
  return change;
}

// What needs room on the disk comes first and can be taken back; the rename, which needs none, commits the change.
Result<void> FlagStore::persist(const domain::FlagChange& change, const std::string& text) {
  if (!change.changes_anything()) {
    const auto logged = append_line(audit_file_, to_audit_line(change));
    if (logged.has_error()) return logged.error();
    return {};
  }
  fs::path draft = file_;
  draft += ".tmp";
  auto persisted = write_synced(draft, text);
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
  auto replaced = replace(draft, file_);
  if (replaced.has_error()) truncate(audit_file_, *audit_end);
  return replaced;
}

}  // namespace souk::flags
