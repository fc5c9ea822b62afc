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
  status.recounted = 30;
  status.corrected = 4;
  status.repairs = 2;
  status.writer.waiting[domain::index_of(domain::Owner::analytics)] = 511;
  status.pool.capacity = 8;
  status.transactions["record_install"] = 7;
  status.cpu_seconds = 1.25;
  status.search.snapshot_at = 1'583'366'400'000;
  status.vendors = {.flagged = 3, .mails_waiting = 2, .notices_sent = 9, .notices_unretracted = 4};
  status.replicas = {1, 2, 3};
  status.deployment.state = domain::DeploymentState::failed;
  status.deployment.one_at_a_time = true;
  status.deployment.reads = 36'000;
  status.deployment.detail = "the core was slow";
  status.flags["analytics-processing"] = "off";
  status.components[index_of(domain::Component::search)] = domain::ComponentState::degraded;
  status.pool.holding[domain::index_of(domain::Owner::core)] = 7;
  domain::Telemetry telemetry;
  telemetry.work_queue.longest_hold_us[domain::index_of(domain::Owner::analytics)] = 1'500'000;
  telemetry.admission.capacity = 8'192;
  status.core_ok = 148;
  status.core_p99_us = 1'509'000;
  constexpr std::size_t kWriter = domain::index_of(domain::RequestPhase::writer);
  telemetry.phases[kWriter][domain::index_of(domain::Owner::analytics)] = {.count = 3, .total_us = 690'000};
  status.telemetry = std::make_shared<const domain::Telemetry>(telemetry);

  const Result<domain::ServiceStatus> parsed = parse_status(boost::json::serialize(to_json(status)));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().detail;
  EXPECT_EQ(parsed->accepted, 12u);
  EXPECT_EQ(parsed->backlog, 5u);
  EXPECT_EQ(parsed->oldest_age_ms, 1500);
  EXPECT_EQ(parsed->workers, 512u);
  EXPECT_EQ(parsed->recounted, 30u);
  EXPECT_EQ(parsed->corrected, 4u);
  EXPECT_EQ(parsed->repairs, 2u);
  EXPECT_EQ(parsed->writer.waiting[domain::index_of(domain::Owner::analytics)], 511u);
  EXPECT_EQ(parsed->pool.capacity, 8u);
  EXPECT_EQ(parsed->transactions.at("record_install"), 7u);
  EXPECT_DOUBLE_EQ(parsed->cpu_seconds, 1.25);
  EXPECT_EQ(parsed->vendors.flagged, 3u);
  EXPECT_EQ(parsed->vendors.mails_waiting, 2u);
  EXPECT_EQ(parsed->vendors.notices_sent, 9u);
  EXPECT_EQ(parsed->vendors.notices_unretracted, 4u);
  EXPECT_EQ(parsed->replicas, (domain::PerReplicaState{1, 2, 3}));
  EXPECT_EQ(parsed->deployment.state, domain::DeploymentState::failed);
  EXPECT_TRUE(parsed->deployment.one_at_a_time);
  EXPECT_EQ(parsed->deployment.reads, 36'000u);
  EXPECT_EQ(parsed->deployment.detail, "the core was slow");
  EXPECT_EQ(parsed->flags.at("analytics-processing"), "off");
  EXPECT_EQ(parsed->pool.holding[domain::index_of(domain::Owner::core)], 7u);
  EXPECT_EQ(parsed->telemetry->work_queue.longest_hold_us[domain::index_of(domain::Owner::analytics)], 1'500'000u);
  EXPECT_EQ(parsed->telemetry->admission.capacity, 8'192u);
  EXPECT_EQ(parsed->core_ok, 148u);
  EXPECT_EQ(parsed->core_p99_us, 1'509'000u);
  EXPECT_EQ(parsed->telemetry->phases[kWriter][domain::index_of(domain::Owner::analytics)].total_us, 690'000u);
  EXPECT_EQ(parsed->telemetry->phases[kWriter][domain::index_of(domain::Owner::core)].count, 0u);
  EXPECT_EQ(parsed->components, status.components);
  EXPECT_EQ(parsed->search.snapshot_at, 1'583'366'400'000);
  EXPECT_FALSE(parsed->search.quality.has_value()) << "unknown stays unknown";

  EXPECT_FALSE(parsed->japan_saw_yen.has_value());

  status.japan_saw_yen = false;
  EXPECT_EQ(parse_status(boost::json::serialize(to_json(status)))->japan_saw_yen, false);
  EXPECT_FALSE(parsed->products_saw_counts.has_value());
  status.products_saw_counts = true;
  EXPECT_EQ(parse_status(boost::json::serialize(to_json(status)))->products_saw_counts, true);
  status.search.quality = 0.75;
  EXPECT_EQ(parse_status(boost::json::serialize(to_json(status)))->search.quality, 0.75);
}

TEST(StatusJson, ASnapshotSurvivesTheRoundTrip) {
  const domain::SearchSnapshot snapshot{.taken_at = 7, .apps = 4'500, .installs = 1'500'000, .confirmed_share = 0.5};
  const auto parsed = parse_search_snapshot(boost::json::serialize(to_json(snapshot)));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().detail;
  EXPECT_EQ(parsed->taken_at, 7);
  EXPECT_EQ(parsed->apps, 4'500U);
  EXPECT_EQ(parsed->installs, 1'500'000);
  EXPECT_EQ(parsed->confirmed_share, 0.5);
  EXPECT_EQ(parse_search_snapshot("{}").error().code, Errc::corrupt);
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
