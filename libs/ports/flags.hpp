// Feature flags: evaluated per request, watched by controllers.
#pragma once

#include <functional>
#include <memory>

#include "domain/flag.hpp"

namespace souk::ports {

class Flags {
 public:
  virtual ~Flags() = default;

  // Never waits and never fails: an unknown situation gives the default.
  virtual domain::FlagValue evaluate(domain::Flag flag, const domain::FlagContext& context = {}) const = 0;

  bool is_on(domain::Flag flag, const domain::FlagContext& context = {}) const {
    const auto value = evaluate(flag, context);
    const bool* on = std::get_if<bool>(&value);
    return on != nullptr && *on;
  }
  std::int64_t number(domain::Flag flag, const domain::FlagContext& context = {}) const {
    const auto value = evaluate(flag, context);
    const std::int64_t* number = std::get_if<std::int64_t>(&value);
    return number != nullptr ? *number : 0;
  }
  std::string text(domain::Flag flag, const domain::FlagContext& context = {}) const {
    const auto value = evaluate(flag, context);
    const std::string* text = std::get_if<std::string>(&value);
    return text != nullptr ? *text : std::string();
  }

  // Calls `watcher` after every change, on the thread that made it, until the returned token is destroyed.
  using Watcher = std::function<void(const domain::FlagChange&)>;
  [[nodiscard]] virtual std::shared_ptr<void> watch(Watcher watcher) = 0;
};

// The operator's side.
class FlagAdmin {
 public:
  virtual ~FlagAdmin() = default;
  // Takes effect before it returns and survives a restart. Errors: invalid_argument (says what is allowed), no_space,
  // io.
  virtual Result<domain::FlagChange> set(domain::Flag flag, domain::FlagValue value, std::string who,
                                         std::string why) = 0;
  // Gives `value` to `percent` (0 to 100) of those who ask, by their targeting key, in place of any rule that the flag
  // had; whoever is not among them, or has no key, has the default. The share grows by those who are added: who had
  // the value at 10 has it at 20. 100: everybody, and there is no rule any more. 0: nobody but by the default. Errors:
  // those of set(), and invalid_argument for a share that cannot be had.
  virtual Result<domain::FlagChange> set_share(domain::Flag flag, domain::FlagValue value, unsigned percent,
                                               std::string who, std::string why) = 0;
};

}  // namespace souk::ports
