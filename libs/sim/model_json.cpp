// The model as JSON. Written by hand, because people read and compare these files: one quantity a line, in
// microseconds with the three decimals that make nanoseconds.
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>

#include "sim/json_reader.hpp"
#include "sim/model_fields.hpp"

namespace souk::sim {
namespace {

std::string in_us(Nanos duration) {
  const std::int64_t ns = std::abs(duration.count());
  std::string text = (duration.count() < 0 ? "-" : "") + std::to_string(ns / 1'000);
  std::string decimals = std::to_string(1'000 + ns % 1'000).substr(1);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return decimals.empty() ? text : text + "." + decimals;
}

// A duration says its unit in its name, a distribution in its object.
std::string member(const std::string& name, Nanos duration) { return "\"" + name + "_us\": " + in_us(duration); }
std::string member(const std::string& name, const ServiceTime& time) {
  std::string quantiles;
  for (const Nanos at : time.at) quantiles += (quantiles.empty() ? "" : ", ") + in_us(at);
  return "\"" + name + "\": {\"quantiles_us\": [" + quantiles + "]}";
}

// Three decimals: what is measured is not known more exactly.
std::string in_thousandths(double number) { return in_us(Nanos{std::llround(number * 1e3)}); }

std::string in_quotes(const std::string& text) { return boost::json::serialize(boost::json::string(text)); }

}  // namespace

std::string to_json(const Model& model) {
  std::string text = "{\n  \"version\": " + std::to_string(Model::kVersion) + ",\n";
  text += "  \"measured_on\": " + in_quotes(model.measured_on) + ",\n";
  text += "  \"cores\": " + std::to_string(model.cores) + ",\n";
  for_each_time(model,
                [&text](const std::string& name, const auto& time) { text += "  " + member(name, time) + ",\n"; });
  text += "  \"disk_sharing\": " + in_thousandths(model.disk_sharing) + ",\n";
  std::string crowd;
  for (const CrowdCost& cost : model.crowd) {
    crowd += crowd.empty() ? "\n" : ",\n";
    crowd += "    {\"workers\": " + std::to_string(cost.workers) + ", " + member("cpu", cost.cpu) + ", " +
             member("wait", cost.wait) + "}";
  }
  text += "  \"crowd\": [" + crowd + (crowd.empty() ? "],\n" : "\n  ],\n");
  std::string transactions;
  for_each_transaction(model, [&transactions](const std::string& name, const TransactionCost& cost) {
    transactions += transactions.empty() ? "\n" : ",\n";
    transactions += "    \"" + name + "\": {\n      " + member("cpu", cost.cpu) + ",\n      ";
    transactions += "\"writes\": " + std::string(cost.writes ? "true" : "false") + ",\n      ";
    transactions += member("cpu_per_item", cost.cpu_per_item) + ",\n      ";
    transactions += "\"pages\": " + in_thousandths(cost.pages) + ",\n      ";
    transactions += "\"pages_per_item\": " + in_thousandths(cost.pages_per_item) + "\n    }";
  });
  return text + "  \"transactions\": {" + transactions + "\n  }\n}\n";
}

Result<Model> parse_model(std::string_view json) {
  boost::system::error_code wrong;
  const boost::json::value value = boost::json::parse(boost::json::string_view(json.data(), json.size()), wrong);
  if (wrong) return fail(Errc::invalid_argument, "the model: no JSON: " + wrong.message());

  Model model;
  Result<void> outcome;
  JsonReader reader(value, "", outcome);
  unsigned version = 0;
  reader.read("version", version);
  if (version != Model::kVersion)
    reader.complain("version", "must be " + std::to_string(Model::kVersion) + ": calibrate again");
  reader.read("measured_on", model.measured_on);
  reader.read("cores", model.cores);
  for_each_time(model, [&reader](const std::string& name, auto& time) { reader.read(name, time); });
  reader.read("disk_sharing", model.disk_sharing);
  for (JsonReader& point : reader.objects("crowd")) {
    CrowdCost& cost = model.crowd.emplace_back();
    point.read("workers", cost.workers);
    point.read("cpu", cost.cpu);
    point.read("wait", cost.wait);
    point.expect_no_more();
  }
  JsonReader transactions = reader.object("transactions");
  for_each_transaction(model, [&transactions](const std::string& name, TransactionCost& cost) {
    JsonReader transaction = transactions.object(name);
    transaction.read("cpu", cost.cpu);
    transaction.read("writes", cost.writes);
    transaction.read("cpu_per_item", cost.cpu_per_item);
    transaction.read("pages", cost.pages);
    transaction.read("pages_per_item", cost.pages_per_item);
    transaction.expect_no_more();
  });
  transactions.expect_no_more();
  reader.expect_no_more();
  if (!outcome) return outcome.error();
  if (auto fine = validate(model); !fine) return fine.error();
  return model;
}

}  // namespace souk::sim
