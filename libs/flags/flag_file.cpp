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

// A definition file being edited as text, so that whoever wrote it finds it as it was.
class Edit {
 public:
  Edit(std::string_view text, domain::Flag flag)
      : text_(text), definition_(domain::definition_of(flag)), key_(definition_.key) {}

  // The flag is there afterwards; if it was not, with this default.
  void need_flag(const domain::FlagValue& value) {
    if (!at({"flags", key_})) insert_first(text_, *at({"flags"}), "\n" + member(definition_, value));
  }
  // The name of the variant with this value, which is there afterwards.
  std::string need_variant(const domain::FlagValue& value) {
    const TextRange variants = *at({"flags", key_, "variants"});
    if (const auto found = find_variant(text_, variants, to_value(value))) return *found;
    std::string name = name_of(value);
    if (at({"flags", key_, "variants", name})) name += "-set";
    insert_first(text_, variants, fmt::format("{}: {}", quoted(name), json::serialize(to_value(value))));
    return name;
  }
  void set(const std::string& name, const std::string& value) {
    if (const auto there = at({"flags", key_, name})) {
      replace(text_, *there, value);
    } else {
      insert_first(text_, *at({"flags", key_}), fmt::format("\n      {}: {}", quoted(name), value));
    }
  }
  bool has(const std::string& name) const { return at({"flags", key_, name}).has_value(); }
  std::string text() && { return std::move(text_); }

 private:
  std::optional<TextRange> at(std::initializer_list<std::string> keys) const {
    return targeting::value_of_member(text_, std::vector<std::string>(keys));
  }

  std::string text_;
  const domain::FlagDefinition& definition_;
  const std::string key_;
};

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

std::string with_default(std::string_view text, domain::Flag flag, const domain::FlagValue& value) {
  Edit edit(text, flag);
  edit.need_flag(value);
  edit.set("defaultVariant", quoted(edit.need_variant(value)));
  edit.set("state", quoted("ENABLED"));
  return std::move(edit).text();
}

std::string with_share(std::string_view text, domain::Flag flag, const domain::FlagValue& value,
                       const domain::FlagValue& otherwise, unsigned percent) {
  Edit edit(text, flag);
  const bool everybody = percent >= 100;
  edit.need_flag(everybody ? value : otherwise);
  const std::string name = edit.need_variant(value);
  const std::string other = edit.need_variant(otherwise);
  edit.set("defaultVariant", quoted(everybody ? name : other));
  edit.set("state", quoted("ENABLED"));
  if (percent > 0 && !everybody) {
    edit.set("targeting", fmt::format(R"({{"fractional": [[{}, {}], [{}, {}]]}})", quoted(name), percent, quoted(other),
                                      100 - percent));
  } else if (edit.has("targeting")) {
    edit.set("targeting", "{}");
  }
  return std::move(edit).text();
}

std::string to_audit_line(const domain::FlagChange& change) {
  json::object line{{"at", change.at},
                    {"who", change.who},
                    {"why", change.why},
                    {"flag", domain::definition_of(change.flag).key},
                    {"before", to_value(change.before)},
                    {"after", to_value(change.after)}};
  if (change.rule_changed) line["rule_changed"] = true;
  return json::serialize(line) + "\n";
}

}  // namespace souk::flags
