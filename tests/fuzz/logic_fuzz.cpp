// Any JSON as a rule, and as what it is evaluated on: the first line is the rule, the rest the data. It ends, within
// its limits, with a value.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "targeting/logic.hpp"

namespace json = boost::json;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  boost::system::error_code error;
  const json::value rule = json::parse(json::string_view(text.data(), end), error);
  if (error) return 0;
  const json::value data = json::parse(json::string_view(text.data() + end + 1, size - end - 1), error);
  if (error) return 0;
  // Few steps: what a rule may do within many is slow rather than wrong.
  souk::targeting::LogicLimits limits;
  limits.steps = 2'000;
  limits.text = 4'096;
  const auto logic = souk::targeting::Logic::compile(rule, {}, limits);
  if (logic.has_error()) {
    if (logic.error().detail.empty()) std::abort();
    return 0;
  }
  const auto once = logic->evaluate(data);
  if (json::serialize(once.value) != json::serialize(logic->evaluate(data).value)) std::abort();
  return 0;
}
