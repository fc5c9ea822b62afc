// A flagd definition file (flagd.dev, "flag definitions"): flags with variants, a default and a rule that chooses among
// them, as OpenFeature's tools write and check it. And what a flag comes to for one user.
#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "targeting/logic.hpp"

namespace souk::targeting {

struct Variant {
  std::string name;
  json::value value;
};

struct Definition {
  std::string key;
  bool enabled = true;
  std::vector<Variant> variants;               // at least one, all of one type, in the file's order
  std::optional<std::size_t> default_variant;  // index; none: whoever asks has a default of his own
  std::optional<Logic> targeting;              // none: everybody gets the default
  // Why the rule could not be compiled: the flag evaluates to a PARSE_ERROR. Only for a rule that names an evaluator
  // which is not there; every other mistake refuses the file.
  std::string broken;
  json::object metadata;

  const Variant* find_variant(std::string_view name) const;
};

struct DefinitionSet {
  std::map<std::string, Definition, std::less<>> flags;
  json::object metadata;
};

// Where in the text, from 1; and what is wrong there.
struct DefinitionMistake {
  std::size_t line = 1, column = 1;
  std::string what;
};

// The flags, or every mistake that was found: at the first one if the text is no JSON.
struct ReadDefinitions {
  std::optional<DefinitionSet> flags;
  std::vector<DefinitionMistake> mistakes;
};
// At most kMostText bytes and kMostFlags flags.
inline constexpr std::size_t kMostText = std::size_t{4} << 20;
inline constexpr std::size_t kMostFlags = 10'000;
ReadDefinitions read_definitions(std::string_view text);

enum class Reason : std::uint8_t { static_value, default_value, targeting_match, disabled, error };
inline constexpr std::array<std::string_view, 5> kReasonNames{"STATIC", "DEFAULT", "TARGETING_MATCH", "DISABLED",
                                                              "ERROR"};
constexpr std::string_view to_string(Reason reason) { return kReasonNames[static_cast<std::size_t>(reason)]; }

enum class EvaluationError : std::uint8_t { none, parse_error, general };
inline constexpr std::array<std::string_view, 3> kEvaluationErrorNames{"", "PARSE_ERROR", "GENERAL"};
constexpr std::string_view to_string(EvaluationError error) {
  return kEvaluationErrorNames[static_cast<std::size_t>(error)];
}

struct Evaluation {
  const Variant* variant = nullptr;  // of the definition; null: disabled, in error, or without a default
  Reason reason = Reason::default_value;
  EvaluationError error = EvaluationError::none;
  std::string details;  // of an error
};

// `context`: what is known about who asks ("targetingKey", and whatever rules look at); `$flagd.flagKey` and
// `$flagd.timestamp` (`now`, in seconds) are added to it. Allocates nothing for a flag without a rule.
Evaluation evaluate(const Definition& flag, const json::object& context, UnixMs now);

}  // namespace souk::targeting
