// A suite of tests that ask one and the same `souk up`: it is started before the first and has to stop in order behind
// the last.
#pragma once

#include <gtest/gtest.h>

#include "tests/support/running_souk.hpp"

namespace souk::testing {

class ProcessSuite : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    souk_ = new RunningSouk(folder_->path());
    ASSERT_TRUE(souk_->start()) << souk_->log();
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(souk_->stop(), 0);
    delete souk_;
    delete folder_;
  }

  static inline TemporaryFolder* folder_ = nullptr;
  static inline RunningSouk* souk_ = nullptr;
};

}  // namespace souk::testing
