#include "flags/rollout_file.hpp"

#include <boost/json.hpp>
#include <string>
#include <utility>

#include "flags/durable_file.hpp"
#include "flags/flag_file.hpp"

namespace souk::flags {
namespace {

namespace json = boost::json;
using domain::Rollout;

std::string text_of(const json::value& value) { return json::value_to<std::string>(value); }

std::optional<domain::RolloutState> find_state(std::string_view name) {
  for (std::size_t i = 0; i < domain::kRolloutStateNames.size(); ++i) {
    if (domain::kRolloutStateNames[i] == name) return static_cast<domain::RolloutState>(i);
  }
  return std::nullopt;
}

// Throws what Boost.JSON throws for a member that is not there or of another type.
Result<Rollout> read(const json::object& object) {
  Rollout rollout;
  const auto flag = domain::find_flag(text_of(object.at("flag")));
  const auto state = find_state(text_of(object.at("state")));
  const auto value = from_value(object.at("value"));
  const auto before = from_value(object.at("before"));
  if (!flag || !state || !value || !before) return fail(Errc::corrupt, "an unknown flag, state or value");
  rollout.id = object.at("id").to_number<std::uint64_t>();
  rollout.flag = *flag;
  rollout.state = *state;
  rollout.value = *value;
  rollout.before = *before;
  rollout.at = object.at("at").to_number<UnixMs>();
  rollout.steps = json::value_to<std::vector<unsigned>>(object.at("steps"));
  rollout.every_ms = object.at("every_ms").to_number<std::int64_t>();
  if (const json::value* slo = object.if_contains("slo")) rollout.guard = domain::find_component(text_of(*slo));
  rollout.who = text_of(object.at("who"));
  rollout.why = text_of(object.at("why"));
  rollout.taken = object.at("taken").to_number<std::size_t>();
  rollout.next = object.at("next").to_number<UnixMs>();
  rollout.note = text_of(object.at("note"));
  if (const Result<void> fine = domain::check(rollout); !fine) return fail(Errc::corrupt, fine.error().detail);
  if (rollout.taken > rollout.steps.size()) return fail(Errc::corrupt, "more steps taken than there are");
  return rollout;
}

}  // namespace

json::object to_json(const Rollout& rollout) {
  json::array steps;
  for (const unsigned percent : rollout.steps) steps.emplace_back(percent);
  json::object object{{"id", rollout.id},
                      {"flag", domain::definition_of(rollout.flag).key},
                      {"value", to_value(rollout.value)},
                      {"before", to_value(rollout.before)},
                      {"at", rollout.at},
                      {"steps", std::move(steps)},
                      {"every_ms", rollout.every_ms},
                      {"who", rollout.who},
                      {"why", rollout.why},
                      {"state", to_string(rollout.state)},
                      {"percent", rollout.percent()},
                      {"taken", rollout.taken},
                      {"next", rollout.next},
                      {"note", rollout.note}};
  if (rollout.guard) object["slo"] = key_of(*rollout.guard);
  return object;
}

Result<Rollout> parse_rollout(const json::object& object) {
  try {
    return read(object);
  } catch (const std::exception& error) {
    return fail(Errc::corrupt, std::string("this is no rollout: ") + error.what());
  }
}

Result<std::vector<Rollout>> RolloutFile::load() const {
  const auto text = read_file(file_);
  if (text.has_error()) return text.error();
  std::vector<Rollout> rollouts;
  if (!text->has_value()) return rollouts;
  boost::system::error_code error;
  const json::value root = json::parse(**text, error);
  if (error || !root.is_array()) return fail(Errc::corrupt, file_.string() + ": this is no list of rollouts");
  for (const json::value& each : root.get_array()) {
    if (!each.is_object()) return fail(Errc::corrupt, file_.string() + ": this is no list of rollouts");
    Result<Rollout> rollout = parse_rollout(each.get_object());
    if (!rollout) return fail(Errc::corrupt, file_.string() + ": " + rollout.error().detail);
    rollouts.push_back(std::move(*rollout));
  }
  return rollouts;
}

Result<void> RolloutFile::keep(const std::vector<Rollout>& rollouts) const {
  json::array all;
  for (const Rollout& rollout : rollouts) all.push_back(to_json(rollout));
  std::filesystem::path draft = file_;
  draft += ".tmp";
  if (Result<void> written = write_synced(draft, json::serialize(all) + "\n"); !written) return written;
  return replace(draft, file_);
}

}  // namespace souk::flags
