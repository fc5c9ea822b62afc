// Deployments against replicas that the test plays: what is started, when, and what happens when something goes wrong.
#include "app/deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "app/drill_runner_test_support.hpp"
#include "app/shop_testing.hpp"

namespace souk::app {
namespace {

using domain::DeploymentState;
using domain::ReplicaState;
using std::chrono::milliseconds;
using ::testing::ElementsAre;

constexpr std::size_t kApps = 120;
constexpr std::size_t kConnections = 4;

// A store whose reads take a while on one of its connections, and count what is under way.
class SlowStore final : public testing::FakeStore {
 public:
  SlowStore(TestClock& clock, std::size_t& under_way, std::size_t& most)
      : clock_(clock), under_way_(under_way), most_(most) {}

  Task<Result<ports::AppPage>> app_page(ports::RequestContext, std::string key) override {
    ++pages[key];
    co_await work();
    if (fails) co_return fail(Errc::io, "the disk is gone");
    co_return ports::AppPage{};
  }
  Task<Result<ports::AppList>> list_apps(ports::RequestContext, ports::AppQuery query) override {
    co_await work();
    ports::AppList list;
    list.total = kApps;
    for (std::size_t i = query.offset; i < std::min(kApps, query.offset + query.limit); ++i) {
      list.apps.push_back({});
      list.apps.back().key = "app-" + std::to_string(i);
    }
    co_return list;
  }
  Task<Result<std::vector<ports::Category>>> categories(ports::RequestContext) override {
    co_await work();
    co_return std::vector<ports::Category>{};
  }
  Task<Result<ports::LatestVersion>> latest_version(ports::RequestContext, std::string) override {
    co_await work();
    co_return ports::LatestVersion{};
  }
  Task<Result<domain::Offer>> offer(ports::RequestContext, std::string, std::string) override {
    co_await work();
    co_return domain::Offer{};
  }
  Stats stats() const override {
    Stats stats;
    stats.pool.capacity = kConnections;
    return stats;
  }

  std::map<std::string, std::size_t> pages;  // how often each was read
  bool fails = false;

 private:
  Task<void> work() {
    most_ = std::max(most_, ++under_way_);
    co_await clock_.sleep_for(milliseconds(1));
    --under_way_;
  }
  TestClock& clock_;
  std::size_t& under_way_;
  std::size_t& most_;
};

class PlayedReplicas final : public ports::Replicas {
 public:
  PlayedReplicas(TestClock& clock, std::size_t count) : clock_(clock) {
    for (std::size_t i = 0; i < count; ++i) add(ReplicaState::serving);
  }

  Task<Result<ports::ReplicaId>> start() override {
    if (refuses_after == 0) co_return fail(Errc::io, "no descriptors left");
    --refuses_after;
    const ports::ReplicaId id = add(ReplicaState::warming);
    log.push_back("start " + std::to_string(id));
    if (id == fails) stores_.at(id)->fails = true;
    co_return id;
  }
  ports::MarketStore& store(ports::ReplicaId id) override { return *stores_.at(id); }
  Task<Result<void>> serve(ports::ReplicaId id) override {
    log.push_back("serve " + std::to_string(id));
    states_.at(id) = ReplicaState::serving;
    note();
    co_return Result<void>();
  }
  Task<bool> drain(ports::ReplicaId id, Instant deadline) override {
    if (states_.at(id) != ReplicaState::draining) {
      log.push_back("drain " + std::to_string(id));
      states_.at(id) = ReplicaState::draining;
      leaves_at_[id] = clock_.now() + clients_stay;
      note();
    }
    co_await clock_.sleep_until(std::min(leaves_at_[id], deadline));
    co_return leaves_at_[id] <= clock_.now();
  }
  Task<void> stop(ports::ReplicaId id) override {
    log.push_back("stop " + std::to_string(id));
    states_.erase(id);
    co_return;
  }
  std::vector<ports::ReplicaId> serving() const override {
    std::vector<ports::ReplicaId> ids;
    for (const auto& [id, state] : states_) {
      if (state == ReplicaState::serving) ids.push_back(id);
    }
    return ids;
  }
  domain::PerReplicaState count() const override {
    domain::PerReplicaState count{};
    for (const auto& [id, state] : states_) ++count[static_cast<std::size_t>(state)];
    return count;
  }

