#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/cores.hpp"
#include "sim/sim_test_support.hpp"
#include "sim/turns.hpp"

namespace souk::sim {
namespace {

using namespace std::chrono_literals;
using domain::Owner;

struct Jobs {
  TestWorld world;
  std::vector<double> ended_ms;  // by job

  Task<void> run(Cores& cores, std::size_t job, Nanos start, Nanos amount) {
    co_await world.clock.sleep_for(start);
    co_await cores.work(amount);
    ended_ms[job] = world.now_ms();
  }
  void start(Cores& cores, Nanos at, Nanos amount) {
    ended_ms.push_back(-1);
    world.spawn(run(cores, ended_ms.size() - 1, at, amount));
  }
};

TEST(SimCores, AloneAJobRunsAtFullSpeed) {
  Jobs jobs;
  Cores cores(jobs.world.context, 2);
  jobs.start(cores, 1ms, 10ms);
  jobs.start(cores, 2ms, 3ms);
  jobs.world.context.run();
  EXPECT_EQ(jobs.ended_ms, (std::vector<double>{11, 5}));
  EXPECT_EQ(cores.used(), 13ms);
}

TEST(SimCores, MoreJobsThanCoresShareThemEqually) {
  Jobs jobs;
  Cores cores(jobs.world.context, 1);
  jobs.start(cores, 0ms, 10ms);
  jobs.start(cores, 0ms, 20ms);
  jobs.world.context.run();
  EXPECT_EQ(jobs.ended_ms, (std::vector<double>{20, 30}));
}

TEST(SimCores, ANewcomerSlowsThoseThatAreThere) {
  Jobs jobs;
  Cores cores(jobs.world.context, 1);
  jobs.start(cores, 0ms, 10ms);  // alone for 5 ms, then half speed until the short one is done at 9 ms
  jobs.start(cores, 5ms, 2ms);
  jobs.world.context.run();
  EXPECT_EQ(jobs.ended_ms, (std::vector<double>{12, 9}));
}

TEST(SimCores, ThreeOnTwoRunAtTwoThirds) {
  Jobs jobs;
  Cores cores(jobs.world.context, 2);
  for (int i = 0; i < 3; ++i) jobs.start(cores, 0ms, 4ms);
  jobs.world.context.run();
  for (const double ended : jobs.ended_ms) EXPECT_NEAR(ended, 6, 2e-6);
}

TEST(SimCores, CoresThatComeAndGoChangeTheSpeedOfJobsUnderWay) {
  Jobs jobs;
  Cores cores(jobs.world.context, 1);
  jobs.start(cores, 0ms, 10ms);
  jobs.start(cores, 0ms, 10ms);
  jobs.world.context.call_at(Instant{10ms}, [&cores] { cores.set_count(2); });
  jobs.world.context.run();
  EXPECT_EQ(jobs.ended_ms, (std::vector<double>{15, 15}));
}

TEST(SimCores, NoWorkTakesNoTime) {
  Jobs jobs;
  Cores cores(jobs.world.context, 1);
  jobs.start(cores, 3ms, 0ms);
  jobs.world.context.run();
  EXPECT_EQ(jobs.ended_ms, (std::vector<double>{3}));
}

struct Line {
  TestWorld world;
  std::string log;

