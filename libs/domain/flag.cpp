#include "domain/flag.hpp"

#include <algorithm>
#include <charconv>

namespace souk::domain {
namespace {

FlagDefinition switch_flag(Flag flag, std::string_view key, bool healthy, std::string_view description,
                           std::string_view degrades) {
  return {.flag = flag,
          .key = key,
          .default_value = healthy,
          .variants = {},
          .description = description,
          .degrades = degrades};
}

// Indexed by Flag.
const std::vector<FlagDefinition>& table() {
  static const std::vector<FlagDefinition> definitions{
      switch_flag(Flag::analytics_ingest, "analytics-ingest", true,
                  "Accepts analytics events over HTTP. Off: the events endpoint answers 503 and keeps nothing.",
                  "Events posted meanwhile are lost unless their sender tries again, so counts and vendor reports fall "
                  "behind for good. The shop is untouched."),
      switch_flag(Flag::analytics_processing, "analytics-processing", true,
                  "Lets the workers apply events. Off: the cluster takes no more work and leaves the database to the "
                  "shop; accepted events wait, durable, in the log.",
                  "Install counts, ranks and vendor reports stand still, and the backlog grows until it is switched "
                  "on again. Nothing is lost."),
      {.flag = Flag::processing_strategy,
       .key = "processing-strategy",
       .default_value = std::string("per_event"),
       .variants = {"per_event", "batched", "row_by_row"},
       .description = "How workers apply events. per_event: one transaction for each, the way of the outage. batched: "
                      "one transaction for many and one write per app. row_by_row: one transaction for many, every "
                      "event's rows one by one, which holds the writer for the whole batch.",
       .degrades = "batched shows an event's effect up to one batch later; per_event costs the store many times as "
                   "much; with row_by_row every core write waits for whole batches. The counts end up the same."},
      switch_flag(Flag::worker_autoscaling, "worker-autoscaling", true,
                  "Doubles the worker cluster while the backlog is long, as the autoscaler of the outage did. Off: the "
                  "cluster stays at the size it has.",
                  "Off, a burst of events is worked off no faster than the present cluster can; counts lag longer."),
      {.flag = Flag::worker_limit,
       .key = "worker-limit",
       .default_value = std::int64_t{1024},
       .variants = {},
       .min = 1,
       .max = 1024,
       .description = "The most workers that any controller may ask for. Takes workers away at once when lowered.",
       .degrades = "A low limit lets counts lag behind a burst. It protects the shop: past a handful of workers the "
                   "store gets no more done anyway."},
      switch_flag(Flag::catch_up_control, "catch-up-control", false,
                  "Sizes workers and batches by the latency of installs, upgrades and renewals, in place of the "
                  "autoscaler: more while they are fast, half as soon as they are not.",
                  "On, a backlog drains only as fast as the shop allows, so counts may lag longer under load."),
      {.flag = Flag::install_counts,
       .key = "install-counts",
       .default_value = std::string("live"),
       .variants = {"live", "zero", "hidden"},
       .description = "What listings and app pages say about active installs. live: the count. zero: 0, as the "
                      "outage's first fix did. hidden: no count at all.",
       .degrades = "hidden takes a figure off the page; zero shows a wrong one, which people and rules that read it "
                   "take for true."},
      switch_flag(Flag::core_bulkhead, "core-bulkhead", false,
                  "Gives installs, upgrades and renewals their own share of the connection pool and of the writer "
                  "queue, so that other work that waits cannot take all turns.",
                  "On, analytics, browsing and phone-home requests wait longer while the core is busy."),
      switch_flag(Flag::deadline_propagation, "deadline-propagation", false,
                  "Drops work whose client has stopped waiting: a request's deadline travels with it into every line "
                  "it waits in.",
                  "On, a request that is late by a moment is dropped where it would have been finished for nobody; "
                  "its client tries again with the same idempotency key."),
      switch_flag(Flag::failure_events, "failure-events", true,
                  "In-product clients report a failed install or upgrade as an enablement-failure event.",
                  "Off, failures in the field no longer show in the analytics. It takes load away in an outage, when "
                  "every failure would add an event."),
      switch_flag(Flag::retry_budget, "retry-budget", false,
                  "Clients retry at most a tenth of their recent requests instead of each failed one.",
                  "On, a request that failed by bad luck may be given up in an outage, and its user has to press the "
                  "button again."),
      {.flag = Flag::search_ranking,
       .key = "search-ranking",
       .default_value = std::string("live"),
       .variants = {"live", "snapshot", "text-only"},
       .description = "What a search is ranked by besides its text. live: active installs as analytics count them now. "
                      "snapshot: those of the stored snapshot, taken when counts were good. text-only: the text alone.",
       .degrades =
           "snapshot shows the popularity of the day it was taken; text-only finds the same apps but puts those "
           "that nobody uses beside those that everybody does."},
      switch_flag(Flag::vendor_status_evaluation, "vendor-status-evaluation", true,
                  "Checks the Top Vendor rules once in a while and changes the statuses of vendors. Off: every status "
                  "stays what it is, whatever the counts say.",
                  "Vendors who have come to meet the rules, or no longer do, are not found out until it is on again."),
      {.flag = Flag::vendor_notifications,
       .key = "vendor-notifications",
       .default_value = std::string("send"),
       .variants = {"send", "hold"},
       .description = "What becomes of e-mails to vendors. send: they go out as they are written. hold: they wait; a "
                      "notice whose reason goes away meanwhile is withdrawn.",
       .degrades = "hold keeps vendors in the dark about changes of their status, also about real ones, and keeps "
                   "apologies back."},
      {.flag = Flag::install_counts_in_product,
       .key = "install-counts-in-product",
       .default_value = std::string("live"),
       .variants = {"live", "zero", "hidden"},
       .description = "What the marketplace inside of products says about active installs, which reads apps over REST. "
                      "The flag install-counts holds there, too; this one can show less, never more.",
       .degrades = "hidden takes a figure away in products; zero shows a wrong one there."},
      switch_flag(Flag::yen_prices, "yen-prices", true,
                  "Customers whose billing address is in Japan see server and data center prices in yen.",
                  "Off, they see US dollars, and have to work out what they will be billed."),
      switch_flag(
          Flag::phone_home, "phone-home", true,
          "Answers the daily check of instances: their reports in the old clients' form, and the latest version of "
          "each of their apps. Off, both are refused with 503.",
          "Off, administrators do not learn of new versions, and what the old clients would have reported is "
          "lost: they do not try again."),
      switch_flag(Flag::submissions, "submissions", true,
                  "Vendors can submit new apps and publish versions. Off, both are refused with 503.",
                  "Off, vendors cannot bring anything new to the shop, fixes included."),
      {.flag = Flag::count_repair,
       .key = "count-repair",
       .default_value = std::string("off"),
       .variants = {"off", "batched", "whole"},
       .description = "Counts every vendor's apps again from the raw events and corrects what is wrong, once for each "
                      "time that it is set. batched: a few vendors a transaction, as many as the core's latency "
                      "allows. whole: all of them in one.",
       .degrades = "whole holds the writer until the last vendor is counted: installs, upgrades and renewals fail for "
                   "as long. batched takes longer, and nobody else notices."},
      switch_flag(Flag::deploy_guard, "deploy-guard", false,
                  "Limits what a deployment takes from the shop: replicas are replaced one after the other, and each "
                  "warms up at a part of the speed and stands still while the core is slower than its target.",
                  "On, a deployment takes many times as long, and fails if the core stays slow. The shop's users lose "
                  "nothing; off, they wait while all new replicas warm up at once."),
      {.flag = Flag::install_counts_in_reports,
       .key = "install-counts-in-reports",
       .default_value = std::string("live"),
       .variants = {"live", "zero", "hidden"},
       .description = "What the reports of an app's distribution by week say about installs and downloads, which its "
                      "vendor plans by. The flag install-counts holds there, too; this one can show less, never more.",
       .degrades = "hidden leaves the weeks without figures; zero shows wrong ones, which vendors take for true."},
      switch_flag(Flag::load_shedding, "load-shedding", false,
                  "Refuses a part of the requests that are neither installs nor upgrades nor renewals, with 503, while "
                  "these three are slower than their target: a larger part for as long as they are, none soon after.",
                  "On, browsing, searches, checks for new versions and vendors' pages fail now and then while the shop "
                  "is overloaded."),
  };
  return definitions;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 64)) + "\""; }

