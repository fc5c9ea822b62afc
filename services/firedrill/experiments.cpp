#include <algorithm>

#include "services/firedrill/experiment.hpp"
#include "services/firedrill/fire_load.hpp"

namespace souk::firedrill {
namespace {

using domain::Comparison;
using domain::Component;
using domain::Flag;
using domain::LoadWindow;
using domain::ServiceStatus;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Figures.

Watch counter(std::string_view name, Counter figure) { return {name, "/s", figure}; }
Watch level(std::string_view name, std::string_view unit, Level figure) { return {name, unit, figure}; }
Watch load(std::string_view name, std::string_view unit, LoadFigure figure) { return {name, unit, figure}; }

std::optional<double> truth(std::optional<bool> answer) {
  if (!answer) return std::nullopt;
  return *answer ? 1 : 0;
}

std::optional<double> share(std::uint64_t part, const domain::Accounting& sum) {
  if (sum.planned == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(sum.planned);
}

domain::Accounting core(const LoadWindow& window) {
  domain::Accounting sum;
  for (const auto& [name, operation] : window.operations) {
    if (domain::is_core_operation(name)) sum.add(operation.accounting);
  }
  return sum;
}

domain::Accounting of_operation(const LoadWindow& window, std::string_view operation) {
  const auto found = window.operations.find(operation);
  return found == window.operations.end() ? domain::Accounting{} : found->second.accounting;
}

std::optional<double> core_ok(const LoadWindow& window) {
  const domain::Accounting sum = core(window);
  return share(sum.ok, sum);
}

std::optional<double> core_tries(const LoadWindow& window) {
  const domain::Accounting sum = core(window);
  return share(sum.attempts, sum);
}

std::optional<double> version_checks_ok(const LoadWindow& window) {
  const domain::Accounting sum = of_operation(window, "latest-version");
  return share(sum.ok, sum);
}

std::optional<double> failure_reports(const LoadWindow& window) {
  return static_cast<double>(of_operation(window, "failure-report").planned);
}

const Watch kAccepted = counter("events accepted", [](const ServiceStatus& s) { return s.accepted; });
const Watch kApplied = counter("events applied", [](const ServiceStatus& s) { return s.applied; });
const Watch kExpired = counter("requests dropped in line", [](const ServiceStatus& s) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < domain::kOwnerCount; ++i) sum += s.pool.expired[i] + s.writer.expired[i];
  return sum;
});
const Watch kRecounted = counter("vendors counted again", [](const ServiceStatus& s) { return s.recounted; });
const Watch kWorkers = level(
    "workers", "", [](const ServiceStatus& s) -> std::optional<double> { return static_cast<double>(s.workers); });
const Watch kQuality = level("search quality", "", [](const ServiceStatus& s) { return s.search.quality; });
const Watch kFlagged = level("vendors flagged", "", [](const ServiceStatus& s) -> std::optional<double> {
  return static_cast<double>(s.vendors.flagged);
});
const Watch kMails = level("e-mails that wait", "", [](const ServiceStatus& s) -> std::optional<double> {
  return static_cast<double>(s.vendors.mails_waiting);
});
const Watch kCounts =
    level("products see counts", "", [](const ServiceStatus& s) { return truth(s.products_saw_counts); });
const Watch kReports =
    level("reports have counts", "", [](const ServiceStatus& s) { return truth(s.reports_had_counts); });
const Watch kYen = level("Japan sees yen", "", [](const ServiceStatus& s) { return truth(s.japan_saw_yen); });
const Watch kSubmissions = level("submissions are bad", "", [](const ServiceStatus& s) {
  return truth(domain::is_bad(s.components[domain::index_of(Component::submissions)]));
});
const Watch kDeployment = level("a deployment takes", "ms", [](const ServiceStatus& s) -> std::optional<double> {
  if (s.deployment.state == domain::DeploymentState::none) return std::nullopt;
  return static_cast<double>(s.deployment.elapsed_ms);
});
const Watch kLatestVersion = load("version checks ok", "", &version_checks_ok);
const Watch kCore = load("core operations ok", "", &core_ok);
const Watch kTries = load("tries per core operation", "", &core_tries);
const Watch kFailureReports = load("failures reported", "/s", &failure_reports);

// Effects.

constexpr Effect stops() { return {Comparison::at_most, 0.2, 0}; }
constexpr Effect falls_to(double part) { return {Comparison::at_most, part, 0}; }
constexpr Effect rises_to(double part) { return {Comparison::at_least, part, 0}; }
constexpr Effect rises_by(double amount) { return {Comparison::at_least, 1, amount}; }
constexpr Effect falls_by(double amount) { return {Comparison::at_most, 1, -amount}; }

// Actions.

domain::StepAction set_flag(std::string key, std::string value) {
  return domain::FlagSetting{std::move(key), std::move(value)};
}
domain::StepAction set(std::string name, double value) { return domain::ControllerSetting{std::move(name), {value}}; }

// The store under siege: the burst, and a cluster far past the size at which the store turns around.
Actions siege() { return {set_flag("worker-autoscaling", "off"), set("workers", kSiegeWorkers), events_at(kBurst)}; }
Actions end_of_siege() {
  return {events_at(kOrdinary), set("workers", 4), set_flag("processing-strategy", "batched"),
          set_flag("worker-autoscaling", "on")};
}
// Behind a siege there is a backlog that batches clear in a moment.
Actions after_siege() { return {set_flag("processing-strategy", "per_event")}; }

FlagExperiment under_siege(FlagExperiment experiment) {
  experiment.prepare = after_siege();
  const Actions more = siege();
  experiment.prepare.insert(experiment.prepare.end(), more.begin(), more.end());
  experiment.clean_up = end_of_siege();
  experiment.settle = seconds(3);
  experiment.before = seconds(4);
  experiment.after = seconds(6);
  experiment.back = seconds(5);
  return experiment;
}

FlagExperiment simple(Flag flag, std::string healthy, std::string flipped, std::string_view question, Watch watch,
                      Effect effect) {
  FlagExperiment experiment;
  experiment.flag = flag;
  experiment.healthy = std::move(healthy);
  experiment.flipped = std::move(flipped);
  experiment.question = question;
  experiment.watch = watch;
  experiment.effect = effect;
  return experiment;
}

// Switches of what the shop shows and takes.
void add_shop(std::vector<FlagExperiment>& all) {
  all.push_back(simple(Flag::install_counts, "live", "zero", "Do products see zeros in place of counts?", kCounts,
                       falls_by(0.5)));
  // Counts at zero take vendors their status, and the search its order: those have experiments of their own.
  all.back().prepare = {set_flag("vendor-status-evaluation", "off")};
  all.back().clean_up = {set_flag("vendor-status-evaluation", "on")};
  all.push_back(simple(Flag::install_counts_in_product, "live", "hidden", "Are counts taken off the pages in products?",
                       kCounts, falls_by(0.5)));
  all.push_back(simple(Flag::install_counts_in_reports, "live", "hidden", "Are counts taken out of vendors' reports?",
                       kReports, falls_by(0.5)));
  all.push_back(simple(Flag::yen_prices, "on", "off", "Does Japan see dollars?", kYen, falls_by(0.5)));
  all.push_back(
      simple(Flag::phone_home, "on", "off", "Are the daily checks of instances refused?", kLatestVersion, stops()));
  all.push_back(
      simple(Flag::submissions, "on", "off", "Are new apps and versions refused?", kSubmissions, rises_by(0.5)));
  all.back().degrades = {Component::submissions, Component::private_listings, Component::listing_management};
  all.push_back(simple(Flag::search_ranking, "live", "text-only", "Does the search rank by the text alone?", kQuality,
                       falls_to(0.95)));
  all.back().after = all.back().back = seconds(4);
}

// The way of the events.
void add_analytics(std::vector<FlagExperiment>& all) {
  all.push_back(simple(Flag::analytics_ingest, "on", "off", "Is nothing taken in from clients?", kAccepted, stops()));
  all.push_back(
      simple(Flag::analytics_processing, "on", "off", "Do the workers leave the store alone?", kApplied, stops()));
  all.push_back(simple(Flag::worker_limit, "1024", "2", "Are workers taken away at once?", kWorkers, falls_to(0.5)));
  all.back().prepare = {set_flag("worker-autoscaling", "off"), set("workers", 16)};
  all.back().clean_up = {set("workers", 4), set_flag("worker-autoscaling", "on")};
  all.back().settle = seconds(1);
  all.push_back(simple(Flag::catch_up_control, "off", "on", "Does the core's latency size the cluster?", kWorkers,
                       falls_to(0.5)));
  all.back().prepare = {set_flag("worker-autoscaling", "off"), set("workers", 32)};
  all.back().clean_up = {set("workers", 4), set_flag("worker-autoscaling", "on")};
  all.back().settle = seconds(1);
  all.push_back(simple(Flag::worker_autoscaling, "on", "off", "Does the cluster stay as it is when events pile up?",
                       kWorkers, rises_to(4)));
  all.back().proof = Proof::prevents;
  all.back().at_flip = {events_at(kBurst)};
  all.back().clean_up = end_of_siege();
  all.back().core_may_suffer = true;
  all.push_back(simple(Flag::processing_strategy, "per_event", "batched", "Does the same cluster apply far more?",
                       kApplied, rises_to(1.4)));
  all.back().prepare = {set_flag("processing-strategy", "per_event"), set_flag("worker-autoscaling", "off"),
                        set("workers", 8), events_at(kBurst)};
  all.back().clean_up = end_of_siege();
  all.back().settle = seconds(1);
}

// Vendors: an evaluation of their status several times a second, so that there is something to see.
void add_vendors(std::vector<FlagExperiment>& all) {
  constexpr double kOften = 0.0001;  // hours
  const std::string interval = "vendor_evaluation.interval_hours";
  all.push_back(simple(Flag::vendor_status_evaluation, "on", "off",
                       "Do vendors keep their status while counts are wrong?", kFlagged, rises_by(1)));
  all.back().proof = Proof::prevents;
  all.back().prepare = {set_flag("vendor-notifications", "hold"), set(interval, kOften)};
  all.back().at_flip = {set_flag("install-counts", "zero")};
  all.back().clean_up = {set_flag("install-counts", "live")};
  all.back().settle = seconds(1);
  all.push_back(simple(Flag::vendor_notifications, "send", "hold", "Do e-mails to vendors wait?", kMails, rises_by(1)));
  all.back().prepare = {set_flag("vendor-notifications", "send"), set(interval, kOften)};
  all.back().at_flip = {set_flag("install-counts", "zero")};
  all.back().at_back = {set_flag("install-counts", "live")};
  all.back().clean_up = {set(interval, 24)};
  all.back().settle = seconds(2);
}

// What operators set off.
void add_upkeep(std::vector<FlagExperiment>& all) {
  all.push_back(simple(Flag::count_repair, "off", "batched", "Are the counts made again from raw events?", kRecounted,
                       rises_by(1)));
  all.push_back(
      simple(Flag::deploy_guard, "off", "on", "Does a deployment take its time?", kDeployment, rises_to(1.5)));
  all.back().prepare = {domain::DeployAction{}};
  all.back().settle = seconds(4);
  all.back().at_flip = {domain::DeployAction{}};
  all.back().at_back = {domain::DeployAction{}};
  all.back().after = seconds(15);  // a step is done when its deployment is
  all.back().back = seconds(5);
}

// Everything but installs, upgrades and renewals.
std::vector<Component> all_but_the_core() {
  std::vector<Component> components;
  for (std::size_t i = 0; i < domain::kComponentCount; ++i) {
    const auto component = static_cast<Component>(i);
    if (component != Component::install_cloud && component != Component::install_server)
      components.push_back(component);
  }
  return components;
}

// With a target that no machine reaches, as if the core were slow.
void add_shedding(std::vector<FlagExperiment>& all) {
  all.push_back(simple(Flag::load_shedding, "off", "on", "Is everybody but the core refused when the core is slow?",
                       kLatestVersion, falls_to(0.7)));
  all.back().prepare = {set("shed.target_ms", 0.1)};
  all.back().clean_up = {set("shed.target_ms", 100)};
  all.back().degrades = all_but_the_core();
  all.back().after = seconds(4);
}

// What keeps the core alive while the cluster takes the store.
void add_siege(std::vector<FlagExperiment>& all) {
  all.push_back(under_siege(
      simple(Flag::core_bulkhead, "off", "on", "Does the core get its share of the store?", kCore, rises_by(0.15))));
  all.push_back(under_siege(simple(Flag::deadline_propagation, "off", "on",
                                   "Are requests dropped whose clients have left?", kExpired, rises_by(20))));
  // Requests in line keep the deadlines that they came with, or none: with a line of thousands the flag shows when the
  // last of them is served. A restart, as an operator would do it, begins with an empty one.
  all.back().at_flip = {domain::ServiceAction::restart};
  all.back().after = seconds(8);
  all.push_back(under_siege(
      simple(Flag::retry_budget, "off", "on", "Do clients stop to ask again and again?", kTries, falls_to(0.75))));
  all.back().patience = seconds(2);
  all.back().before = seconds(5);
  all.back().after = seconds(9);
  all.back().back = seconds(8);
  // The budget is a tenth of all requests, reports of failures and those of agents included: with more of the core, and
  // less of them, there is something to deny.
  for (domain::StepAction& action :
       Actions{set_flag("failure-events", "off"), events_at(kSteadySiege), in_product_at(kBusyInProduct)}) {
    all.back().prepare.push_back(std::move(action));
  }
  all.back().clean_up.push_back(in_product_at(kInProduct));
  all.back().clean_up.push_back(set_flag("failure-events", "on"));
  all.push_back(under_siege(
      simple(Flag::failure_events, "on", "off", "Do failures no longer add events?", kFailureReports, stops())));
}

std::vector<FlagExperiment> make() {
  std::vector<FlagExperiment> all;
  add_shop(all);
  add_analytics(all);
  add_vendors(all);
  add_upkeep(all);
  add_shedding(all);
  add_siege(all);
  return all;
}

}  // namespace

const std::vector<FlagExperiment>& experiments() {
  static const std::vector<FlagExperiment> all = make();
  return all;
}

std::string key_of(const FlagExperiment& experiment) { return std::string(domain::definition_of(experiment.flag).key); }

const FlagExperiment* find_experiment(Flag flag) {
  const auto& all = experiments();
  const auto found = std::find_if(all.begin(), all.end(), [flag](const auto& e) { return e.flag == flag; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace souk::firedrill
