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

struct VendorsArguments {
  OpsTarget target;
  bool as_json = false;
};

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return {};
  return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

Task<Result<int>> act(cluster::OpsClient& ops, domain::VendorAction action, bool as_json) {
  const Result<json::object> done = co_await ops.review_vendors(action);
  if (done.has_error()) co_return done.error();
  std::puts(as_json ? json::serialize(*done).c_str() : text_of(*done, "summary").c_str());
  const json::value* prevented = done->if_contains("prevented");
  co_return prevented != nullptr && prevented->is_bool() && prevented->as_bool() ? 1 : 0;
}

Task<Result<int>> evaluate(cluster::OpsClient& ops, const VendorsArguments& arguments) {
  return act(ops, domain::VendorAction::evaluate, arguments.as_json);
}

Task<Result<int>> retract(cluster::OpsClient& ops, const VendorsArguments& arguments) {
  return act(ops, domain::VendorAction::retract, arguments.as_json);
}

Task<Result<int>> list_mail(cluster::OpsClient& ops, const VendorsArguments& arguments) {
  std::int64_t after = 0;
  while (true) {
    const Result<json::object> page = co_await ops.vendor_mail(after);
    if (page.has_error()) co_return page.error();
    const json::value* mail = page->if_contains("mail");
    if (mail == nullptr || !mail->is_array()) co_return fail(Errc::corrupt, "the answer lacks its list of mail");
    for (const json::value& item : mail->as_array()) {
      if (arguments.as_json) {
        std::puts(json::serialize(item).c_str());
        continue;
      }
      if (!item.is_object()) continue;
      const json::object& entry = item.as_object();
      std::printf("%-8s %-8s %-10s %-36s %s\n", text_of(entry, "id").c_str(), text_of(entry, "kind").c_str(),
                  text_of(entry, "state").c_str(), text_of(entry, "to").c_str(), text_of(entry, "subject").c_str());
    }
    const json::value* next = page->if_contains("next");
    if (next == nullptr || !next->is_int64()) co_return 0;
    after = next->as_int64();
  }
}

using Talk = Task<Result<int>> (*)(cluster::OpsClient&, const VendorsArguments&);

void add_verb(CLI::App& parent, const std::shared_ptr<VendorsArguments>& arguments, int& exit_code,
              const std::string& name, const std::string& description, Talk talk) {
  CLI::App* verb = parent.add_subcommand(name, description);
  arguments->target.add_options(*verb);
  verb->add_flag("--json", arguments->as_json, "As JSON");
  const std::string prefix = "vendors " + name;
  verb->callback([arguments, &exit_code, prefix, talk] {
    exit_code =
        arguments->target.run(prefix, [&arguments, talk](cluster::OpsClient& ops) { return talk(ops, *arguments); });
  });
}

}  // namespace

void add_vendors_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<VendorsArguments>();
  CLI::App* vendors = app.add_subcommand("vendors", "The Top Vendor programme of a running souk, and its e-mails");
  vendors->require_subcommand(1);
  add_verb(*vendors, arguments, exit_code, "evaluate",
           "Evaluate the Top Vendor rules now (exit 1: the flag vendor-status-evaluation is off)", &evaluate);
  add_verb(*vendors, arguments, exit_code, "retract",
           "Approve flagged vendors who meet the rules after all, and apologise once for each notice they were sent",
           &retract);
  CLI::App* mail =
      vendors->add_subcommand("mail", "E-mails to vendors; those sent are files in the data folder's mail/");
  mail->require_subcommand(1);
  add_verb(*mail, arguments, exit_code, "list", "All of them, oldest first", &list_mail);
  vendors->footer(
      "Examples:\n"
      "  souk vendors evaluate\n"
      "  souk flags set vendor-notifications hold --why \"the counts are wrong\"\n"
      "  souk vendors mail list --data /tmp/shop\n"
      "  souk vendors retract");
}

}  // namespace souk
