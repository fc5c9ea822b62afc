#include "targeting/definition.hpp"

#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>
#include <set>
#include <utility>

#include "targeting/text_place.hpp"

namespace souk::targeting {
namespace {

constexpr std::string_view kStateEnabled = "ENABLED";
constexpr std::string_view kStateDisabled = "DISABLED";
constexpr const char* kFlagKeys[] = {"state", "variants", "defaultVariant", "targeting", "metadata"};
constexpr const char* kTopKeys[] = {"$schema", "flags", "$evaluators", "metadata"};

std::string text_of(const json::value& value) { return {value.get_string().data(), value.get_string().size()}; }

// Whole numbers and fractions are one type.
json::kind type_of(const json::value& value) { return value.is_number() ? json::kind::double_ : value.kind(); }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  ReadDefinitions read() {
    if (text_.size() > kMostText) {
      add({}, "the file is larger than " + std::to_string(kMostText >> 20U) + " MiB");
      return result();
    }
    json::value root;
    if (!parse(root)) return result();
    if (!root.is_object()) {
      add({}, "a definition file is an object with the member \"flags\"");
      return result();
    }
    read_top(root.get_object());
    return result();
  }

 private:
  using Path = std::vector<std::string>;

  bool parse(json::value& root) {
    json::parser parser;
    boost::system::error_code error;
    const std::size_t consumed = parser.write_some(text_.data(), text_.size(), error);
    if (!error && consumed < text_.size()) error = json::error::extra_data;
    if (error) {
      const TextPlace place = place_of_offset(text_, consumed);
      mistakes_.push_back({place.line, place.column, "this is no JSON: " + error.message()});
      return false;
    }
    root = parser.release();
    return true;
  }

  void add(const Path& path, std::string what) {
    const TextPlace place = place_of_member(text_, path);
    mistakes_.push_back({place.line, place.column, std::move(what)});
  }