Error refuse(const FlagDefinition& definition, std::string_view text, const std::string& allowed) {
  return fail(Errc::invalid_argument,
              "flag " + std::string(definition.key) + " cannot be " + quoted(text) + ": allowed is " + allowed);
}

Result<FlagValue> parse_switch(const FlagDefinition& definition, std::string_view text) {
  if (text == "on" || text == "true" || text == "1") return FlagValue(true);
  if (text == "off" || text == "false" || text == "0") return FlagValue(false);
  return refuse(definition, text, "on or off (also true or false, 1 or 0)");
}

Result<FlagValue> parse_number(const FlagDefinition& definition, std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < definition.min || number > definition.max) {
    return refuse(definition, text,
                  "a whole number from " + std::to_string(definition.min) + " to " + std::to_string(definition.max));
  }
  return FlagValue(number);
}

Result<FlagValue> parse_variant(const FlagDefinition& definition, std::string_view text) {
  const auto& variants = definition.variants;
  if (std::find(variants.begin(), variants.end(), text) != variants.end()) return FlagValue(std::string(text));
  std::string allowed;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (i > 0) allowed += i + 1 == variants.size() ? " or " : ", ";
    allowed += variants[i];
  }
  return refuse(definition, text, allowed);
}

}  // namespace

std::span<const FlagDefinition> flag_definitions() { return table(); }

const FlagDefinition& definition_of(Flag flag) { return table()[static_cast<std::size_t>(flag)]; }

std::optional<Flag> find_flag(std::string_view key) {
  for (const FlagDefinition& definition : table()) {
    if (definition.key == key) return definition.flag;
  }
  return std::nullopt;
}

Result<FlagValue> parse_flag_value(Flag flag, std::string_view text) {
  const FlagDefinition& definition = definition_of(flag);
  if (std::holds_alternative<bool>(definition.default_value)) return parse_switch(definition, text);
  if (std::holds_alternative<std::int64_t>(definition.default_value)) return parse_number(definition, text);
  return parse_variant(definition, text);
}

std::string to_text(const FlagValue& value) {
  if (const bool* on = std::get_if<bool>(&value)) return *on ? "on" : "off";
  if (const std::int64_t* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return std::get<std::string>(value);
}

FlagValues default_flag_values() {
  FlagValues values;
  for (const FlagDefinition& definition : table()) {
    values[static_cast<std::size_t>(definition.flag)] = definition.default_value;
  }
  return values;
}

}  // namespace souk::domain
