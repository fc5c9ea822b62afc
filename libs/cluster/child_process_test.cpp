#include "cluster/child_process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace souk::cluster {
namespace {

struct ChildProcessTest : testing::Test {
  std::string log = (std::filesystem::temp_directory_path() / ("souk-child-" + std::to_string(::getpid()))).string();
  void TearDown() override { std::remove(log.c_str()); }

  static int wait(ChildProcess& child) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!child.poll() && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    return child.poll().value_or(-1);
  }
  std::string output() const {
    std::ifstream in(log);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
};

TEST_F(ChildProcessTest, RunsAndReportsItsStatusAndOutput) {
  Result<ChildProcess> child = ChildProcess::start({"/bin/sh", "-c", "echo out; echo err >&2; exit 7"}, log);
  ASSERT_TRUE(child.has_value()) << child.error().detail;
  const int status = wait(*child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
  EXPECT_EQ(output(), "out\nerr\n");
}

TEST_F(ChildProcessTest, AProgramThatIsNotThereIsNamed) {
  const Result<ChildProcess> child = ChildProcess::start({"/no/such/program"}, log);
  ASSERT_TRUE(child.has_error());
  EXPECT_NE(child.error().detail.find("/no/such/program"), std::string::npos);
}

TEST_F(ChildProcessTest, ASignalReachesIt) {
  Result<ChildProcess> child = ChildProcess::start({"/bin/sleep", "60"}, log);
  ASSERT_TRUE(child.has_value());
  EXPECT_FALSE(child->poll().has_value());
  child->signal(SIGTERM);
  const int status = wait(*child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
}

TEST_F(ChildProcessTest, DestructionKillsAndReapsIt) {
  pid_t pid = 0;
  {
    Result<ChildProcess> child = ChildProcess::start({"/bin/sleep", "60"}, log);
    ASSERT_TRUE(child.has_value());
    pid = child->pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

}  // namespace
}  // namespace souk::cluster