  ReadDefinitions result() {
    ReadDefinitions read;
    std::stable_sort(mistakes_.begin(), mistakes_.end(), [](const auto& a, const auto& b) {
      return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    if (mistakes_.empty()) read.flags = std::move(set_);
    read.mistakes = std::move(mistakes_);
    return read;
  }

  template <std::size_t N>
  void check_keys(const json::object& object, const char* const (&known)[N], const Path& path) {
    for (const auto& [name, member] : object) {
      const std::string key(name.data(), name.size());
      if (std::find(std::begin(known), std::end(known), key) != std::end(known)) continue;
      Path place = path;
      place.push_back(key);
      add(place, "unknown member \"" + key + "\"");
    }
  }

  void read_top(const json::object& root) {
    check_keys(root, kTopKeys, {});
    if (const json::value* metadata = root.if_contains("metadata")) {
      if (metadata->is_object()) {
        set_.metadata = metadata->get_object();
      } else {
        add({"metadata"}, "metadata has to be an object");
      }
    }
    json::object evaluators;
    if (const json::value* given = root.if_contains("$evaluators")) {
      if (given->is_object()) {
        evaluators = given->get_object();
      } else {
        add({"$evaluators"}, "$evaluators has to be an object of rules");
      }
    }
    const json::value* flags = root.if_contains("flags");
    if (flags == nullptr || !flags->is_object()) {
      add({"flags"}, "\"flags\" has to be there, an object of flags");
      return;
    }
    if (flags->get_object().size() > kMostFlags) {
      add({"flags"}, "more than " + std::to_string(kMostFlags) + " flags");
      return;
    }
    for (const auto& [name, flag] : flags->get_object()) {
      read_flag(std::string(name.data(), name.size()), flag, evaluators);
    }
  }

  void read_flag(std::string key, const json::value& given, const json::object& evaluators) {
    const Path place{"flags", key};
    if (!given.is_object()) return add(place, "a flag is an object");
    const json::object& flag = given.get_object();
    check_keys(flag, kFlagKeys, place);
    Definition definition;
    definition.key = key;
    read_state(flag, place, definition);
    read_variants(flag, place, definition);
    read_default(flag, place, definition);
    read_targeting(flag, place, evaluators, definition);
    if (const json::value* metadata = flag.if_contains("metadata"); metadata != nullptr) {
      if (metadata->is_object()) {
        definition.metadata = metadata->get_object();
      } else {
        add({"flags", key, "metadata"}, "metadata has to be an object");
      }
    }
    set_.flags.emplace(std::move(key), std::move(definition));
  }

  static Path inside(Path place, const char* member) {
    place.emplace_back(member);
    return place;
  }

  void read_state(const json::object& flag, const Path& place, Definition& definition) {
    const json::value* state = flag.if_contains("state");
    const std::string text = state != nullptr && state->is_string() ? text_of(*state) : std::string();
    if (text != kStateEnabled && text != kStateDisabled) {
      add(inside(place, "state"), "state has to be \"ENABLED\" or \"DISABLED\"");
    }
    definition.enabled = text != kStateDisabled;
  }

  void read_variants(const json::object& flag, const Path& place, Definition& definition) {
    const json::value* variants = flag.if_contains("variants");
    if (variants == nullptr || !variants->is_object() || variants->get_object().empty()) {
      return add(inside(place, "variants"), "variants has to be an object of at least one variant");
    }
    for (const auto& [name, value] : variants->get_object()) {
      definition.variants.push_back({std::string(name.data(), name.size()), value});
      const Variant& added = definition.variants.back();
      Path where = inside(place, "variants");
      where.push_back(added.name);
      if (value.is_null() || value.is_array()) {
        add(where, "a variant is a boolean, a number, a text or an object");
      } else if (type_of(value) != type_of(definition.variants.front().value)) {
        add(where, "the variants of a flag have to be of one type, and \"" + definition.variants.front().name +
                       "\" is of another");
      }
    }
  }

  void read_default(const json::object& flag, const Path& place, Definition& definition) {
    const json::value* given = flag.if_contains("defaultVariant");
    if (given == nullptr || given->is_null()) return;
    if (!given->is_string()) return add(inside(place, "defaultVariant"), "defaultVariant has to be a text or null");
    const std::string name = text_of(*given);
    const Variant* variant = definition.find_variant(name);
    if (variant == nullptr) {
      return add(inside(place, "defaultVariant"), "there is no variant \"" + name + "\"");
    }
    definition.default_variant = static_cast<std::size_t>(variant - definition.variants.data());
  }

  void read_targeting(const json::object& flag, const Path& place, const json::object& evaluators,
                      Definition& definition) {
    const json::value* rule = flag.if_contains("targeting");
    if (rule == nullptr) return;
    if (!rule->is_object()) return add(inside(place, "targeting"), "targeting has to be an object, a JsonLogic rule");
    if (rule->get_object().empty()) return;
    Result<Logic> logic = Logic::compile(*rule, evaluators);
    if (logic) {
      definition.targeting = std::move(*logic);
    } else if (logic.error().code == Errc::not_found) {
      definition.broken = logic.error().detail;
    } else {
      add(inside(place, "targeting"), logic.error().detail);
    }
  }

  std::string_view text_;
  DefinitionSet set_;
  std::vector<DefinitionMistake> mistakes_;
};

Evaluation failed(EvaluationError error, std::string details) {
  return {.variant = nullptr, .reason = Reason::error, .error = error, .details = std::move(details)};
}

Evaluation default_of(const Definition& flag, Reason reason) {
  Evaluation evaluation;
  evaluation.reason = reason;
  if (flag.default_variant) {
    evaluation.variant = &flag.variants[*flag.default_variant];
  } else {
    evaluation.reason = Reason::default_value;
  }
  return evaluation;
}

}  // namespace

const Variant* Definition::find_variant(std::string_view name) const {
  const auto found =
      std::find_if(variants.begin(), variants.end(), [name](const Variant& v) { return v.name == name; });
  return found == variants.end() ? nullptr : &*found;
}

ReadDefinitions read_definitions(std::string_view text) { return Reader(text).read(); }

Evaluation evaluate(const Definition& flag, const json::object& context, UnixMs now) {
  if (!flag.enabled) {
    Evaluation evaluation;
    evaluation.reason = Reason::disabled;
    return evaluation;
  }
  if (!flag.broken.empty()) return failed(EvaluationError::parse_error, flag.broken);
  if (!flag.targeting) return default_of(flag, Reason::static_value);
  // Most contexts fit in here; what is made of them is gone before it is.
  std::array<unsigned char, 2'048> room;
  json::monotonic_resource memory(room.data(), room.size());
  json::object data(context, &memory);
  data["$flagd"] = {{"flagKey", flag.key}, {"timestamp", now / 1'000}};
  const Logic::Outcome outcome = flag.targeting->evaluate(data);
  if (outcome.out_of_steps) return failed(EvaluationError::general, "the rule takes too many steps");
  if (outcome.value.is_null()) return default_of(flag, Reason::default_value);
  std::string name;
  if (outcome.value.is_string()) {
    name = text_of(outcome.value);
  } else if (outcome.value.is_bool()) {
    name = outcome.value.get_bool() ? "true" : "false";
  } else {
    return failed(EvaluationError::general, "the rule gives neither the name of a variant nor null");
  }
  const Variant* variant = flag.find_variant(name);
  if (variant == nullptr)
    return failed(EvaluationError::general, "the rule gives \"" + name + "\", which is no variant");
  Evaluation evaluation;
  evaluation.variant = variant;
  evaluation.reason = Reason::targeting_match;
  return evaluation;
}

}  // namespace souk::targeting
