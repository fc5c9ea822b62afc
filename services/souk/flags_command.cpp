#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/duration.hpp"
#include "domain/flag_page.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"
#include "services/souk/rollout_times.hpp"

namespace souk {
namespace {

namespace json = boost::json;

struct FlagsArguments {
  OpsTarget target;
  std::string key, value, why;
  std::string who = "cli";
  bool as_json = false;
  bool yes = false, everybody = false;
  std::optional<unsigned> percent;
  std::string at, slo, every = "1m";
  std::vector<unsigned> ramp;
  std::uint64_t id = 0;

  bool is_planned() const { return !at.empty() || !ramp.empty() || !slo.empty(); }
};

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

Task<Result<int>> list(cluster::OpsClient& ops, const FlagsArguments& arguments) {
  const Result<json::object> answer = co_await ops.flags();
  if (answer.has_error()) co_return answer.error();
  if (arguments.as_json) {
    std::puts(json::serialize(*answer).c_str());
    co_return 0;
  }
  for (const json::value& item : answer->at("flags").as_array()) {
    const json::object& flag = item.as_object();
    const bool rule = flag.at("rule").as_bool();
    std::printf("%-25s %-10s %s%s\n", text_member(flag, "key").c_str(), text_member(flag, "text").c_str(),
                rule ? "(and a rule) " : "", text_member(flag, "description").c_str());
  }
  if (const std::string problem = text_member(*answer, "problem"); !problem.empty()) {
    std::fprintf(stderr, "the flags' file was edited and is not in force: %s\n", problem.c_str());
  }
  co_return 0;
}

Task<Result<int>> get(cluster::OpsClient& ops, const FlagsArguments& arguments) {
  const Result<json::object> flag = co_await ops.flag(arguments.key);
  if (flag.has_error()) co_return flag.error();
  if (arguments.as_json) {
    std::puts(json::serialize(*flag).c_str());
  } else {
    std::puts(text_member(*flag, "text").c_str());
  }
  co_return 0;
}

cluster::FlagOrder order_of(const FlagsArguments& arguments) {
  cluster::FlagOrder order{.key = arguments.key,
                           .value = arguments.value,
                           .who = arguments.who,
                           .why = arguments.why,
                           .confirm = arguments.yes,
                           .percent = arguments.percent};
  if (arguments.everybody) order.percent = 100;
  return order;
}

std::string in_words(const json::object& rollout) {
  std::string text =
      "rollout " + std::to_string(rollout.at("id").to_number<std::uint64_t>()) + ": " + text_member(rollout, "flag") +
      " at " + std::to_string(rollout.at("percent").to_number<unsigned>()) + "%, " + text_member(rollout, "state");
  if (const std::string note = text_member(rollout, "note"); !note.empty()) text += " (" + note + ")";
  return text;
}

// Later or in steps.
Task<Result<int>> plan(cluster::OpsClient& ops, const FlagsArguments& arguments) {
  cluster::RolloutOrder order{.flag = order_of(arguments)};
  if (arguments.percent) order.steps = {*arguments.percent};
  if (!arguments.ramp.empty()) order.steps = arguments.ramp;
  const Result<Nanos> every = domain::parse_duration(arguments.every);
  if (every.has_error()) co_return every.error();
  order.every_s = to_s(*every);
  if (!arguments.at.empty()) {
    const Result<StartTime> at = parse_start_time(arguments.at);
    if (at.has_error()) co_return at.error();
    order.in_s = at->in_s;
    order.at = at->at;
  }
  order.slo = arguments.slo;
  auto beginning = ops.begin_rollout(std::move(order));
  const Result<json::object> rollout = co_await std::move(beginning);
  if (rollout.has_error()) co_return rollout.error();
  std::puts(in_words(*rollout).c_str());
  co_return 0;
}

Task<Result<int>> set(cluster::OpsClient& ops, const FlagsArguments& arguments) {
  if (arguments.is_planned()) co_return co_await plan(ops, arguments);
  auto setting = ops.set_flag(order_of(arguments));
  const Result<json::object> flag = co_await std::move(setting);
  if (flag.has_error()) co_return flag.error();
  std::printf("%s: %s -> %s\n", arguments.key.c_str(), text_member(*flag, "before").c_str(),
              text_member(*flag, "text").c_str());
  if (flag->at("rule").as_bool() && !arguments.percent) {
    std::fprintf(stderr,
                 "A rule in flags.json gives some another value; --everybody sets the flag and takes the rule away.\n");
  }
  co_return 0;
}

Task<Result<int>> rollouts(cluster::OpsClient& ops, const FlagsArguments& arguments) {
  const Result<json::object> answer = co_await ops.rollouts();
  if (answer.has_error()) co_return answer.error();
  if (arguments.as_json) {
    std::puts(json::serialize(*answer).c_str());
    co_return 0;
  }
  for (const json::value& rollout : answer->at("rollouts").as_array()) {
    std::puts(in_words(rollout.as_object()).c_str());
  }
  co_return 0;
}

Task<Result<int>> cancel(cluster::OpsClient& ops, const FlagsArguments& arguments) {
  const Result<json::object> rollout = co_await ops.cancel_rollout(arguments.id);
  if (rollout.has_error()) co_return rollout.error();
  std::puts(in_words(*rollout).c_str());
  co_return 0;
}

using Talk = Task<Result<int>> (*)(cluster::OpsClient&, const FlagsArguments&);

CLI::App* add_verb(CLI::App& flags, const std::shared_ptr<FlagsArguments>& arguments, int& exit_code,
                   const std::string& name, const std::string& description, Talk talk) {
  CLI::App* verb = flags.add_subcommand(name, description);
  arguments->target.add_options(*verb);
  verb->callback([arguments, &exit_code, name, talk] {
    exit_code = arguments->target.run("flags " + name,
                                      [&arguments, talk](cluster::OpsClient& ops) { return talk(ops, *arguments); });
  });
  return verb;
}

void add_docs_verb(CLI::App& flags) {
  flags.add_subcommand("docs", "Prints the tables of docs/flags.md")->callback([] {
    std::fputs(domain::flag_tables().c_str(), stdout);
  });
}

}  // namespace

void add_flags_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<FlagsArguments>();
  CLI::App* flags = app.add_subcommand("flags", "Read and change the feature flags of a running souk");
  flags->require_subcommand(1);

