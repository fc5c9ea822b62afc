#include "domain/processor_sharing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant at(Nanos time) { return Instant{} + time; }

std::vector<int> ended_by(ProcessorSharing<int>& cores, Nanos time) {
  std::vector<int> ended;
  cores.take_ended(at(time), ended);
  return ended;
}

TEST(ProcessorSharing, AJobAloneHasACoreForItself) {
  ProcessorSharing<int> cores(2);
  EXPECT_EQ(cores.next_end(at(0ms)), kNever);
  cores.add(10ms, 1, at(0ms));
  cores.add(4ms, 2, at(1ms));
  EXPECT_EQ(cores.next_end(at(1ms)), at(5ms));
  EXPECT_THAT(ended_by(cores, 5ms - 1ns), IsEmpty());
  EXPECT_THAT(ended_by(cores, 5ms), ElementsAre(2));
  EXPECT_THAT(ended_by(cores, 10ms), ElementsAre(1));
  EXPECT_EQ(cores.used(), 14ms);
}

TEST(ProcessorSharing, MoreJobsThanCoresShareThem) {
  ProcessorSharing<int> cores(1);
  cores.add(2ms, 1, at(0ms));
  cores.add(2ms, 2, at(0ms));
  cores.add(3ms, 3, at(0ms));
  EXPECT_EQ(cores.next_end(at(0ms)), at(6ms));
  EXPECT_THAT(ended_by(cores, 6ms), ElementsAre(1, 2)) << "in the order of their coming";
  EXPECT_EQ(cores.next_end(at(6ms)), at(7ms));
  EXPECT_TRUE(cores.remove(3, at(6ms)));
  EXPECT_FALSE(cores.remove(3, at(6ms)));
  EXPECT_EQ(cores.jobs(), 0U);
}

TEST(ProcessorSharing, CoresComeAndPausesDelay) {
  ProcessorSharing<int> cores(1);
  cores.add(4ms, 1, at(0ms));
  cores.add(4ms, 2, at(0ms));
  cores.set_cores(2, at(2ms));  // each has got one by then
  EXPECT_EQ(cores.next_end(at(2ms)), at(5ms));
  cores.pause(10ms, at(3ms));
  cores.pause(5ms, at(4ms));
  EXPECT_THAT(ended_by(cores, 19ms), IsEmpty());
  EXPECT_THAT(ended_by(cores, 20ms), ElementsAre(1, 2));
}

}  // namespace
}  // namespace souk::domain