  Task<void> visit(Turns& turns, char name, Nanos hold, Instant deadline = kNever, Owner owner = Owner::core) {
    Turns::Visit turn(turns, owner, deadline);
    co_await turn.decided();
    if (!turn.granted()) {
      log += std::string(1, name) + ":" + std::string(to_string(turn.error().code)) + " ";
      co_return;
    }
    log += name;
    co_await world.clock.sleep_for(hold);
    log += '.';
  }
};

TEST(SimTurns, FirstComeFirstServed) {
  Line line;
  Turns turns(line.world.context, {.capacity = 1});
  for (const char name : {'a', 'b', 'c'}) line.world.spawn(line.visit(turns, name, 1s));
  line.world.context.run();
  EXPECT_EQ(line.log, "a.b.c.");
  EXPECT_EQ(line.world.clock.now(), Instant{3s});
  EXPECT_EQ(turns.status().in_use, 0u);
  EXPECT_EQ(turns.status().waited_us[index_of(Owner::core)], 3'000'000u);
}

TEST(SimTurns, ADeadlineEndsTheWaitAndTheTurnGoesToTheNext) {
  Line line;
  Turns turns(line.world.context, {.capacity = 1});
  line.world.spawn(line.visit(turns, 'a', 2s));
  line.world.spawn(line.visit(turns, 'b', 1s, Instant{1s}));
  line.world.spawn(line.visit(turns, 'c', 1s));
  line.world.context.run();
  EXPECT_EQ(line.log, "ab:deadline exceeded .c.");
  EXPECT_EQ(turns.status().expired[index_of(Owner::core)], 1u);
}

TEST(SimTurns, WaitingIsBoundedInTimeAndNumber) {
  Line line;
  Turns turns(line.world.context, {.capacity = 1, .max_waiting = 1, .max_wait = 500ms});
  for (const char name : {'a', 'b', 'c'}) line.world.spawn(line.visit(turns, name, 1s));
  line.world.context.run();
  EXPECT_EQ(line.log, "ac:overloaded b:deadline exceeded .");
}

// One alarm watches the whole line.
TEST(SimTurns, EachInTheLineIsSentAwayAtItsOwnDeadline) {
  Line line;
  Turns turns(line.world.context, {.capacity = 1});
  const Instant zero = line.world.clock.now();
  std::string ended;
  const auto give_up = [](Line& in, Turns& at, Instant deadline, std::string& log) -> Task<void> {
    Turns::Visit turn(at, Owner::core, deadline);
    co_await turn.decided();
    if (!turn.granted()) log += std::to_string(in.world.clock.now().time_since_epoch() / 1ms) + " ";
  };
  line.world.spawn(line.visit(turns, 'a', 10s));
  for (const Nanos limit : {5s, 3s, 9s, 4s}) line.world.spawn(give_up(line, turns, zero + limit, ended));
  line.world.context.call_at(zero + 6s, [&] { line.world.spawn(give_up(line, turns, zero + 7s, ended)); });
  line.world.context.run();
  EXPECT_EQ(ended, "3000 4000 5000 7000 9000 ");
  EXPECT_EQ(turns.status().expired[index_of(Owner::core)], 5u);
}

TEST(SimTurns, WithSharesOwnersTakeTurns) {
  Line line;
  Turns turns(line.world.context, {.capacity = 1});
  domain::FairBroker::Shares shares{};
  shares.fill(1);
  turns.set_shares(shares);
  line.world.spawn(line.visit(turns, 'x', 1s, kNever, Owner::analytics));
  for (int i = 0; i < 3; ++i) line.world.spawn(line.visit(turns, 'w', 1s, kNever, Owner::analytics));
  line.world.spawn(line.visit(turns, 'c', 1s));
  line.world.context.run();
  EXPECT_LT(line.log.find('c'), line.log.rfind('w')) << line.log;
}

TEST(SimTurns, ClosingSendsEverybodyAway) {
  Line line;
  Turns turns(line.world.context, {.capacity = 1});
  line.world.spawn(line.visit(turns, 'a', 2s));
  line.world.spawn(line.visit(turns, 'b', 1s));
  line.world.context.call_at(Instant{1s}, [&turns] { turns.close(); });
  line.world.context.run();
  EXPECT_EQ(line.log, "ab:unavailable .");
}

TEST(SimTurns, WhoDiesInTheLineOrWithATurnLeavesItToTheNext) {
  Line line;
  Turns turns(line.world.context, {.capacity = 1});
  {
    const Context::Scope scope(line.world.context, 7);
    line.world.spawn(line.visit(turns, 'a', 10s));
    line.world.spawn(line.visit(turns, 'b', 10s));
  }
  line.world.spawn(line.visit(turns, 'c', 1s));
  line.world.context.call_at(Instant{2s}, [&line] { line.world.context.kill(7); });
  line.world.context.run();
  EXPECT_EQ(line.log, "ac.");
  EXPECT_EQ(line.world.clock.now(), Instant{3s});
}

TEST(SimCores, WhoeverEndsAJobTheCoroutineStaysInItsProcess) {
  TestWorld world;
  Cores cores(world.context, 1);
  bool survived = false;
  const auto compute_and_sleep = [](TestWorld& in, Cores& on, bool& done) -> Task<void> {
    co_await on.work(1ms);
    co_await in.clock.sleep_for(1s);
    done = true;
  };
  {
    const Context::Scope scope(world.context, 7);
    world.spawn(compute_and_sleep(world, cores, survived));
  }
  world.context.call_at(Instant{10ms}, [&world] { world.context.kill(7); });
  world.context.run();
  EXPECT_FALSE(survived);
}

TEST(SimCores, WhoDiesOnACoreFreesIt) {
  Jobs jobs;
  Cores cores(jobs.world.context, 1);
  {
    const Context::Scope scope(jobs.world.context, 7);
    jobs.start(cores, 0ms, 100ms);
  }
  jobs.start(cores, 0ms, 10ms);
  jobs.world.context.call_at(Instant{4ms}, [&jobs] { jobs.world.context.kill(7); });
  jobs.world.context.run();
  EXPECT_EQ(jobs.ended_ms, (std::vector<double>{-1, 12}));
}

TEST(SimTurns, TheEndOfTheWorldInTheMiddleOfALineIsQuiet) {
  Line line;
  Turns turns(line.world.context, {.capacity = 1});
  for (const char name : {'a', 'b', 'c'}) line.world.spawn(line.visit(turns, name, 1s));
  line.world.context.run(Instant{1'500ms});
  line.world.context.clear();
  EXPECT_TRUE(line.world.context.idle());
}

}  // namespace
}  // namespace souk::sim
