#include "flags/flag_cells.hpp"

#include <algorithm>

namespace souk::flags {
namespace {

std::int64_t encode(domain::Flag flag, const domain::FlagValue& value) {
  if (const bool* on = std::get_if<bool>(&value)) return *on ? 1 : 0;
  if (const std::int64_t* number = std::get_if<std::int64_t>(&value)) return *number;
  const auto& variants = domain::definition_of(flag).variants;
  return std::find(variants.begin(), variants.end(), std::get<std::string>(value)) - variants.begin();
}

}  // namespace

FlagCells::FlagCells(const domain::FlagValues& values) {
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    store(definition.flag, values[static_cast<std::size_t>(definition.flag)]);
  }
}

domain::FlagValue FlagCells::load(domain::Flag flag) const {
  const std::int64_t cell = cells_[static_cast<std::size_t>(flag)].load(std::memory_order_acquire);
  const domain::FlagDefinition& definition = domain::definition_of(flag);
  if (std::holds_alternative<bool>(definition.default_value)) return cell != 0;
  if (std::holds_alternative<std::int64_t>(definition.default_value)) return cell;
  return definition.variants[static_cast<std::size_t>(cell)];
}

void FlagCells::store(domain::Flag flag, const domain::FlagValue& value) {
  cells_[static_cast<std::size_t>(flag)].store(encode(flag, value), std::memory_order_release);
}

Result<void> FlagCells::check(domain::Flag flag, const domain::FlagValue& value) {
  const domain::FlagDefinition& definition = domain::definition_of(flag);
  const auto parsed = domain::parse_flag_value(flag, domain::to_text(value));
  if (parsed.has_error()) return parsed.error();
  if (value.index() != definition.default_value.index()) {
    return fail(Errc::invalid_argument, "flag " + std::string(definition.key) + " takes another type than \"" +
                                            domain::to_text(value) + "\" was given as");
  }
  return {};
}

}  // namespace souk::flags
