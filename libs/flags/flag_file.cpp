#include "flags/flag_file.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <vector>

#include "targeting/text_place.hpp"

namespace souk::flags {
namespace {

namespace json = boost::json;
using targeting::TextRange;

// A variant's name: "on" and "off" for switches, the value itself for the rest.
std::string name_of(const domain::FlagValue& value) { return domain::to_text(value); }

std::string quoted(std::string_view text) { return json::serialize(json::string_view(text.data(), text.size())); }

std::vector<domain::FlagValue> usual_values(const domain::FlagDefinition& definition) {
  if (std::holds_alternative<bool>(definition.default_value)) return {true, false};
  if (std::holds_alternative<std::int64_t>(definition.default_value)) return {definition.default_value};
  return {definition.variants.begin(), definition.variants.end()};
}

std::string member(const domain::FlagDefinition& definition, const domain::FlagValue& value) {
  std::string variants;
  bool has_value = false;
  const auto add = [&variants](const domain::FlagValue& each) {
    variants +=
        fmt::format("{}{}: {}", variants.empty() ? "" : ", ", quoted(name_of(each)), json::serialize(to_value(each)));
  };
  for (const domain::FlagValue& each : usual_values(definition)) {
    add(each);
    has_value = has_value || each == value;
  }
  if (!has_value) add(value);
  return fmt::format(
      "    {}: {{\n"
      "      \"state\": \"ENABLED\",\n"
      "      \"variants\": {{{}}},\n"
      "      \"defaultVariant\": {},\n"
      "      \"metadata\": {{\"description\": {}}}\n"
      "    }}",
      quoted(definition.key), variants, quoted(name_of(value)), quoted(definition.description));
}

// The name of the variant with this value.
std::optional<std::string> find_variant(std::string_view text, const TextRange& variants, const json::value& value) {
  const std::string_view part = text.substr(variants.begin, variants.end - variants.begin);
  const json::value parsed = json::parse(json::string_view(part.data(), part.size()));
  for (const auto& [name, each] : parsed.get_object()) {
    if (each == value) return std::string(name.data(), name.size());
  }
  return std::nullopt;
}

void replace(std::string& text, const TextRange& range, std::string_view by) {
  text.replace(range.begin, range.end - range.begin, by);
}

// Puts `added` behind the brace with which the object at `range` begins.
void insert_first(std::string& text, const TextRange& range, std::string added) {
  const std::size_t next = text.find_first_not_of(" \t\r\n", range.begin + 1);
  if (next != std::string::npos && text[next] != '}') added += next == range.begin + 1 ? ", " : ",";
  text.insert(range.begin + 1, added);
}

}  // namespace

json::value to_value(const domain::FlagValue& value) {
  if (const bool* on = std::get_if<bool>(&value)) return *on;
  if (const std::int64_t* number = std::get_if<std::int64_t>(&value)) return *number;
  return json::value(std::get<std::string>(value));
}

std::optional<domain::FlagValue> from_value(const json::value& value) {
  if (value.is_bool()) return domain::FlagValue(value.get_bool());
  if (value.is_int64()) return domain::FlagValue(value.get_int64());
  if (value.is_string()) return domain::FlagValue(std::string(value.get_string()));
  return std::nullopt;
}

std::string to_definitions(const domain::FlagValues& values) {
  std::string text =
      "{\n"
      "  \"$schema\": \"https://flagd.dev/schema/v0/flags.json\",\n"
      "  \"flags\": {\n";
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    const auto index = static_cast<std::size_t>(definition.flag);
    text += member(definition, values[index]);
    text += index + 1 < domain::kFlagCount ? ",\n" : "\n";
  }
  return text + "  }\n}\n";
}

std::string with_default(std::string_view before, domain::Flag flag, const domain::FlagValue& value) {
  const domain::FlagDefinition& definition = domain::definition_of(flag);
  const std::string key(definition.key);
  std::string text(before);
  const auto at = [&](std::initializer_list<std::string> keys) {
    return targeting::value_of_member(text, std::vector<std::string>(keys));
  };
  if (!at({"flags", key})) {
    insert_first(text, *at({"flags"}), "\n" + member(definition, value));
    return text;
  }
  std::string name;
  const std::optional<TextRange> variants = at({"flags", key, "variants"});
  if (const auto found = find_variant(text, *variants, to_value(value))) {
    name = *found;
  } else {
    name = name_of(value);
    if (at({"flags", key, "variants", name})) name += "-set";
    insert_first(text, *variants, fmt::format("{}: {}", quoted(name), json::serialize(to_value(value))));
  }
  if (const auto chosen = at({"flags", key, "defaultVariant"})) {
    replace(text, *chosen, quoted(name));
  } else {
    insert_first(text, *at({"flags", key}), fmt::format("\n      \"defaultVariant\": {}", quoted(name)));
  }
  replace(text, *at({"flags", key, "state"}), "\"ENABLED\"");
  return text;
}

std::string to_audit_line(const domain::FlagChange& change) {
  const json::object line{{"at", change.at},
                          {"who", change.who},
                          {"why", change.why},
                          {"flag", domain::definition_of(change.flag).key},
                          {"before", to_value(change.before)},
                          {"after", to_value(change.after)}};
  return json::serialize(line) + "\n";
}

}  // namespace souk::flags
