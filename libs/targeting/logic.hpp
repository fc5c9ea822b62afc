// JsonLogic (jsonlogic.com) as flagd speaks it: rules that are JSON, evaluated against data that is JSON. With the
// operators of flagd, `fractional`, `sem_ver`, `starts_with` and `ends_with` (flagd.dev, "custom operations"), and
// `$ref` to shared rules, which are put in place when the rule is compiled.
//
// Compiling refuses what can be seen to be wrong; evaluating never fails: an operator that cannot do its work, or a
// rule that takes more steps than it may, is null, as flagd has it.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace souk::targeting {

namespace json = boost::json;

struct LogicLimits {
  std::size_t depth = 64;       // of operators in operators, those behind a $ref included
  std::size_t nodes = 10'000;   // in a compiled rule
  std::size_t steps = 100'000;  // of one evaluation: operators applied, and elements of lists and objects copied
  std::size_t text = 65'536;    // bytes of a text that an evaluation makes
};

class Logic {
 public:
  // `evaluators`: the rules that a $ref may name. Errors: invalid_argument, with the way to the place ("if[1].==[0]"):
  // an unknown operator, a cyclic $ref, too deep, too long; not_found: a $ref to an evaluator that is not there.
  static Result<Logic> compile(const json::value& rule, const json::object& evaluators = {},
                               const LogicLimits& limits = {});
  ~Logic();
  Logic(Logic&&) noexcept;
  Logic& operator=(Logic&&) noexcept;

  struct Outcome {
    json::value value;  // null where an operator failed
    bool out_of_steps = false;
  };
  Outcome evaluate(const json::value& data) const;

 private:
  struct Node;
  class Compiler;
  class Evaluator;
  Logic(std::unique_ptr<Node> root, const LogicLimits& limits);
  std::unique_ptr<Node> root_;
  LogicLimits limits_;
};

}  // namespace souk::targeting
