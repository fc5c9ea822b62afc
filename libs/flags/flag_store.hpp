// The flags of a running souk, kept in its data folder: flags.json has the values in force, flags-audit.jsonl a line
// for every call of set() (at, who, why, flag, before, after), also when it changed nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "flags/flag_cells.hpp"
#include "flags/watchers.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"

namespace souk::flags {

class FlagStore final : public ports::Flags, public ports::FlagAdmin {
 public:
  static constexpr std::size_t kMaxWho = 200;    // bytes
  static constexpr std::size_t kMaxWhy = 2'000;  // bytes

  // Reads the values kept in `folder`, which is made if missing; one store at a time per folder. Errors: corrupt
  // (flags.json is no JSON: says where; or names no flag or a wrong value: says which), no_space, io.
  static Result<std::unique_ptr<FlagStore>> open(const std::filesystem::path& folder, ports::Clock& clock);

  domain::FlagValue evaluate(domain::Flag flag, const domain::FlagContext& context = {}) const override;

  // Changes made by two threads at once may reach a watcher in either order: evaluate() says what is in force.
  [[nodiscard]] std::shared_ptr<void> watch(Watcher watcher) override;

  // Durable and in force when it returns, and watchers were called (unless the value is the old one). Blocks for two or
  // three fsyncs. After an error the old value stays in force. Errors: invalid_argument (the value, an empty `who`, a
  // `who` or `why` that is too long), no_space, io.
  Result<domain::FlagChange> set(domain::Flag flag, domain::FlagValue value, std::string who, std::string why) override;

 private:
  FlagStore(const std::filesystem::path& folder, ports::Clock& clock, const domain::FlagValues& values);
  Result<void> persist(const domain::FlagChange& change);
  Result<void> log_and_replace(const domain::FlagChange& change, const std::filesystem::path& draft);
  domain::FlagValues values_with(const domain::FlagChange& change) const;

  std::filesystem::path values_file_, audit_file_;
  ports::Clock& clock_;
  FlagCells cells_;
  Watchers watchers_;
  std::mutex set_mutex_;  // one change at a time
};

}  // namespace souk::flags
