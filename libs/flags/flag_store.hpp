// The flags of a running souk, kept in its data folder: flags.json, a flagd definition file, is what is in force;
// flags-audit.jsonl has a line for every call of set() (at, who, why, flag, before, after), also when it changed
// nothing, and for every value that an edit of the file changed.
//
// Whoever edits the file may make mistakes: then the last good set stays in force, and problem() says what is wrong.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "flags/flag_cells.hpp"
#include "flags/flag_rules.hpp"
#include "flags/watchers.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"

namespace souk::flags {

class FlagStore final : public ports::Flags, public ports::FlagAdmin {
 public:
  static constexpr std::size_t kMaxWho = 200;    // bytes
  static constexpr std::size_t kMaxWhy = 2'000;  // bytes

  // Reads the definitions kept in `folder`, which is made if missing; one store at a time per folder. Errors: corrupt
  // (see FlagRules::read), no_space, io.
  static Result<std::unique_ptr<FlagStore>> open(const std::filesystem::path& folder, ports::Clock& clock);

  domain::FlagValue evaluate(domain::Flag flag, const domain::FlagContext& context = {}) const override;

  // Changes made by two threads at once may reach a watcher in either order: evaluate() says what is in force.
  [[nodiscard]] std::shared_ptr<void> watch(Watcher watcher) override;

  // Writes the file, of which all but the flag's default stays as it is. Durable and in force when it returns, and
  // watchers were called (unless the value is the old one). Blocks for two or three fsyncs. After an error the old
  // value stays in force. Errors: invalid_argument (the value, an empty `who`, a `who` or `why` that is too long),
  // conflict (the file was edited and has a mistake: it says where), no_space, io.
  Result<domain::FlagChange> set(domain::Flag flag, domain::FlagValue value, std::string who, std::string why) override;

  Result<domain::FlagChange> set_share(domain::Flag flag, domain::FlagValue value, unsigned percent, std::string who,
                                       std::string why) override;

  // Takes over what was edited since the last look, if it is without a mistake; watchers are called for values that
  // changed. True if anything did. Errors: those of reading; problem() has them, too. Cheap when the file is as it was.
  Result<bool> reload();
  // What is wrong with the file now; empty if it is what is in force.
  std::string problem() const;
  // How often an edit was refused since the store was opened.
  std::uint64_t edits_refused() const { return edits_refused_; }
  // What is in force.
  std::shared_ptr<const FlagRules> rules() const;

 private:
  // What tells that a file was written.
  struct Stamp {
    std::int64_t seconds = 0, nanos = 0;
    std::uint64_t inode = 0, bytes = 0;
    bool there = false;
    bool operator==(const Stamp&) const = default;
  };

  // The text of the file with a change, from that without it and the value in force for everybody.
  using Rewrite = std::function<std::string(const std::string& text, const domain::FlagValue& in_force)>;
  Result<domain::FlagChange> edit(domain::FlagChange change, const domain::FlagValue& wanted, const Rewrite& rewrite);

  FlagStore(const std::filesystem::path& folder, ports::Clock& clock, std::string text,
            std::shared_ptr<const FlagRules> rules);
  Stamp stamp() const;
  Result<std::vector<domain::FlagChange>> read_again();
  void put_in_force(std::shared_ptr<const FlagRules> rules);
  Result<void> persist(const domain::FlagChange& change, const std::string& text);
  Result<void> log_and_replace(const domain::FlagChange& change, const std::filesystem::path& draft);
  void note_problem(std::string problem);

  std::filesystem::path file_, audit_file_;
  ports::Clock& clock_;
  FlagCells cells_;
  std::array<std::atomic<bool>, domain::kFlagCount> has_rule_{};
  mutable std::mutex rules_mutex_;
  std::shared_ptr<const FlagRules> rules_;
  std::string problem_;
  std::atomic<std::uint64_t> edits_refused_{0};
  Watchers watchers_;
  std::mutex set_mutex_;  // one change at a time
  std::string text_;      // of the file in force; empty: there was none yet
  Stamp seen_;
};

}  // namespace souk::flags
