#include "app/probe_table.hpp"

#include <array>
#include <utility>

namespace souk::app {
namespace {

using domain::Component;

// Instances of the probes' own. Each installs one and the same app again and again: it is a whole command, read, write
// and receipt, but counts as one install.
constexpr std::string_view kCloudInstance = "souk-probe-cloud";
constexpr std::string_view kServerInstance = "souk-probe-server";

bool is_ok(const ports::Reply& reply) { return reply.kind == ports::ReplyKind::ok; }

Task<bool> ask_listings(ProbeCall call) {
  auto asking = call.client.browse(std::string(), call.deadline);
  co_return is_ok(co_await std::move(asking));
}

// Prices of an app, as a customer in Japan sees them.
Task<bool> ask_pricing(ProbeCall call) {
  ports::VendorErrand errand{.kind = ports::VendorErrand::Kind::japan_prices};
  errand.app_key = call.app_key();
  auto asking = call.client.run_errand(std::move(errand), call.deadline);
  co_return is_ok(co_await std::move(asking));
}

Task<bool> ask_category(ProbeCall call) {
  auto asking = call.client.browse(call.subjects.category, call.deadline);
  co_return is_ok(co_await std::move(asking));
}

Task<bool> ask_search(ProbeCall call) {
  auto asking = call.client.search(call.subjects.search_text, call.deadline);
  co_return is_ok(co_await std::move(asking));
}

Task<ports::Reply> send(ProbeCall call, domain::CommandKind kind, domain::Hosting hosting, std::string_view instance) {
  domain::Command command;
  command.kind = kind;
  command.hosting = hosting;
  command.instance_id = instance;
  command.app_key = call.subjects.app_keys.front();
  std::string key = "probe-" + call.run + "-" + std::string(domain::to_string(kind)) + "-" +
                    std::string(domain::to_string(hosting)) + "-" + std::to_string(call.number);
  auto sending = call.client.command(std::move(command), std::move(key), call.deadline);
  co_return co_await std::move(sending);
}

// There is one evaluation for an instance and an app. Every later one is refused by the rules, after the same
// transactions: an answer as it should be. (A probe that bought something would be in the vendors' sales.)
Task<bool> ask_evaluation(ProbeCall call) {
  constexpr int kConflict = 409;
  auto sending = send(std::move(call), domain::CommandKind::start_evaluation, domain::Hosting::server, kServerInstance);
  const ports::Reply reply = co_await std::move(sending);
  co_return is_ok(reply) || reply.status == kConflict;
}

Task<bool> install_in_cloud(ProbeCall call) {
  auto sending = send(std::move(call), domain::CommandKind::install, domain::Hosting::cloud, kCloudInstance);
  co_return is_ok(co_await std::move(sending));
}

Task<bool> install_on_server(ProbeCall call) {
  auto sending = send(std::move(call), domain::CommandKind::install, domain::Hosting::server, kServerInstance);
  co_return is_ok(co_await std::move(sending));
}

// The private app of the vendors' probes. The first probe submits it, whichever that is.
constexpr std::string_view kPrivateApp = "souk.probe.private";

Task<ports::Reply> send_errand(ProbeCall call, ports::VendorErrand::Kind kind) {
  ports::VendorErrand errand{.kind = kind, .vendor = call.subjects.vendor};
  errand.app_key = kPrivateApp;
  errand.category = call.subjects.category;
  errand.text = "As probe " + std::to_string(call.number) + " wrote it";
  auto running = call.client.run_errand(std::move(errand), call.deadline);
  co_return co_await std::move(running);
}

// Every submission after the first is refused, because the key is taken: an answer as it should be.
Task<bool> submit_app(ProbeCall call) {
  constexpr int kConflict = 409;
  auto sending = send_errand(std::move(call), ports::VendorErrand::Kind::submit);
  const ports::Reply reply = co_await std::move(sending);
  co_return is_ok(reply) || reply.status == kConflict;
}

// Of the private app, which is submitted first where it is unknown yet.
Task<bool> run_on_private_app(ProbeCall call, ports::VendorErrand::Kind kind) {
  constexpr int kNotFound = 404;
  auto sending = send_errand(call, kind);
  const ports::Reply reply = co_await std::move(sending);
  if (reply.status != kNotFound) co_return is_ok(reply);
  auto submitting = submit_app(call);
  if (const bool submitted = co_await std::move(submitting); !submitted) co_return false;
  auto again = send_errand(std::move(call), kind);
  co_return is_ok(co_await std::move(again));
}

Task<bool> change_listing(ProbeCall call) {
  return run_on_private_app(std::move(call), ports::VendorErrand::Kind::change_listing);
}

Task<bool> open_private_listing(ProbeCall call) {
  return run_on_private_app(std::move(call), ports::VendorErrand::Kind::private_listing);
}

template <ports::VendorErrand::Kind kind>
Task<bool> run_errand(ProbeCall call) {
  auto sending = send_errand(std::move(call), kind);
  co_return is_ok(co_await std::move(sending));
}

// The licences of a vendor, and an app's distribution by week.
Task<bool> ask_reporting(ProbeCall call) {
  ports::VendorErrand errand{.kind = ports::VendorErrand::Kind::distribution, .vendor = call.subjects.vendor};
  errand.app_key = call.app_key();
  auto reporting = send_errand(call, ports::VendorErrand::Kind::report);
  if (!is_ok(co_await std::move(reporting))) co_return false;
  auto asking = call.client.run_errand(std::move(errand), call.deadline);
  co_return is_ok(co_await std::move(asking));
}

constexpr std::array kTable{
    Probe{Component::listings, ask_listings},
    Probe{Component::pricing, ask_pricing},
    Probe{Component::categories, ask_category},
    Probe{Component::evaluations_purchases, ask_evaluation},
    Probe{Component::install_cloud, install_in_cloud},
    Probe{Component::install_server, install_on_server},
    Probe{Component::search, ask_search},
    Probe{Component::submissions, submit_app},
    Probe{Component::listing_management, change_listing},
    Probe{Component::private_listings, open_private_listing},
    Probe{Component::reporting, ask_reporting},
    Probe{Component::vendor_management, run_errand<ports::VendorErrand::Kind::profile>},
    Probe{Component::vendor_home, run_errand<ports::VendorErrand::Kind::home>},
    Probe{Component::notifications, run_errand<ports::VendorErrand::Kind::notifications>},
};

}  // namespace

ProbeSubjects probe_subjects(std::vector<std::string> app_keys, std::string category, std::int64_t vendor) {
  ProbeSubjects subjects{std::move(app_keys), std::move(category), std::string(), vendor};
  if (subjects.app_keys.empty()) return subjects;
  const std::string& key = subjects.app_keys.front();
  const std::size_t dot = key.rfind('.');
  subjects.search_text = dot == std::string::npos ? key : key.substr(dot + 1);
  return subjects;
}

std::span<const Probe> probe_table() { return kTable; }

}  // namespace souk::app
