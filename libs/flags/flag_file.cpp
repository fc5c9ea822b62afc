#include "flags/flag_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "flags/flag_cells.hpp"

namespace souk::flags {
namespace {

namespace json = boost::json;

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

// "line 3, column 7" of the byte at `offset`.
std::string place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
  return fmt::format("line {}, column {}", line, column);
}

Result<json::value> parse(std::string_view text, const std::string& file) {
  json::stream_parser parser;
  boost::system::error_code error;
  std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (!error) {
    read = text.size();
    parser.finish(error);
  }
  if (error) {
    return fail(Errc::corrupt, fmt::format("{} is not JSON: {} at {}; repair it or remove it (every flag then has its "
                                           "default)",
                                           file, error.message(), place(text, read)));
  }
  return parser.release();
}

}  // namespace

std::string to_json(const domain::FlagValues& values) {
  std::string text = "{\n";
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    const auto index = static_cast<std::size_t>(definition.flag);
    text += fmt::format("  \"{}\": {}{}\n", definition.key, json::serialize(to_value(values[index])),
                        index + 1 < domain::kFlagCount ? "," : "");
  }
  return text + "}\n";
}

Result<domain::FlagValues> from_json(std::string_view text, const std::string& file) {
  const auto document = parse(text, file);
  if (document.has_error()) return document.error();
  if (!document->is_object()) {
    return fail(Errc::corrupt, fmt::format("{} must hold one JSON object with a member per flag", file));
  }
  domain::FlagValues values = domain::default_flag_values();
  for (const auto& member : document->get_object()) {
    const std::string_view key = member.key();
    const auto flag = domain::find_flag(key);
    if (!flag) return fail(Errc::corrupt, fmt::format("{}: \"{}\" is not a flag of this souk", file, key));
    const auto value = from_value(member.value());
    if (!value) {
      return fail(Errc::corrupt, fmt::format("{}: flag {} has a value that is no switch, whole number or text: {}",
                                             file, key, json::serialize(member.value())));
    }
    const auto checked = FlagCells::check(*flag, *value);
    if (checked.has_error()) return fail(Errc::corrupt, fmt::format("{}: {}", file, checked.error().detail));
    values[static_cast<std::size_t>(*flag)] = *value;
  }
  return values;
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
