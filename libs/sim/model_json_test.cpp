#include <gtest/gtest.h>

#include "sim/model.hpp"

namespace souk::sim {
namespace {

// The JSON of the default model with its first `from` replaced.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = to_json(default_model());
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string complaint(const std::string& json) {
  const Result<Model> model = parse_model(json);
  if (model) return "";
  EXPECT_EQ(model.error().code, Errc::invalid_argument);
  return model.error().detail;
}

TEST(ModelJsonTest, RoundTripIsExact) {
  Model model = default_model();
  model.measured_on = "a \"quoted\" disk \\ \n";
  model.cores = 7;
  domain::Random random(3);
  for (TransactionCost& cost : model.transactions) {
    Nanos at{1};
    for (Nanos& quantile : cost.cpu.at) quantile = at += Nanos{static_cast<std::int64_t>(random.below(90'000'000))};
    cost.pages = static_cast<double>(random.below(20'000)) / 1e3;
    cost.pages_per_item = static_cast<double>(random.below(2'000)) / 1e3;
    cost.cpu_per_item = Nanos{static_cast<std::int64_t>(random.below(10'000))};
  }
  model.disk_sharing = 0.375;
  model.hop = ServiceTime::constant(Nanos{41'500});
  model.crowd = {{8, Nanos{0}, Nanos{1}}, {512, Nanos{47'001}, Nanos{90'000}}};
  const std::string text = to_json(model);
  const Result<Model> read = parse_model(text);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->measured_on, model.measured_on);
  EXPECT_EQ(read->cores, 7U);
  EXPECT_EQ(read->disk_sharing, 0.375);
  ASSERT_EQ(read->crowd.size(), 2U);
  EXPECT_EQ(read->crowd[1].workers, 512U);
  EXPECT_EQ(read->crowd[1].cpu, Nanos{47'001});
  EXPECT_EQ(read->crowd[1].wait, Nanos{90'000});
  EXPECT_EQ(read->hop.at, model.hop.at);
  for (std::size_t i = 0; i < model.transactions.size(); ++i) {
    EXPECT_EQ(read->transactions[i].cpu.at, model.transactions[i].cpu.at);
    EXPECT_EQ(read->transactions[i].cpu_per_item, model.transactions[i].cpu_per_item);
    EXPECT_EQ(read->transactions[i].writes, model.transactions[i].writes);
    EXPECT_DOUBLE_EQ(read->transactions[i].pages, model.transactions[i].pages);
    EXPECT_DOUBLE_EQ(read->transactions[i].pages_per_item, model.transactions[i].pages_per_item);
  }
}

TEST(ModelJsonTest, DurationsAreMicrosecondsWithUpToThreeDecimals) {
  Model model = default_model();
  model.log_cpu_per_event = Nanos{1'020};
  model.server_cpu_per_event = Nanos{7};
  model.client_cpu_per_event = Nanos{12'000};
  const std::string text = to_json(model);
  EXPECT_NE(text.find("\"log_cpu_per_event_us\": 1.02,"), std::string::npos) << text;
  EXPECT_NE(text.find("\"server_cpu_per_event_us\": 0.007,"), std::string::npos);
  EXPECT_NE(text.find("\"client_cpu_per_event_us\": 12,"), std::string::npos);
}

TEST(ModelJsonTest, MistakesNameTheirPath) {
  EXPECT_EQ(complaint("{"), "the model: no JSON: incomplete JSON");
  EXPECT_EQ(complaint("[]"), "the model: must be an object");
  EXPECT_EQ(complaint("{}"), "version: is missing");
  EXPECT_EQ(complaint(changed("\"version\": 2", "\"version\": 1")), "version: must be 2: calibrate again");
  EXPECT_EQ(complaint(changed("\"cores\": ", "\"cores\": -")), "cores: must be a whole number, not negative");
  EXPECT_EQ(complaint(changed("\"cores\"", "\"kernels\": 1, \"cores\"")), "kernels: is unknown");
  EXPECT_EQ(complaint(changed("\"commit\"", "\"comit\"")), "commit: is missing");
  EXPECT_EQ(complaint(changed("\"hop\"", "\"hops\"")), "hop: is missing");
  EXPECT_EQ(complaint(changed("\"disk_sharing\": ", "\"disk_sharing\": true, \"x\": ")),
            "disk_sharing: must be a number");
  EXPECT_EQ(complaint(changed("\"crowd\": [", "\"crowd\": 8, \"x\": [")), "crowd: must be an array of objects");
  EXPECT_EQ(complaint(changed("\"crowd\": [", "\"crowd\": [8, ")), "crowd[0]: must be an object");
  EXPECT_EQ(complaint(changed("\"crowd\": [", "\"crowd\": [{\"workers\": 1, \"cpu_us\": 0}, ")),
            "crowd[0].wait_us: is missing");
  EXPECT_EQ(complaint(changed("\"workers\": ", "\"size\": 1, \"workers\": ")), "crowd[0].size: is unknown");
  EXPECT_EQ(complaint(changed("\"writes\": true", "\"writes\": 1")),
            "transactions.record_install.writes: must be true or false");
  EXPECT_EQ(complaint(changed("\"offer\": {", "\"offer\": {\"gpu\": 1,")), "transactions.offer.gpu: is unknown");
  EXPECT_EQ(complaint(changed("\"transactions\": {", "\"transactions\": {\"steal\": 1,")),
            "transactions.steal: is unknown");
  EXPECT_EQ(complaint(changed("{\"quantiles_us\": [", "{\"quantiles_us\": [1, ")),
            "server_cpu.quantiles_us: must be an array of 11 numbers");
  EXPECT_EQ(complaint(changed("\"log_cpu_per_event_us\": ", "\"log_cpu_per_event_us\": true, \"x\": ")),
            "log_cpu_per_event_us: must be a number");
  EXPECT_EQ(complaint(changed("\"log_cpu_per_event_us\": ", "\"log_cpu_per_event_us\": 1e10, \"x\": ")),
            "log_cpu_per_event_us: is longer than an hour");
  EXPECT_EQ(
      complaint(changed("{\"quantiles_us\": [", "{\"quantiles_us\": [\"a\", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], \"y\": [")),
      "server_cpu.quantiles_us[0]: must be a number");
  EXPECT_EQ(complaint(changed("\"log_cpu_per_event_us\": ", "\"log_cpu_per_event_us\": -1, \"x\": ")), "x: is unknown");
}

}  // namespace
}  // namespace souk::sim
