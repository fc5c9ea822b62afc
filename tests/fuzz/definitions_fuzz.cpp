// Any bytes as a definition file: it is read or refused, and what was read can be evaluated and edited.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "targeting/definition.hpp"

namespace {

using souk::targeting::Definition;
using souk::targeting::DefinitionMistake;
using souk::targeting::ReadDefinitions;

void check(bool holds) {
  if (!holds) std::abort();
}

void evaluate_all(const ReadDefinitions& read) {
  const boost::json::object context{{"targetingKey", "somebody"}, {"country", "JP"}, {"n", 7}};
  for (const auto& [key, flag] : read.flags->flags) {
    check(key == flag.key);
    check(!flag.variants.empty());
    const auto evaluation = souk::targeting::evaluate(flag, context, 1'583'366'400'000);
    // A variant is one of the flag's own, and an error has none.
    const bool own = evaluation.variant == nullptr || evaluation.variant == flag.find_variant(evaluation.variant->name);
    check(own);
    check(evaluation.error == souk::targeting::EvaluationError::none || evaluation.variant == nullptr);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const ReadDefinitions read = souk::targeting::read_definitions(text);
  check(read.flags.has_value() == read.mistakes.empty());
  for (const DefinitionMistake& mistake : read.mistakes) check(mistake.line >= 1 && mistake.column >= 1);
  if (read.flags) evaluate_all(read);
  return 0;
}
