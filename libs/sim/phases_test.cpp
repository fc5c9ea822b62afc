// Simulated requests and workers tell where their virtual time goes, to the nanosecond.
#include "sim/phases.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "ports/request_trace.hpp"
#include "sim/analytics_store.hpp"
#include "sim/market_store.hpp"
#include "sim/service.hpp"
#include "sim/sim_test_support.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::sim {
namespace {

using namespace std::chrono_literals;
using domain::Owner;
using domain::RequestPhase;

Model plain_model() {
  Model model;
  model.cores = 8;
  model.server_cpu = ServiceTime::constant(1ms);
  model.client_cpu = ServiceTime::constant(0ms);
  model.network = ServiceTime::constant(0ms);
  model.store_call_cpu = 1ms;
  model.commit = ServiceTime::constant(3ms);
  model.handover = ServiceTime::constant(1ms);
  model.log_sync = ServiceTime::constant(4ms);
  for (std::size_t kind = 0; kind < domain::kTransactionKindCount; ++kind) {
    model.transactions[kind].cpu = ServiceTime::constant(10ms);
    model.transactions[kind].writes = default_model().transactions[kind].writes;
  }
  return model;
}

std::vector<domain::PositionedEvent> one_event() {
  return {{.position = 0,
           .event = {.source = "/instances/i-1",
                     .id = "1",
                     .type = domain::EventType::heartbeat,
                     .app_key = "com.example.Tables",
                     .instance_id = "i-1",
                     .occurred_at = contract::kToday}}};
}

domain::Command install() {
  return {.kind = domain::CommandKind::install,
          .instance_id = "i-9",
          .app_key = "com.example.Tables",
          .hosting = domain::Hosting::cloud,
          .version = {}};
}

struct SimPhases : testing::Test {
  ~SimPhases() override { world.context.clear(); }

  Task<void> apply(AnalyticsStore& store) {
    const auto events = one_event();
    auto applying = store.apply(events, {}, domain::Strategy::per_event, 0);
    co_await std::move(applying);
  }
  Task<void> record(ports::RequestContext context) {
    auto recording = market.record(context, install(), {.key = "k", .fingerprint = 1}, contract::kToday);
    co_await std::move(recording);
  }

  TestWorld world;
  Machine machine{world.context, plain_model(), 1};
  MemoryDatabase state{std::make_shared<const CatalogueIndex>(contract::small_catalogue()), contract::kToday};
  Phases phases;
  Database database{machine, state, {.connections = 1, .phases = &phases}};
  MarketStore market{database};
  AnalyticsStore worker{database};
  ports::RequestTrace trace{machine.clock};
};

TEST_F(SimPhases, ACoreWriteWaitsBehindAWorkerAndSaysSo) {
  world.spawn(apply(worker));
  world.spawn(record({.owner = Owner::core, .trace = &trace}));
  world.context.run();
  EXPECT_EQ(trace.times().of(RequestPhase::pool), 0ms);
  EXPECT_EQ(trace.times().of(RequestPhase::writer), 12ms) << "10 + 3 of the worker, less the call's own ms";
  EXPECT_EQ(trace.times().of(RequestPhase::store), 15ms) << "1 of the call, 1 handover, 10 of work, 3 of commit";
  const auto hold = phases.histogram(RequestPhase::store, Owner::analytics);
  EXPECT_EQ(hold.count(), 1U);
  EXPECT_EQ(hold.sum_ns, 13'000'000U);
  EXPECT_EQ(phases.histogram(RequestPhase::writer, Owner::analytics).count(), 1U);
  EXPECT_EQ(phases.histogram(RequestPhase::store, Owner::core).count(), 0U) << "its request reports it";
}

TEST_F(SimPhases, TheSecondCallWaitsForTheOnlyConnection) {
  ports::RequestTrace first(machine.clock);
  world.spawn(record({.owner = Owner::core, .trace = &first}));
  world.spawn(record({.owner = Owner::browse, .trace = &trace}));
  world.context.run(Instant{5ms});
  EXPECT_EQ(database.pool().status().longest_hold_us[index_of(Owner::core)], 5'000U);
  EXPECT_EQ(database.pool().status().longest_wait_us[index_of(Owner::browse)], 5'000U);
  world.context.run();
  EXPECT_EQ(first.times().of(RequestPhase::pool), 0ms);
  EXPECT_EQ(trace.times().of(RequestPhase::pool), 14ms);
}

TEST_F(SimPhases, WorkWithoutATraceGoesToTheSink) {
  world.spawn(record({.owner = Owner::outbox}));
  world.context.run();
  EXPECT_EQ(phases.histogram(RequestPhase::pool, Owner::outbox).count(), 1U);
  EXPECT_EQ(phases.histogram(RequestPhase::store, Owner::outbox).sum_ns, 14'000'000U);
}

TEST(SimServicePhases, ARequestIsFiledUnderItsOwnerWithEverythingItWentThrough) {
  Context context;
  Machine machine(context, plain_model(), 1);
  DataFolder data(std::make_shared<const CatalogueIndex>(contract::small_catalogue()), contract::kToday, {});
  constexpr Process kProcess = 1;
  std::optional<Service> service;
  std::optional<Answer> answer;
  {
    const Context::Scope scope(context, kProcess);
    service.emplace(machine, data, kProcess, ServiceOptions{});
    asio::co_spawn(context.executor(),
                   service->serve({.kind = Request::Kind::command, .text = "key", .command = install()}),
                   [&answer](const std::exception_ptr&, Answer given) { answer = given; });
  }
  context.run(Instant{1s});
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200);
  const domain::ServiceStatus status = service->status();
  EXPECT_EQ(status.core_ok, 1U);
  EXPECT_EQ(status.core_failed, 0U);
  const auto of_core = [&status](RequestPhase phase) {
    return status.telemetry->phases[index_of(phase)][index_of(Owner::core)];
  };
  EXPECT_EQ(of_core(RequestPhase::admission).total_us, 1'000U);
  EXPECT_EQ(of_core(RequestPhase::pool).count, 1U) << "once, of the read and the write together";
  EXPECT_GE(of_core(RequestPhase::store).total_us, 25'000U);
  EXPECT_EQ(of_core(RequestPhase::writer).count, 1U);
  context.kill(kProcess);
  service.reset();
}

}  // namespace
}  // namespace souk::sim
