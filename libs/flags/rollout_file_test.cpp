#include "flags/rollout_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <fstream>

namespace souk::flags {
namespace {

namespace fs = std::filesystem;

class RolloutFileTest : public ::testing::Test {
 protected:
  RolloutFileTest() : folder_(fs::temp_directory_path() / ("souk-rollouts-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~RolloutFileTest() override { fs::remove_all(folder_); }

  static domain::Rollout some() {
    domain::Rollout rollout;
    rollout.id = 3;
    rollout.flag = domain::Flag::worker_limit;
    rollout.value = std::int64_t{8};
    rollout.before = std::int64_t{1024};
    rollout.steps = {10, 100};
    rollout.every_ms = 2'000;
    rollout.at = 17;
    rollout.guard = domain::Component::search;
    rollout.who = "ops";
    rollout.why = "a \"reason\"";
    rollout.state = domain::RolloutState::under_way;
    rollout.taken = 1;
    rollout.next = 2'017;
    rollout.note = "so far";
    return rollout;
  }
  std::string error_of(const std::string& text) {
    std::ofstream(folder_ / "flag-rollouts.json") << text;
    const auto loaded = file_.load();
    return loaded.has_error() ? loaded.error().detail : "loaded";
  }

  fs::path folder_;
  RolloutFile file_{folder_};
};

TEST_F(RolloutFileTest, WithoutAFileThereAreNone) { EXPECT_TRUE(file_.load().value().empty()); }

TEST_F(RolloutFileTest, KeepsEverything) {
  domain::Rollout plain;
  plain.id = 4;
  plain.value = false;
  plain.before = true;
  plain.who = "ops";
  ASSERT_TRUE(file_.keep({some(), plain}));
  const auto loaded = file_.load().value();
  ASSERT_EQ(loaded.size(), 2U);
  EXPECT_EQ(boost::json::serialize(to_json(loaded[0])), boost::json::serialize(to_json(some())));
  EXPECT_EQ(boost::json::serialize(to_json(loaded[1])), boost::json::serialize(to_json(plain)));
  EXPECT_EQ(loaded[0].guard, domain::Component::search);
  EXPECT_EQ(loaded[1].guard, std::nullopt);
}

TEST_F(RolloutFileTest, SomethingElseIsCorruptByName) {
  using ::testing::HasSubstr;
  EXPECT_THAT(error_of("["), HasSubstr("flag-rollouts.json: this is no list"));
  EXPECT_THAT(error_of("{}"), HasSubstr("no list"));
  EXPECT_THAT(error_of("[7]"), HasSubstr("no list"));
  EXPECT_THAT(error_of("[{}]"), HasSubstr("this is no rollout"));
  std::string text = boost::json::serialize(boost::json::array{to_json(some())});
  EXPECT_EQ(error_of(text), "loaded");
  text.replace(text.find("worker-limit"), 12, "no-such-flag");
  EXPECT_THAT(error_of(text), HasSubstr("unknown flag"));
}

}  // namespace
}  // namespace souk::flags
