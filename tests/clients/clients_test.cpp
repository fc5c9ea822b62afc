// Starts the scripts beside this file: each ends with 0 if its checks hold.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

constexpr std::chrono::seconds kLimit{200};

// Runs a program of PATH to its end.
Ended run_program(const std::vector<std::string>& arguments, const std::filesystem::path& log) {
  auto child = cluster::ChildProcess::start(arguments, log.string());
  if (child.has_error()) return {-1, child.error().detail};
  std::optional<int> status;
  eventually([&] { return (status = child->poll()).has_value(); }, kLimit);
  const bool exited = status && WIFEXITED(*status);
  return {exited ? WEXITSTATUS(*status) : -1, file_text(log)};
}

class ClientsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    has_node_ = std::system("command -v node npm flock >/dev/null 2>&1") == 0;
    if (!has_node_) return;
    const TemporaryFolder folder;
    const Ended installed =
        run_program({"/usr/bin/env", SOUK_CLIENTS "/install.sh", SOUK_CLIENTS_BUILD}, folder.path() / "install.log");
    ASSERT_EQ(installed.status, 0) << installed.output;
    ::setenv("NODE_PATH", SOUK_CLIENTS_BUILD "/node_modules", 1);
  }
  void SetUp() override {
    if (!has_node_) GTEST_SKIP() << "there is no node, npm or flock";
  }

  Ended run_script(const std::string& name, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"/usr/bin/env", "node", SOUK_CLIENTS "/" + name};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments, folder_.path() / "script.log");
  }
  void against_souk(const std::string& script) {
    RunningSouk souk(folder_.path());
    ASSERT_TRUE(souk.start()) << souk.log();
    const Ended ended = run_script(script, {"http://127.0.0.1:" + std::to_string(souk.ops_port())});
    EXPECT_EQ(ended.status, 0) << ended.output;
    std::fputs(ended.output.c_str(), stdout);
    EXPECT_EQ(souk.stop(), 0);
  }

  static inline bool has_node_ = false;
  TemporaryFolder folder_;
};

TEST_F(ClientsTest, TheWebClientReadsFlagsAndSeesChangesWithinASecond) { against_souk("web_client.cjs"); }

TEST_F(ClientsTest, TheServerClientReadsFlagsAndSeesChangesWithinASecond) { against_souk("server_client.cjs"); }

TEST_F(ClientsTest, RulesComeToWhatTheReferenceImplementationSays) {
  const Ended ended = run_script("json_logic.cjs", {SOUK_LOGIC});
  EXPECT_EQ(ended.status, 0) << ended.output;
  std::fputs(ended.output.c_str(), stdout);
}

}  // namespace
}  // namespace souk::testing