  SlowStore& slow_store(ports::ReplicaId id) { return *stores_.at(id); }

  std::vector<std::string> log;
  Nanos clients_stay = milliseconds(20);
  std::size_t refuses_after = 100;
  ports::ReplicaId fails = 0;
  std::size_t fewest_serving = 100;
  std::size_t most_reads = 0;

 private:
  ports::ReplicaId add(ReplicaState state) {
    const ports::ReplicaId id = ++last_;
    states_[id] = state;
    stores_[id] = std::make_unique<SlowStore>(clock_, reads_, most_reads);
    return id;
  }
  void note() { fewest_serving = std::min(fewest_serving, serving().size()); }

  TestClock& clock_;
  std::size_t reads_ = 0;
  ports::ReplicaId last_ = 0;
  std::map<ports::ReplicaId, ReplicaState> states_;
  std::map<ports::ReplicaId, Instant> leaves_at_;
  std::map<ports::ReplicaId, std::unique_ptr<SlowStore>> stores_;  // kept for the test to look at
};

class DeploymentTest : public ::testing::Test {
 protected:
  void make(std::size_t before, std::size_t wanted, bool guarded) {
    replicas_.emplace(clock_, before);
    ASSERT_TRUE(settings_.set("replicas", static_cast<double>(wanted)));
    flags_.set(domain::Flag::deploy_guard, guarded);
    deployment_.emplace(
        Deployment::Ports{clock_, flags_, settings_, *replicas_, [this] { return latency_; }, std::chrono::minutes(1)});
  }
  Nanos deploy() {
    const Instant before = clock_.now();
    EXPECT_TRUE(deployment_->begin());
    asio::co_spawn(context_, deployment_->run(), asio::detached);
    clock_.run(clock_.now() + std::chrono::minutes(5));
    EXPECT_FALSE(deployment_->busy());
    return clock_.now() - before;
  }

