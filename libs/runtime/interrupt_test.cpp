#include "runtime/interrupt.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace souk::runtime {
namespace {

class InterruptBy : public testing::TestWithParam<int> {};

TEST_P(InterruptBy, TheFirstSignalIsNoted) {
  {
    const Interrupt interrupt;
    EXPECT_FALSE(interrupt.requested());
    std::raise(GetParam());
    EXPECT_TRUE(interrupt.requested());
  }
  const Interrupt later;
  EXPECT_FALSE(later.requested()) << "that was another command's";
}

TEST_P(InterruptBy, TheSecondOneEndsTheProgram) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto twice = [] {
    const Interrupt interrupt;
    std::raise(SIGINT);
    std::raise(GetParam());
  };
  EXPECT_EXIT(twice(), testing::KilledBySignal(GetParam()), "");
}

int seen_before = 0;

TEST_P(InterruptBy, WhatASignalDidBeforeComesBack) {
  seen_before = 0;
  const auto before = std::signal(GetParam(), [](int) { ++seen_before; });
  { const Interrupt interrupt; }
  std::raise(GetParam());
  EXPECT_EQ(seen_before, 1);
  std::signal(GetParam(), before);
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptBy, testing::Values(SIGINT, SIGTERM),
                         [](const auto& test) { return test.param == SIGINT ? "sigint" : "sigterm"; });

}  // namespace
}  // namespace souk::runtime
