#include <algorithm>
#include <string>
#include <utility>

#include "targeting/logic_node.hpp"

namespace souk::targeting {

class Logic::Compiler {
 public:
  Compiler(const json::object& evaluators, const LogicLimits& limits) : evaluators_(evaluators), limits_(limits) {}

  Result<Node> compile(const json::value& rule, const std::string& place, std::size_t depth) {
    if (depth > limits_.depth) return wrong(place, "operators are nested more than " + std::to_string(limits_.depth));
    if (++nodes_ > limits_.nodes) return wrong(place, "the rule is longer than " + std::to_string(limits_.nodes));
    if (rule.is_array()) return compile_list(rule.get_array(), Operator::list, place, depth);
    // An object with one key is an operator; every other value stands for itself.
    if (!rule.is_object() || rule.get_object().size() != 1) {
      return Node{.op = Operator::literal, .literal = rule, .parts = {}};
    }
    const auto& [key, argument] = *rule.get_object().begin();
    const std::string name(key.data(), key.size());
    if (name == "$ref") return compile_reference(argument, place, depth);
    const auto* const known = std::find_if(kOperatorNames.begin(), kOperatorNames.end(),
                                           [&name](const OperatorName& each) { return each.name == name; });
    if (known == kOperatorNames.end()) return wrong(place, "unknown operator \"" + name + "\"");
    const std::string inside = place.empty() ? name : place + "." + name;
    if (argument.is_array()) return compile_list(argument.get_array(), known->op, inside, depth);
    // {"var": "x"} is short for {"var": ["x"]}.
    Result<Node> only = compile(argument, inside, depth + 1);
    if (!only) return only.error();
    Node node{.op = known->op, .literal = {}, .parts = {}};
    node.parts.push_back(std::move(*only));
    return node;
  }

 private:
  static Error wrong(const std::string& place, const std::string& what, Errc code = Errc::invalid_argument) {
    return fail(code, (place.empty() ? std::string() : place + ": ") + what);
  }

  Result<Node> compile_list(const json::array& list, Operator op, const std::string& place, std::size_t depth) {
    Node node{.op = op, .literal = {}, .parts = {}};
    for (std::size_t i = 0; i < list.size(); ++i) {
      Result<Node> part = compile(list[i], place + "[" + std::to_string(i) + "]", depth + 1);
      if (!part) return part.error();
      node.parts.push_back(std::move(*part));
    }
    return node;
  }

  Result<Node> compile_reference(const json::value& argument, const std::string& place, std::size_t depth) {
    if (!argument.is_string()) return wrong(place, "$ref has to be the name of an evaluator");
    const std::string name(argument.get_string().data(), argument.get_string().size());
    const auto found = evaluators_.find(name);
    if (found == evaluators_.end()) {
      return wrong(place, "there is no evaluator \"" + name + "\" in $evaluators", Errc::not_found);
    }
    if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
      std::string way;
      for (const std::string& each : open_) way += each + " -> ";
      return wrong(place, "the evaluator \"" + name + "\" refers to itself: " + way + name);
    }
    open_.push_back(name);
    Result<Node> node = compile(found->value(), place + "<" + name + ">", depth + 1);
    open_.pop_back();
    return node;
  }

  const json::object& evaluators_;
  const LogicLimits& limits_;
  std::size_t nodes_ = 0;
  std::vector<std::string> open_;  // references that are being put in place
};

Result<Logic> Logic::compile(const json::value& rule, const json::object& evaluators, const LogicLimits& limits) {
  Result<Node> root = Compiler(evaluators, limits).compile(rule, "", 0);
  if (!root) return root.error();
  return Logic(std::make_unique<Node>(std::move(*root)), limits);
}

Logic::Logic(std::unique_ptr<Node> root, const LogicLimits& limits) : root_(std::move(root)), limits_(limits) {}
Logic::~Logic() = default;
Logic::Logic(Logic&&) noexcept = default;
Logic& Logic::operator=(Logic&&) noexcept = default;

}  // namespace souk::targeting