  asio::io_context context_;
  TestClock clock_{context_};
  testing::FakeFlags flags_;
  LiveSettings settings_;
  CoreLatency latency_{milliseconds(5), 100};
  std::optional<PlayedReplicas> replicas_;
  std::optional<Deployment> deployment_;
};

TEST_F(DeploymentTest, GuardedOneAfterTheOther) {
  make(2, 2, true);
  deploy();
  EXPECT_THAT(replicas_->log,
              ElementsAre("start 3", "serve 3", "drain 1", "stop 1", "start 4", "serve 4", "drain 2", "stop 2"));
  EXPECT_EQ(deployment_->status().state, DeploymentState::done);
  EXPECT_EQ(deployment_->status().ready, 2u);
  EXPECT_GE(replicas_->fewest_serving, 2u);
  EXPECT_LE(replicas_->most_reads, kConnections);
}

TEST_F(DeploymentTest, UnguardedAllAtOnceAndTheOldOnesLeaveLast) {
  make(2, 2, false);
  deploy();
  EXPECT_THAT(replicas_->log,
              ElementsAre("start 3", "start 4", "serve 3", "serve 4", "drain 1", "drain 2", "stop 1", "stop 2"));
  EXPECT_GE(replicas_->fewest_serving, 2u);
  EXPECT_EQ(replicas_->most_reads, 2 * kConnections);
}

TEST_F(DeploymentTest, TheSettingSaysHowManyThereAreAfterwards) {
  for (const bool guarded : {true, false}) {
    make(1, 3, guarded);
    deploy();
    EXPECT_EQ(replicas_->serving().size(), 3u);
    make(3, 1, guarded);
    deploy();
    EXPECT_THAT(replicas_->serving(), ElementsAre(4u));
    EXPECT_GE(replicas_->fewest_serving, 1u);
  }
}

TEST_F(DeploymentTest, WarmUpReadsEachPageOnceOnEachConnection) {
  for (const bool guarded : {true, false}) {
    make(1, 1, guarded);
    deploy();
    const auto& pages = replicas_->slow_store(2).pages;
    EXPECT_EQ(pages.size(), kApps);
    for (const auto& [key, reads] : pages) EXPECT_EQ(reads, kConnections) << key;
    EXPECT_GE(deployment_->status().reads, kApps * kConnections);
  }
}

TEST_F(DeploymentTest, TheGuardReadsForAPartOfTheTime) {
  make(1, 1, false);
  const Nanos full_speed = deploy();
  make(1, 1, true);
  ASSERT_TRUE(settings_.set("deploy.duty", 0.1));
  const Nanos paced = deploy();
  EXPECT_GT(to_s(paced), 8 * to_s(full_speed));
  EXPECT_LT(to_s(paced), 12 * to_s(full_speed));
}

TEST_F(DeploymentTest, TheGuardStandsStillWhileTheCoreIsSlow) {
  make(1, 1, true);
  ASSERT_TRUE(settings_.set("deploy.target_ms", 20));
  latency_ = {milliseconds(21), 50};
  std::uint64_t reads_when_slow = 0;
  clock_.call_at(clock_.now() + std::chrono::seconds(10), [&] {
    reads_when_slow = replicas_->slow_store(2).pages.size();
    latency_.p99 = milliseconds(20);
  });
  deploy();
  EXPECT_EQ(reads_when_slow, 0u);
  EXPECT_EQ(deployment_->status().state, DeploymentState::done);
  EXPECT_NEAR(static_cast<double>(deployment_->status().yielded_ms), 10'000, 100);
}

TEST_F(DeploymentTest, WithoutTheGuardASlowCoreIsNoReasonToWait) {
  make(1, 1, false);
  latency_ = {std::chrono::seconds(9), 50};
  deploy();
  EXPECT_EQ(deployment_->status().yielded_ms, 0);
  EXPECT_EQ(deployment_->status().state, DeploymentState::done);
}

TEST_F(DeploymentTest, AGuardThatIsLiftedLetsTheWarmUpGo) {
  make(1, 1, true);
  latency_ = {std::chrono::seconds(9), 50};
  clock_.call_at(clock_.now() + std::chrono::seconds(2), [this] { flags_.set(domain::Flag::deploy_guard, false); });
  EXPECT_LT(to_s(deploy()), 4);
  EXPECT_EQ(deployment_->status().state, DeploymentState::done);
}

TEST_F(DeploymentTest, GivesUpOnACoreThatStaysSlowAndWhatServedServesOn) {
  make(2, 2, true);
  latency_ = {std::chrono::seconds(9), 50};
  deploy();
  EXPECT_THAT(replicas_->log, ElementsAre("start 3", "stop 3"));
  EXPECT_THAT(replicas_->serving(), ElementsAre(1u, 2u));
  const domain::DeploymentStatus status = deployment_->status();
  EXPECT_EQ(status.state, DeploymentState::failed);
  EXPECT_EQ(status.failed, 1u);
  EXPECT_THAT(status.detail, ::testing::HasSubstr("the core was slow"));
}

TEST_F(DeploymentTest, AReplicaThatCannotReadIsNotPutInPlace) {
  for (const bool guarded : {true, false}) {
    make(2, 2, guarded);
    replicas_->fails = 4;
    deploy();
    EXPECT_EQ(deployment_->status().state, DeploymentState::failed);
    EXPECT_EQ(deployment_->status().detail, "the disk is gone");
    EXPECT_EQ(replicas_->serving().size(), 2u);
    EXPECT_EQ(replicas_->count()[static_cast<std::size_t>(ReplicaState::warming)], 0u);
  }
}

TEST_F(DeploymentTest, AReplicaThatDoesNotStartLeavesNoneBehind) {
  for (const bool guarded : {true, false}) {
    make(1, 3, guarded);
    replicas_->refuses_after = 1;
    deploy();
    EXPECT_EQ(deployment_->status().state, DeploymentState::failed);
    EXPECT_EQ(replicas_->serving().size(), 1u);
    EXPECT_EQ(replicas_->count()[static_cast<std::size_t>(ReplicaState::warming)], 0u);
  }
}

TEST_F(DeploymentTest, OneAtATime) {
  make(1, 1, true);
  clock_.call_at(clock_.now() + milliseconds(100), [this] {
    const Result<void> second = deployment_->begin();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
  });
  deploy();
  deploy();
  EXPECT_EQ(deployment_->status().number, 2u);
  EXPECT_THAT(replicas_->serving(), ElementsAre(3u));
}

// How rapid deployments come to hold connections: the next may begin while replicas of the last still have clients.
TEST_F(DeploymentTest, UnguardedItIsDoneWhileOldReplicasStillHaveClients) {
  make(1, 1, false);
  replicas_->clients_stay = std::chrono::seconds(60);
  ASSERT_TRUE(settings_.set("deploy.drain_s", 30));
  std::size_t draining = 0;
  for (const int at_s : {2, 4}) {
    clock_.call_at(clock_.now() + std::chrono::seconds(at_s), [this] {
      ASSERT_TRUE(deployment_->begin());
      asio::co_spawn(context_, deployment_->run(), asio::detached);
    });
  }
  clock_.call_at(clock_.now() + std::chrono::seconds(10), [&] {
    EXPECT_EQ(deployment_->status().state, DeploymentState::done);
    EXPECT_TRUE(deployment_->busy());
    draining = replicas_->count()[static_cast<std::size_t>(ReplicaState::draining)];
  });
  deploy();
  EXPECT_EQ(draining, 3u);
  EXPECT_EQ(deployment_->status().number, 3u);
  EXPECT_THAT(replicas_->serving(), ElementsAre(4u));
  EXPECT_EQ(replicas_->count()[static_cast<std::size_t>(ReplicaState::draining)], 0u);
}

TEST_F(DeploymentTest, GuardedItIsDoneWhenTheOldOnesAreGone) {
  make(1, 1, true);
  replicas_->clients_stay = std::chrono::seconds(60);
  ASSERT_TRUE(settings_.set("deploy.drain_s", 30));
  clock_.call_at(clock_.now() + std::chrono::seconds(20), [this] { EXPECT_FALSE(deployment_->begin()); });
  EXPECT_GT(to_s(deploy()), 30);
  EXPECT_LT(to_s(Nanos(deployment_->status().elapsed_ms * 1'000'000)), 40);
  EXPECT_GT(deployment_->status().elapsed_ms, 30'000);
}

TEST_F(DeploymentTest, WhoStopsDoesNotWaitForOldReplicasClients) {
  make(1, 1, false);
  replicas_->clients_stay = std::chrono::hours(1);
  ASSERT_TRUE(settings_.set("deploy.drain_s", 3'600));
  bool busy = true;
  clock_.call_at(clock_.now() + std::chrono::seconds(10), [this] { deployment_->request_stop(); });
  clock_.call_at(clock_.now() + std::chrono::seconds(11), [&] { busy = deployment_->busy(); });
  deploy();
  EXPECT_FALSE(busy);
  EXPECT_EQ(deployment_->status().state, DeploymentState::done);
}

TEST_F(DeploymentTest, StopsWhenItIsAskedTo) {
  make(1, 1, true);
  clock_.call_at(clock_.now() + milliseconds(100), [this] { deployment_->request_stop(); });
  EXPECT_LT(to_s(deploy()), 1);
  EXPECT_EQ(deployment_->status().state, DeploymentState::failed);
  EXPECT_THAT(replicas_->serving(), ElementsAre(1u));
  EXPECT_FALSE(deployment_->begin());
}

}  // namespace
}  // namespace souk::app
