#include "cluster/status_json.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace souk::cluster {
namespace {

TEST(StatusJson, SurvivesTheRoundTrip) {
  domain::ServiceStatus status;
  status.accepted = 12;
  status.backlog = 5;
  status.oldest_age_ms = 1500;
  status.workers = 512;
  status.writer.waiting[domain::index_of(domain::Owner::analytics)] = 511;
  status.pool.capacity = 8;
  status.transactions["record_install"] = 7;
  status.cpu_seconds = 1.25;
  status.replicas = {1, 2, 3};
  status.deployment.state = domain::DeploymentState::failed;
  status.deployment.one_at_a_time = true;
  status.deployment.reads = 36'000;
  status.deployment.detail = "the core was slow";
  status.flags["analytics-processing"] = "off";

  const Result<domain::ServiceStatus> parsed = parse_status(boost::json::serialize(to_json(status)));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().detail;
  EXPECT_EQ(parsed->accepted, 12u);
  EXPECT_EQ(parsed->backlog, 5u);
  EXPECT_EQ(parsed->oldest_age_ms, 1500);
  EXPECT_EQ(parsed->workers, 512u);
  EXPECT_EQ(parsed->writer.waiting[domain::index_of(domain::Owner::analytics)], 511u);
  EXPECT_EQ(parsed->pool.capacity, 8u);
  EXPECT_EQ(parsed->transactions.at("record_install"), 7u);
  EXPECT_DOUBLE_EQ(parsed->cpu_seconds, 1.25);
  EXPECT_EQ(parsed->replicas, (domain::PerReplicaState{1, 2, 3}));
  EXPECT_EQ(parsed->deployment.state, domain::DeploymentState::failed);
  EXPECT_TRUE(parsed->deployment.one_at_a_time);
  EXPECT_EQ(parsed->deployment.reads, 36'000u);
  EXPECT_EQ(parsed->deployment.detail, "the core was slow");
  EXPECT_EQ(parsed->flags.at("analytics-processing"), "off");
}

TEST(StatusJson, RefusesWhatIsNotAStatus) {
  EXPECT_EQ(parse_status("{").error().code, Errc::corrupt);
  EXPECT_EQ(parse_status("{}").error().code, Errc::corrupt);
  EXPECT_EQ(parse_status("[]").error().code, Errc::corrupt);
  EXPECT_EQ(parse_deployment(R"({"state":"asleep"})").error().code, Errc::corrupt);
  EXPECT_EQ(parse_reconciliation(R"({"checked":"many"})").error().code, Errc::corrupt);
}

TEST(StatusJson, ReconciliationKeepsItsDiscrepancies) {
  domain::ReconciliationReport report{4500, {{"com.example.tables", 10, 12}}};
  const auto parsed = parse_reconciliation(boost::json::serialize(to_json(report)));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->checked, 4500u);
  ASSERT_EQ(parsed->discrepancies.size(), 1u);
  EXPECT_EQ(parsed->discrepancies[0].subject, "com.example.tables");
  EXPECT_EQ(parsed->discrepancies[0].of_record, 12);
}

}  // namespace
}  // namespace souk::cluster
