#include "flags/flag_rules.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "domain/event.hpp"
#include "flags/flag_cells.hpp"
#include "flags/flag_file.hpp"
#include "targeting/text_place.hpp"

namespace souk::flags {
namespace {

using targeting::DefinitionMistake;

// Mistakes beyond these are counted, not told.
constexpr std::size_t kMostTold = 5;

Error corrupt(const std::string& file, const std::vector<DefinitionMistake>& mistakes) {
  std::string text;
  for (std::size_t i = 0; i < mistakes.size() && i < kMostTold; ++i) {
    text +=
        fmt::format("{}{}:{}:{}: {}", i > 0 ? "; " : "", file, mistakes[i].line, mistakes[i].column, mistakes[i].what);
  }
  if (mistakes.size() > kMostTold) text += fmt::format("; and {} more", mistakes.size() - kMostTold);
  return fail(Errc::corrupt, text);
}

// What a flag takes for its value, or why not.
Result<domain::FlagValue> value_of(domain::Flag flag, const targeting::Variant& variant) {
  std::optional<domain::FlagValue> value = from_value(variant.value);
  if (!value) return fail(Errc::invalid_argument, "a flag's value is a switch, a whole number or a text");
  const Result<void> checked = FlagCells::check(flag, *value);
  if (!checked) return checked.error();
  return std::move(*value);
}

std::string text_of_member(std::string_view text, const std::vector<std::string>& keys) {
  const auto range = targeting::value_of_member(text, keys);
  return range ? std::string(text.substr(range->begin, range->end - range->begin)) : std::string();
}

std::string text_of_rule(std::string_view text, const std::string& key) {
  std::string rule = text_of_member(text, {"flags", key, "targeting"});
  if (rule.find("$ref") != std::string::npos) rule += text_of_member(text, {"$evaluators"});
  return rule;
}

}  // namespace

Result<std::shared_ptr<const FlagRules>> FlagRules::read(std::string_view text, const std::string& file) {
  targeting::ReadDefinitions read = targeting::read_definitions(text);
  if (!read.flags) return corrupt(file, read.mistakes);
  const auto rules = std::make_shared<FlagRules>();
  rules->set_ = std::move(*read.flags);
  rules->defaults_ = domain::default_flag_values();
  const domain::EventKey hash = domain::key_of("flags", text);
  rules->version_ = fmt::format("{:016x}{:016x}", hash.high, hash.low);
  std::vector<DefinitionMistake> mistakes;
  const auto add = [&](const std::vector<std::string>& keys, std::string what) {
    const targeting::TextPlace place = targeting::place_of_member(text, keys);
    mistakes.push_back({place.line, place.column, std::move(what)});
  };
  for (const auto& [key, definition] : rules->set_.flags) {
    const std::optional<domain::Flag> flag = domain::find_flag(key);
    if (!flag) {
      add({"flags", key}, fmt::format("\"{}\" is not a flag of this souk", key));
      continue;
    }
    for (const targeting::Variant& variant : definition.variants) {
      if (const auto value = value_of(*flag, variant); !value) {
        add({"flags", key, "variants", variant.name}, value.error().detail);
      }
    }
    if (!definition.enabled) continue;
    const auto index = static_cast<std::size_t>(*flag);
    if (definition.default_variant) {
      const auto value = value_of(*flag, definition.variants[*definition.default_variant]);
      if (value) rules->defaults_[index] = *value;
    }
    if (definition.targeting || !definition.broken.empty()) {
      rules->definitions_[index] = &definition;
      rules->rule_texts_[index] = text_of_rule(text, key);
    }
  }
  if (!mistakes.empty()) return corrupt(file, mistakes);
  rules->complete();
  return std::shared_ptr<const FlagRules>(rules);
}

// What OpenFeature's clients are told of flags that the file leaves out.
void FlagRules::complete() {
  if (set_.flags.size() == domain::kFlagCount) return;
  targeting::ReadDefinitions read = targeting::read_definitions(to_definitions(domain::default_flag_values()));
  set_.flags.merge(read.flags->flags);
}

domain::FlagValue FlagRules::evaluate(domain::Flag flag, const domain::FlagContext& context, UnixMs now) const {
  const auto index = static_cast<std::size_t>(flag);
  if (definitions_[index] == nullptr) return defaults_[index];
  const targeting::Evaluation evaluation = targeting::evaluate(*definitions_[index], to_json(context), now);
  if (evaluation.variant == nullptr) return defaults_[index];
  return from_value(evaluation.variant->value).value_or(defaults_[index]);
}

boost::json::object to_json(const domain::FlagContext& context) {
  boost::json::object object;
  const auto add = [&object](const char* key, std::string_view value) {
    if (!value.empty()) object[key] = boost::json::string_view(value.data(), value.size());
  };
  add("targetingKey", context.targeting_key);
  add("component", context.component);
  add("vendor", context.vendor);
  add("country", context.country);
  add("hosting", context.hosting);
  add("userClass", context.user_class);
  return object;
}

}  // namespace souk::flags
