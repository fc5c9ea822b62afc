// Where a request waits although nothing is in its way: for threads that sleep.
#include <gtest/gtest.h>

#include "domain/catalogue.hpp"
#include "sim/client.hpp"
#include "sim/sim_test_support.hpp"

namespace souk::sim {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Nanos kStep = milliseconds(10);

// A digit for each part, so that a sum says what is in it.
Model decimal_model() {
  Model model;
  model.timer = ServiceTime::constant(microseconds(1'000));
  model.hop = ServiceTime::constant(microseconds(100));
  model.network = ServiceTime::constant(microseconds(10));
  model.client_cpu = model.server_cpu = ServiceTime::constant(microseconds(1));
  model.store_call_cpu = microseconds(2);
  for (TransactionCost& cost : model.transactions) cost.cpu = ServiceTime::constant(microseconds(3));
  return model;
}

const std::shared_ptr<const CatalogueIndex>& catalogue() {
  static const auto index =
      std::make_shared<const CatalogueIndex>(domain::generate_catalogue({.apps = 60,
                                                                         .vendors = 20,
                                                                         .active_installs = 20'000,
                                                                         .large_apps = 10,
                                                                         .instances = 100,
                                                                         .apps_per_instance = 3})
                                                 .value());
  return index;
}

// A service that is up, and users who ask it.
class WakeUps : public testing::Test {
 protected:
  WakeUps() {
    asio::co_spawn(context_.executor(), start(), rethrow);
    context_.run(Instant{kStep});
  }
  ~WakeUps() override { context_.clear(); }

  // Asks `times` times, the next as soon as the one before is answered; says how long each took.
  std::vector<Nanos> ask(int times) {
    std::vector<Nanos> took;
    asio::co_spawn(context_.executor(), user(times, took), rethrow);
    context_.run(context_.now() + kStep);
    return took;
  }

 private:
  Task<void> start() {
    auto starting = cluster_.start();
    const Result<void> started = co_await std::move(starting);
    EXPECT_TRUE(started);
  }
  Task<void> user(int times, std::vector<Nanos>& took) {
    for (int i = 0; i < times; ++i) {
      const Instant asked = context_.now();
      const std::string& app = catalogue()->app(0).key;
      auto asking = client_.latest_version(app, kNever);
      const ports::Reply reply = co_await std::move(asking);
      EXPECT_EQ(reply.kind, ports::ReplyKind::ok);
      took.push_back(context_.now() - asked);
    }
  }

  Context context_;
  Machine machine_{context_, decimal_model(), 1};
  DataFolder data_{catalogue(), 0, {}};
  Cluster cluster_{machine_, data_, {.service = {}, .boot = microseconds(1)}, 1};
  Client client_{machine_, cluster_};
};

// Timer, client, network, server, hop, call of the store, hop, network.
TEST_F(WakeUps, ARequestPaysForEachThreadThatSleeps) {
  EXPECT_EQ(ask(1), std::vector<Nanos>{microseconds(1'000 + 1 + 10 + 1 + 100 + 2 + 3 + 100 + 10)});
}

TEST_F(WakeUps, WhoAsksWhenAnsweredNeedsNoTimer) {
  const std::vector<Nanos> took = ask(2);
  ASSERT_EQ(took.size(), 2U);
  EXPECT_EQ(took[1], took[0] - microseconds(1'000));
}

class SimDatabaseThreads : public testing::Test {
 protected:
  void start(domain::TransactionKind kind, bool writes) {
    asio::co_spawn(world_.context.executor(), call(kind, writes), rethrow);
  }
  // A commit that changes something, as of a worker.
  void start_commit(std::uint64_t watermark) { asio::co_spawn(world_.context.executor(), commit(watermark), rethrow); }
  std::vector<Nanos> ended_;
  TestWorld world_;
  Machine machine_{world_.context, decimal_model(), 1};

 private:
  Task<void> commit(std::uint64_t watermark) {
    auto saving = database_.write_here<Nothing>(
        domain::TransactionKind::save_watermark, domain::Owner::analytics, kNever, 0,
        [watermark](MemoryDatabase& state) { return Result<Prepared<Nothing>>(state.save_watermark(watermark)); });
    const Result<Nothing> saved = co_await std::move(saving);
    EXPECT_TRUE(saved);
    ended_.push_back(world_.context.now() - Instant{});
  }
  Task<void> call(domain::TransactionKind kind, bool writes) {
    const auto prepare = [](MemoryDatabase& state) { return Result<Prepared<Nothing>>(state.outbox_remove(0)); };
    auto calling = writes ? database_.write<Nothing>(kind, {}, prepare)
                          : database_.read<Nothing>(kind, {}, [](const auto&) { return Result<Nothing>(Nothing{}); });
    const Result<Nothing> done = co_await std::move(calling);
    EXPECT_TRUE(done);
    ended_.push_back(world_.context.now() - Instant{});
  }

  MemoryDatabase state_{catalogue(), 0};
  Database database_{machine_, state_, {.connections = 1}};
};

// The second finds the connection's thread awake, and it has the connection before the first has its answer.
TEST_F(SimDatabaseThreads, AConnectionThatSomebodyWaitsForDoesNotSleep) {
  for (int i = 0; i < 2; ++i) start(domain::TransactionKind::offer, false);
  world_.context.run();
  EXPECT_EQ(ended_, (std::vector<Nanos>{microseconds(100 + 5 + 100), microseconds(100 + 5 + 5 + 100)}));
}

TEST_F(SimDatabaseThreads, NoCoreHasToBeWokenWhereAllAreBusy) {
  for (unsigned core = 0; core < machine_.cores.count(); ++core) {
    asio::co_spawn(world_.context.executor(), machine_.cores.work(milliseconds(1)), rethrow);
  }
  start(domain::TransactionKind::offer, false);
  world_.context.run();
  // Three on two cores get two thirds of one each.
  ASSERT_EQ(ended_.size(), 1U);
  EXPECT_NEAR(static_cast<double>(ended_.front().count()), 5'000 * 1.5, 10);
}

TEST_F(SimDatabaseThreads, AWriteIsAHopToTheConnectionAndOneBack) {
  start(domain::TransactionKind::outbox_remove, true);
  world_.context.run();
  EXPECT_EQ(ended_, std::vector<Nanos>{microseconds(100 + 2 + 3 + 100)});
}

TEST_F(SimDatabaseThreads, TheCommitThatFillsTheLogCopiesItIntoTheDataFile) {
  machine_.model.commit = ServiceTime::constant(milliseconds(1));
  machine_.model.checkpoint = ServiceTime::constant(milliseconds(50));
  TransactionCost& cost =
      machine_.model.transactions[static_cast<std::size_t>(domain::TransactionKind::save_watermark)];
  cost.cpu = ServiceTime::constant(Nanos{0});
  cost.pages = Model::kCheckpointPages / 2;
  for (std::uint64_t n = 1; n <= 3; ++n) start_commit(n);
  world_.context.run();
  EXPECT_EQ(ended_, (std::vector<Nanos>{milliseconds(1), milliseconds(52), milliseconds(53)}));
}

}  // namespace
}  // namespace souk::sim