  CLI::App* list_verb = add_verb(*flags, arguments, exit_code, "list", "All flags, their values and meanings", &list);
  list_verb->add_flag("--json", arguments->as_json, "As JSON, with defaults and what each degrades");
  CLI::App* get_verb = add_verb(*flags, arguments, exit_code, "get", "The value of one flag", &get);
  get_verb->add_option("flag", arguments->key, "Name of the flag")->required();
  get_verb->add_flag("--json", arguments->as_json, "As JSON");
  CLI::App* set_verb = add_verb(*flags, arguments, exit_code, "set", "Change a flag; in force when it returns", &set);
  set_verb->add_option("flag", arguments->key, "Name of the flag")->required();
  set_verb->add_option("value", arguments->value, "on, off, a number or a variant")->required();
  set_verb->add_option("--why", arguments->why, "Reason, kept in the audit log");
  set_verb->add_option("--who", arguments->who, "Who changes it, kept in the audit log")->capture_default_str();
  set_verb->add_flag("--yes", arguments->yes, "Also if it loses events, sends e-mails or demotes vendors");
  auto* everybody = set_verb->add_flag("--everybody", arguments->everybody, "In place of any rule that the flag has");
  set_verb->add_option("--percent", arguments->percent, "Only for this share of those who ask, by a rule")
      ->check(CLI::Range(0, 100))
      ->excludes(everybody);
  set_verb->add_option("--at", arguments->at, "Later: 2030-01-31T10:00:00Z, or a while from now: +10m");
  set_verb->add_option("--ramp", arguments->ramp, "In steps, as percentages: 10,50,100")
      ->delimiter(',')
      ->excludes(everybody);
  set_verb->add_option("--every", arguments->every, "Time between steps")->capture_default_str();
  set_verb->add_option("--slo", arguments->slo,
                       "Component of the status page; the change is taken back when its SLO breaks");
  CLI::App* list_rollouts =
      add_verb(*flags, arguments, exit_code, "rollouts", "Changes that wait or go in steps", &rollouts);
  list_rollouts->add_flag("--json", arguments->as_json, "As JSON");
  CLI::App* cancel_verb =
      add_verb(*flags, arguments, exit_code, "cancel", "Ends a rollout; the flag stays as it is", &cancel);
  cancel_verb->add_option("rollout", arguments->id, "Its number")->required();
  add_docs_verb(*flags);
  add_flags_drill_command(*flags, exit_code);
  flags->footer(
      "Examples:\n"
      "  souk flags list\n"
      "  souk flags get worker-limit\n"
      "  souk flags set analytics-processing off --why \"core is down\"\n"
      "  souk flags set processing-strategy batched --data /tmp/shop\n"
      "  souk flags set analytics-ingest off --percent 10 --yes\n"
      "  souk flags set core-bulkhead on --ramp 10,50,100 --every 2m --slo install-server\n"
      "  souk flags set install-counts hidden --at +10m\n"
      "  souk flags drill --all");
}

}  // namespace souk
