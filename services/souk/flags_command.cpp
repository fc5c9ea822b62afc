#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"

namespace souk {
namespace {

namespace json = boost::json;

struct FlagsArguments {
  OpsTarget target;
  std::string key, value, why;
  std::string who = "cli";
  bool as_json = false;
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
    std::printf("%-22s %-10s %s\n", text_member(flag, "key").c_str(), text_member(flag, "text").c_str(),
                text_member(flag, "description").c_str());
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

Task<Result<int>> set(cluster::OpsClient& ops, const FlagsArguments& arguments) {
  const Result<json::object> flag = co_await ops.set_flag(arguments.key, arguments.value, arguments.who, arguments.why);
  if (flag.has_error()) co_return flag.error();
  std::printf("%s: %s -> %s\n", arguments.key.c_str(), text_member(*flag, "before").c_str(),
              text_member(*flag, "text").c_str());
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
  add_flags_drill_command(*flags, exit_code);
  flags->footer(
      "Examples:\n"
      "  souk flags list\n"
      "  souk flags get worker-limit\n"
      "  souk flags set analytics-processing off --why \"core is down\"\n"
      "  souk flags set processing-strategy batched --data /tmp/shop\n"
      "  souk flags drill --all");
}

}  // namespace souk
