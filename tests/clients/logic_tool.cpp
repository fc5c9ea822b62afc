// Evaluates rules for json_logic.cjs: {"rule": ..., "data": ...} a line in, {"value": ...} or {"refused": "why"} out.
#include <boost/json.hpp>
#include <iostream>
#include <string>

#include "targeting/logic.hpp"

int main() {
  namespace json = boost::json;
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const json::value question = json::parse(line);
    const auto logic = souk::targeting::Logic::compile(question.at("rule"));
    json::object answer;
    if (logic.has_error()) {
      answer["refused"] = logic.error().detail;
    } else {
      answer["value"] = logic->evaluate(question.at("data")).value;
    }
    std::cout << json::serialize(answer) << '\n';
  }
  return 0;
}
