// What a definition file says of souk's flags: the value of each for everybody, and the rules by which some get another
// one. Immutable: a change makes new ones.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "domain/flag.hpp"
#include "targeting/definition.hpp"

namespace souk::flags {

class FlagRules {
 public:
  // A flag that the file does not have, that is DISABLED or has no default has the value of its definition. Errors:
  // corrupt, with `file`, line and column of every mistake: no JSON, no definition file, a flag that souk does not
  // have, a variant that its flag does not take.
  static Result<std::shared_ptr<const FlagRules>> read(std::string_view text, const std::string& file);

  // Without regard to who asks.
  const domain::FlagValues& defaults() const { return defaults_; }
  // The rule as the file has it, with what it refers to; empty: none. For telling whether it changed.
  const std::string& rule_text(domain::Flag flag) const { return rule_texts_[static_cast<std::size_t>(flag)]; }
  bool has_rule(domain::Flag flag) const { return definitions_[static_cast<std::size_t>(flag)] != nullptr; }
  // For who asks. What a rule cannot decide has the default.
  domain::FlagValue evaluate(domain::Flag flag, const domain::FlagContext& context, UnixMs now) const;

  // Another one for every other text of the file.
  const std::string& version() const { return version_; }
  // Every flag of souk's, also those that the file does not have.
  const targeting::DefinitionSet& definitions() const { return set_; }

 private:
  void complete();

  targeting::DefinitionSet set_;
  std::string version_;
  domain::FlagValues defaults_;
  std::array<const targeting::Definition*, domain::kFlagCount> definitions_{};  // of flags with a rule
  std::array<std::string, domain::kFlagCount> rule_texts_;
};

// What rules see of who asks: "targetingKey", "component", ... as far as it is known.
boost::json::object to_json(const domain::FlagContext& context);

}  // namespace souk::flags
