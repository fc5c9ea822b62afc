#include "metrics/status_probe.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "metrics/process_usage.hpp"
#include "metrics/registry.hpp"
#include "metrics/test_exposition.hpp"

namespace souk::metrics {
namespace {

using domain::Owner;

domain::ServiceStatus busy() {
  domain::ServiceStatus status;
  status.uptime_ms = 12'500;
  status.accepted = 10'000'000'001;  // beyond what a float or six digits would print
  status.applied = 9'000'000'000;
  status.duplicates = 7;
  status.quarantined = 3;
  status.backlog = 999'999'991;
  status.oldest_age_ms = 1'500;
  status.workers = 512;
  status.workers_target = 1'024;
  status.pool.capacity = 8;
  status.pool.in_use = 6;
  status.pool.holding[index_of(Owner::browse)] = 6;
  status.pool.longest_hold_us[index_of(Owner::browse)] = 250'000;
  status.pool.longest_wait_us[index_of(Owner::core)] = 1'750'000;
  status.pool.waiting[index_of(Owner::core)] = 41;
  status.pool.waited_us[index_of(Owner::core)] = 2'500'000;
  status.writer.capacity = 1;
  status.writer.in_use = 1;
  status.writer.waiting[index_of(Owner::analytics)] = 511;
  status.writer.refused[index_of(Owner::browse)] = 2;
  status.transactions = {{"apply", 5}, {"install", 9}};
  status.wasted = 77;
  status.core_ok = 900;
  status.core_failed = 100;
  status.shed = 4;
  status.in_flight = 30;
  status.replicas = {1, 3, 0};
  status.deployment.number = 5;
  status.deployment.failed = 2;
  status.deployment.yielded_ms = 1'500;
  status.resident_bytes = 123'456'789;
  status.cpu_seconds = 4.25;
  status.flags = {{"analytics-processing", "off"}, {"install-counts", "hidden"}, {"worker-limit", "8"}};
  status.components[index_of(domain::Component::search)] = domain::ComponentState::partial_outage;
  return status;
}

Exposition scrape(StatusProbe::RetriesSource retries = nullptr) {
  Registry registry;
  const auto probe = std::make_shared<StatusProbe>(busy, std::move(retries));
  registry.add(probe);
  return parse_exposition(registry.exposition());
}

TEST(StatusProbeTest, ComponentsByTheirState) {
  const auto text = scrape();
  EXPECT_EQ(text.at(R"(souk_component_state{component="search",state="partial_outage"})"), 1);
  EXPECT_EQ(text.at(R"(souk_component_state{component="search",state="operational"})"), 0);
  EXPECT_EQ(text.at(R"(souk_component_state{component="vendor-home",state="unknown"})"), 1);
}

TEST(StatusProbeTest, EventsAndWorkers) {
  const auto text = scrape();
  EXPECT_EQ(text.at("souk_events_accepted_total"), 10'000'000'001.0);
  EXPECT_EQ(text.at("souk_events_applied_total"), 9'000'000'000.0);
  EXPECT_EQ(text.at("souk_events_duplicates_total"), 7);
  EXPECT_EQ(text.at("souk_events_quarantined_total"), 3);
  EXPECT_EQ(text.at("souk_backlog_events"), 999'999'991);
  EXPECT_EQ(text.at("souk_oldest_event_seconds"), 1.5);
  EXPECT_EQ(text.at("souk_workers"), 512);
  EXPECT_EQ(text.at("souk_workers_target"), 1'024);
  EXPECT_EQ(text.types.at("souk_events_accepted_total"), "counter");
  EXPECT_EQ(text.types.at("souk_backlog_events"), "gauge");
}

TEST(StatusProbeTest, PoolAndWriterByOwner) {
  const auto text = scrape();
  EXPECT_EQ(text.at(R"(souk_pool_connections{state="in_use"})"), 6);
  EXPECT_EQ(text.at(R"(souk_pool_connections{state="idle"})"), 2);
  EXPECT_EQ(text.at(R"(souk_pool_waiters{owner="core"})"), 41);
  EXPECT_EQ(text.at(R"(souk_pool_waiters{owner="ops"})"), 0);
  EXPECT_EQ(text.at(R"(souk_pool_wait_seconds_total{owner="core"})"), 2.5);
  EXPECT_EQ(text.at(R"(souk_pool_holders{owner="browse"})"), 6);
  EXPECT_EQ(text.at(R"(souk_pool_longest_hold_seconds{owner="browse"})"), 0.25);
  EXPECT_EQ(text.at(R"(souk_pool_longest_wait_seconds{owner="core"})"), 1.75);
  EXPECT_EQ(text.at(R"(souk_writer_waiters{owner="analytics"})"), 511);
  EXPECT_EQ(text.at(R"(souk_writer_refused_total{owner="browse"})"), 2);
  EXPECT_EQ(text.at(R"(souk_writer_turns{state="idle"})"), 0);
}

TEST(StatusProbeTest, TransactionsAndWaste) {
  const auto text = scrape();
  EXPECT_EQ(text.at(R"(souk_transactions_total{kind="apply"})"), 5);
  EXPECT_EQ(text.at(R"(souk_transactions_total{kind="install"})"), 9);
  EXPECT_EQ(text.at("souk_wasted_work_total"), 77);
  EXPECT_EQ(text.at(R"(souk_core_requests_total{outcome="ok"})"), 900);
  EXPECT_EQ(text.at(R"(souk_core_requests_total{outcome="failed"})"), 100);
  EXPECT_EQ(text.at("souk_http_shed_total"), 4);
  EXPECT_EQ(text.at("souk_http_in_flight_requests"), 30);
}

TEST(StatusProbeTest, ReplicasByStateAndTheLatestDeployment) {
  const auto text = scrape();
  EXPECT_EQ(text.at(R"(souk_replicas{state="warming"})"), 1);
  EXPECT_EQ(text.at(R"(souk_replicas{state="serving"})"), 3);
  EXPECT_EQ(text.at(R"(souk_replicas{state="draining"})"), 0);
  EXPECT_EQ(text.at("souk_deployments_total"), 5);
  EXPECT_EQ(text.at("souk_deployments_failed_total"), 2);
  EXPECT_EQ(text.at("souk_deployment_yielded_seconds"), 1.5);
}

TEST(StatusProbeTest, FlagsShowTheVariantInForce) {
  const auto text = scrape();
  EXPECT_EQ(text.at(R"(souk_flag{flag="analytics-processing",variant="on"})"), 0);
  EXPECT_EQ(text.at(R"(souk_flag{flag="analytics-processing",variant="off"})"), 1);
  EXPECT_EQ(text.at(R"(souk_flag{flag="install-counts",variant="hidden"})"), 1);
  EXPECT_EQ(text.at(R"(souk_flag{flag="install-counts",variant="live"})"), 0);
  EXPECT_EQ(text.at(R"(souk_flag{flag="worker-limit",variant="8"})"), 1);
  EXPECT_FALSE(text.samples.contains(R"(souk_flag{flag="core-bulkhead",variant="on"})"));  // not in the status
}

TEST(StatusProbeTest, ProcessAndRetries) {
  const auto text = scrape([] { return std::uint64_t{321}; });
  EXPECT_EQ(text.at("process_resident_memory_bytes"), 123'456'789);
  EXPECT_EQ(text.at("process_cpu_seconds_total"), 4.25);
  EXPECT_EQ(text.at("souk_client_retries_total"), 321);
  EXPECT_FALSE(scrape().samples.contains("souk_client_retries_total"));
}

TEST(StatusProbeTest, IsAskedAtEachScrapeAndNoLongerThanItLives) {
  Registry registry;
  int asked = 0;
  auto probe = std::make_shared<StatusProbe>([&asked] {
    ++asked;
    return domain::ServiceStatus{};
  });
  registry.add(probe);
  EXPECT_EQ(asked, 0);
  registry.exposition();
  registry.exposition();
  EXPECT_EQ(asked, 2);
  probe.reset();
  EXPECT_EQ(registry.exposition(), "");
  EXPECT_EQ(asked, 2);
}

TEST(ProcessUsageTest, GrowsWithMemoryAndWork) {
  const ProcessUsage before = process_usage();
  EXPECT_GT(before.resident_bytes, 1'000'000U);
  constexpr std::size_t kBytes = 64 << 20;
  std::vector<char> memory(kBytes);
  volatile char sink = 0;
  for (std::size_t i = 0; i < kBytes; i += 4096) memory[i] = static_cast<char>(i);
  EXPECT_GT(process_usage().resident_bytes, before.resident_bytes + kBytes / 2);
  while (process_usage().cpu_seconds < before.cpu_seconds + 0.005) {
    for (std::size_t i = 0; i < kBytes; i += 64) sink = memory[i];
  }
  EXPECT_EQ(sink, memory[kBytes - 64]);
}

}  // namespace
}  // namespace souk::metrics
