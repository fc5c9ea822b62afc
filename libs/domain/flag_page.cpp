#include "domain/flag_page.hpp"

#include "domain/flag.hpp"
#include "domain/flag_proof.hpp"

namespace souk::domain {
namespace {

// The default first.
std::string values_of(const FlagDefinition& definition) {
  const std::string standard = to_text(definition.default_value);
  if (std::holds_alternative<std::int64_t>(definition.default_value)) {
    return "`" + standard + "`, any from " + std::to_string(definition.min) + " to " + std::to_string(definition.max);
  }
  std::string text = "`" + standard + "`";
  if (std::holds_alternative<bool>(definition.default_value)) return text + (standard == "on" ? ", `off`" : ", `on`");
  for (const std::string& variant : definition.variants) {
    if (variant != standard) text += ", `" + variant + "`";
  }
  return text;
}

std::string row(std::initializer_list<std::string_view> cells) {
  std::string text = "|";
  for (const std::string_view cell : cells) text += " " + std::string(cell) + " |";
  return text + "\n";
}

}  // namespace

std::string flag_tables() {
  std::string what =
      "| Flag | Values (default first) | Owner | What it does | What degrades |\n|---|---|---|---|---|\n";
  std::string proof = "| Flag | Do | See |\n|---|---|---|\n";
  for (const FlagDefinition& definition : flag_definitions()) {
    const FlagProof& how = proof_of(definition.flag);
    const std::string key = "`" + std::string(definition.key) + "`";
    what += row({key, values_of(definition), how.owner, definition.description, definition.degrades});
    proof += row({key, how.action, how.effect});
  }
  return "## The flags\n\n" + what +
         "\n## How to prove each\n\nEach line is something to do on a running souk and something to see, on `/metrics` "
         "or in a drill's report.\n\n" +
         proof;
}

}  // namespace souk::domain
