#include "flags/flag_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <thread>

namespace souk::flags {
namespace {

namespace fs = std::filesystem;
using domain::Flag;
using domain::FlagValue;
using testing::HasSubstr;

class FixedClock final : public ports::Clock {
 public:
  Instant now() const override { return Instant{}; }
  UnixMs unix_ms() const override { return unix_ms_; }
  Task<bool> sleep_until(Instant) override { co_return true; }
  UnixMs unix_ms_ = 1'583'366'400'000;
};

class FlagStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        fs::temp_directory_path() / ("souk-flags-" + std::to_string(::getpid()) + "-" + std::string(info->name()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<FlagStore> open() { return FlagStore::open(folder_, clock_).value(); }
  std::string open_error() {
    auto opened = FlagStore::open(folder_, clock_);
    return opened.has_error() ? std::string(to_string(opened.error().code)) + ": " + opened.error().detail : "opened";
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder_ / name).rdbuf();
    return text.str();
  }
  std::vector<boost::json::object> audit() {
    std::vector<boost::json::object> lines;
    std::istringstream text(read("flags-audit.jsonl"));
    for (std::string line; std::getline(text, line);) lines.push_back(boost::json::parse(line).as_object());
    return lines;
  }

  fs::path folder_;
  FixedClock clock_;
};

TEST_F(FlagStoreTest, AFreshFolderHasTheDefaults) {
  fs::remove_all(folder_);
  const auto store = open();
  for (const auto& definition : domain::flag_definitions()) {
    EXPECT_EQ(store->evaluate(definition.flag), definition.default_value) << definition.key;
  }
  EXPECT_TRUE(store->is_on(Flag::analytics_ingest));
  EXPECT_EQ(store->number(Flag::worker_limit), 1024);
  EXPECT_EQ(store->text(Flag::install_counts), "live");
}

TEST_F(FlagStoreTest, AChangeIsInForceReportedAndSurvivesARestart) {
  {
    const auto store = open();
    const auto change = store->set(Flag::analytics_processing, false, "ops@example", "the core is down");
    ASSERT_TRUE(change.has_value());
    EXPECT_EQ(change->before, FlagValue(true));
    EXPECT_EQ(change->after, FlagValue(false));
    EXPECT_EQ(change->at, clock_.unix_ms_);
    EXPECT_FALSE(store->is_on(Flag::analytics_processing));
    ASSERT_TRUE(store->set(Flag::worker_limit, std::int64_t{8}, "ops", "").has_value());
    ASSERT_TRUE(store->set(Flag::processing_strategy, std::string("batched"), "ops", "cheaper").has_value());
  }
  const auto again = open();
  EXPECT_FALSE(again->is_on(Flag::analytics_processing));
  EXPECT_EQ(again->number(Flag::worker_limit), 8);
  EXPECT_EQ(again->text(Flag::processing_strategy), "batched");
  EXPECT_TRUE(again->is_on(Flag::analytics_ingest));
}

TEST_F(FlagStoreTest, EveryCallIsLoggedWithWhoAndWhyAlsoWithoutAChange) {
  const auto store = open();
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "ops", "try \"shares\"\nnow").has_value());
  clock_.unix_ms_ += 5;
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "drill", "again").has_value());
  const auto lines = audit();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].at("who"), "ops");
  EXPECT_EQ(lines[0].at("why"), "try \"shares\"\nnow");
  EXPECT_EQ(lines[0].at("flag"), "core-bulkhead");
  EXPECT_EQ(lines[0].at("before"), false);
  EXPECT_EQ(lines[0].at("after"), true);
  EXPECT_EQ(lines[1].at("before"), true);
  EXPECT_EQ(lines[1].at("at").as_int64(), clock_.unix_ms_);
}

TEST_F(FlagStoreTest, WrongValuesAreRefusedAndLeaveNoTrace) {
  const auto store = open();
  const auto detail = [&](Flag flag, FlagValue value) {
    const auto result = store->set(flag, std::move(value), "ops", "");
    EXPECT_TRUE(result.has_error() && result.error().code == Errc::invalid_argument);
    return result.has_error() ? result.error().detail : "";
  };
  EXPECT_THAT(detail(Flag::worker_limit, std::int64_t{0}), HasSubstr("from 1 to 1024"));
  EXPECT_THAT(detail(Flag::install_counts, std::string("gone")), HasSubstr("live, zero or hidden"));
  EXPECT_THAT(detail(Flag::install_counts, true), HasSubstr("install-counts"));
  EXPECT_THAT(detail(Flag::core_bulkhead, std::string("on")), HasSubstr("core-bulkhead"));
  EXPECT_THAT(detail(Flag::core_bulkhead, std::int64_t{1}), HasSubstr("core-bulkhead"));
  EXPECT_TRUE(store->set(Flag::core_bulkhead, true, "", "why").has_error());
  EXPECT_TRUE(store->set(Flag::core_bulkhead, true, std::string(201, 'x'), "why").has_error());
  EXPECT_TRUE(store->set(Flag::core_bulkhead, true, "ops", std::string(2'001, 'x')).has_error());
  EXPECT_FALSE(fs::exists(folder_ / "flags.json"));
  EXPECT_FALSE(fs::exists(folder_ / "flags-audit.jsonl"));
}

std::string with_flag(const std::string& key, const std::string& variants, const std::string& rest = "") {
  return "{\"flags\": {\n  \"" + key + "\": {\"state\": \"ENABLED\", \"variants\": " + variants + rest + "}}}\n";
}

TEST_F(FlagStoreTest, ABrokenFileIsRefusedWithItsNameAndPlace) {
  write("flags.json", "{\n  \"flags\": {\n  \"core-bulkhead\": ture\n}}\n");
  const auto error = open_error();
  EXPECT_THAT(error, HasSubstr("corrupt: "));
  EXPECT_THAT(error, HasSubstr((folder_ / "flags.json").string() + ":3:"));
  EXPECT_THAT(error, HasSubstr("repair the file"));
  write("flags.json", "");
  EXPECT_THAT(open_error(), HasSubstr("flags.json:1:1: this is no JSON"));
  write("flags.json", "{\"flags\": {");
  EXPECT_THAT(open_error(), HasSubstr("no JSON"));
}

TEST_F(FlagStoreTest, UnknownFlagsAndWrongValuesInTheFileAreRefusedByNameAndPlace) {
  write("flags.json", with_flag("dark-mode", R"({"on": true})"));
  EXPECT_THAT(open_error(), HasSubstr("flags.json:2:3: \"dark-mode\" is not a flag"));
  write("flags.json", with_flag("worker-limit", R"({"many": 5000})"));
  EXPECT_THAT(open_error(), HasSubstr("flag worker-limit cannot be \"5000\""));
  write("flags.json", with_flag("worker-limit", R"({"few": "8"})"));
  EXPECT_THAT(open_error(), HasSubstr("worker-limit takes another type"));
  write("flags.json", with_flag("worker-limit", R"({"few": 8.5})"));
  EXPECT_THAT(open_error(), HasSubstr("a whole number"));
}

TEST_F(FlagStoreTest, AFileWithSomeFlagsLeavesTheOthersAtTheirDefault) {
  write("flags.json",
        with_flag("install-counts", R"({"gone": "hidden", "there": "live"})", R"(, "defaultVariant": "gone")"));
  const auto store = open();
  EXPECT_EQ(store->text(Flag::install_counts), "hidden");
  EXPECT_EQ(store->number(Flag::worker_limit), 1024);
}

TEST_F(FlagStoreTest, ARuleDecidesForWhoAsks) {
  write("flags.json", with_flag("analytics-ingest", R"({"on": true, "off": false})",
                                R"(, "defaultVariant": "on", "targeting":
      {"if": [{"==": [{"var": "component"}, "search"]}, "off",
              {"starts_with": [{"var": "targetingKey"}, "loud"]}, "off"]})"));
  const auto store = open();
  EXPECT_TRUE(store->is_on(Flag::analytics_ingest));
  EXPECT_FALSE(store->is_on(Flag::analytics_ingest, {.targeting_key = {}, .component = "search"}));
  EXPECT_FALSE(store->is_on(Flag::analytics_ingest, {.targeting_key = "loud-7", .component = {}}));
  EXPECT_TRUE(store->is_on(Flag::analytics_ingest, {.targeting_key = "quiet", .component = {}}));
}

TEST_F(FlagStoreTest, AChangeLeavesTheRestOfTheFileAsItIs) {
  const std::string before =
      "{ \"flags\": {\n"
      "\t\"worker-limit\":   {\"variants\": {\"few\": 8,\n\t\t\"many\": 512}, \"state\":\"ENABLED\",\n"
      "\t\t\"defaultVariant\" : \"many\", \"targeting\": {\"if\": [{\"var\": \"x\"}, \"few\"]}} },\n"
      "  \"metadata\": {\"owner\": \"me\"}\n}\n";
  write("flags.json", before);
  const auto store = open();
  EXPECT_EQ(store->number(Flag::worker_limit), 512);
  ASSERT_TRUE(store->set(Flag::worker_limit, std::int64_t{8}, "ops", ""));
  std::string expected = before;
  expected.replace(expected.find("\"many\", \"targeting"), 6, "\"few\"");
  EXPECT_EQ(read("flags.json"), expected);
  ASSERT_TRUE(store->set(Flag::worker_limit, std::int64_t{9}, "ops", ""));
  EXPECT_THAT(read("flags.json"), HasSubstr("{\"9\": 9, \"few\": 8,\n\t\t\"many\": 512}"));
  EXPECT_THAT(read("flags.json"), HasSubstr("\"defaultVariant\" : \"9\""));
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "ops", ""));  // which the file did not have
  const auto again = open();
  EXPECT_EQ(again->number(Flag::worker_limit), 9);
  EXPECT_TRUE(again->is_on(Flag::core_bulkhead));
}

TEST_F(FlagStoreTest, EveryFlagCanBeSetToEachOfItsValuesInAFreshFile) {
  const auto store = open();
  for (const auto& definition : domain::flag_definitions()) {
    for (const std::string& variant : definition.variants) {
      ASSERT_TRUE(store->set(definition.flag, variant, "ops", "")) << definition.key;
      EXPECT_EQ(open()->text(definition.flag), variant);
    }
    if (!std::holds_alternative<bool>(definition.default_value)) continue;
    ASSERT_TRUE(store->set(definition.flag, !std::get<bool>(definition.default_value), "ops", ""));
    EXPECT_NE(open()->evaluate(definition.flag), definition.default_value);
  }
}

TEST_F(FlagStoreTest, AnEditIsTakenOverAtTheNextLook) {
  const auto store = open();
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "ops", ""));
  std::vector<domain::FlagChange> seen;
  const auto token = store->watch([&seen](const domain::FlagChange& change) { seen.push_back(change); });
  EXPECT_EQ(store->reload().value(), false);
  std::string text = read("flags.json");
  const std::string off = "\"defaultVariant\": \"off\"";
  const std::size_t ingest = text.find("\"defaultVariant\": \"on\"", text.find("analytics-ingest"));
  text.replace(ingest, off.size() - 1, off);
  write("flags.json", text);
  EXPECT_EQ(store->reload().value(), true);
  EXPECT_FALSE(store->is_on(Flag::analytics_ingest));
  EXPECT_TRUE(store->is_on(Flag::core_bulkhead));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].flag, Flag::analytics_ingest);
  EXPECT_EQ(seen[0].who, "file");
  EXPECT_EQ(audit().back().at("flag"), "analytics-ingest");
  EXPECT_EQ(store->reload().value(), false);
}

TEST_F(FlagStoreTest, ABrokenEditLeavesTheLastGoodSetInForceAndIsNotOverwritten) {
  const auto store = open();
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "ops", ""));
  const std::string good = read("flags.json");
  for (const std::string& broken : {std::string("{\n\"flags\": "), std::string(), good.substr(0, good.size() / 2)}) {
    write("flags.json", broken);
    const auto refused = store->reload();
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().detail, HasSubstr("no JSON"));
    EXPECT_EQ(store->problem(), refused.error().detail);
    EXPECT_TRUE(store->is_on(Flag::core_bulkhead));
    const auto set = store->set(Flag::core_bulkhead, false, "ops", "");
    ASSERT_TRUE(set.has_error());
    EXPECT_EQ(set.error().code, Errc::conflict);
    EXPECT_EQ(read("flags.json"), broken);
  }
  write("flags.json", good);
  EXPECT_TRUE(store->reload().has_value());
  EXPECT_EQ(store->problem(), "");
  EXPECT_TRUE(store->set(Flag::core_bulkhead, false, "ops", ""));
}

TEST_F(FlagStoreTest, ARefusedEditIsCountedOnce) {
  const auto store = open();
  write("flags.json", "{");
  EXPECT_TRUE(store->reload().has_error());
  EXPECT_TRUE(store->reload().has_error());
  EXPECT_EQ(store->edits_refused(), 1U);
}

TEST_F(FlagStoreTest, RulesSeeEverythingThatIsKnownOfWhoAsks) {
  write("flags.json", with_flag("yen-prices", R"({"on": true, "off": false})",
                                R"(, "defaultVariant": "on", "targeting": {"if": [{"and": [
      {"==": [{"var": "country"}, "JP"]}, {"==": [{"var": "hosting"}, "server"]},
      {"==": [{"var": "vendor"}, "7"]}, {"==": [{"var": "userClass"}, "vendor"]}]}, "off"]})"));
  const auto store = open();
  domain::FlagContext asker{
      .targeting_key = "7", .component = "pricing", .vendor = "7", .country = "JP", .hosting = "server"};
  EXPECT_TRUE(store->is_on(Flag::yen_prices, asker));
  asker.user_class = "vendor";
  EXPECT_FALSE(store->is_on(Flag::yen_prices, asker));
}

TEST_F(FlagStoreTest, AnEditOfARuleAloneIsToldToo) {
  write("flags.json", with_flag("yen-prices", R"({"on": true, "off": false})", R"(, "defaultVariant": "on")"));
  const auto store = open();
  std::vector<domain::FlagChange> seen;
  const auto token = store->watch([&seen](const domain::FlagChange& change) { seen.push_back(change); });
  write("flags.json", with_flag("yen-prices", R"({"on": true, "off": false})",
                                R"(, "defaultVariant": "on", "targeting": {"if": [{"var": "x"}, "off"]})"));
  EXPECT_EQ(store->reload().value(), true);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].rule_changed);
  EXPECT_EQ(seen[0].before, seen[0].after);
  EXPECT_EQ(audit().back().at("rule_changed"), true);
}

class FlagShareTest : public FlagStoreTest {
 protected:
  static int count_off(const FlagStore& store) {
    int off = 0;
    for (int i = 0; i < 1'000; ++i) {
      const std::string key = "source-" + std::to_string(i);
      if (!store.is_on(Flag::analytics_ingest, {.targeting_key = key})) ++off;
    }
    return off;
  }
};

TEST_F(FlagShareTest, GivesAShareOfThoseWhoAskAnotherValue) {
  const auto store = open();
  const auto change = store->set_share(Flag::analytics_ingest, false, 10, "ops", "less");
  ASSERT_TRUE(change) << change.error().detail;
  EXPECT_TRUE(change->rule_changed);
  EXPECT_EQ(change->after, FlagValue(true));
  EXPECT_NEAR(count_off(*store), 100, 30);
  EXPECT_TRUE(store->is_on(Flag::analytics_ingest)) << "who has no key has the default";
  EXPECT_EQ(count_off(*open()), count_off(*store));
}

TEST_F(FlagShareTest, WhoIsInTheShareStaysInAGreaterOne) {
  const auto store = open();
  std::vector<std::string> off;
  ASSERT_TRUE(store->set_share(Flag::analytics_ingest, false, 10, "ops", ""));
  for (int i = 0; i < 300; ++i) {
    const std::string key = "source-" + std::to_string(i);
    if (!store->is_on(Flag::analytics_ingest, {.targeting_key = key})) off.push_back(key);
  }
  ASSERT_TRUE(store->set_share(Flag::analytics_ingest, false, 50, "ops", ""));
  for (const std::string& key : off) EXPECT_FALSE(store->is_on(Flag::analytics_ingest, {.targeting_key = key}));
}

TEST_F(FlagShareTest, AllIsEverybodyAndNoneIsNobody) {
  const auto store = open();
  ASSERT_TRUE(store->set_share(Flag::analytics_ingest, false, 10, "ops", ""));
  ASSERT_TRUE(store->set_share(Flag::analytics_ingest, false, 0, "ops", ""));
  EXPECT_EQ(count_off(*store), 0);
  EXPECT_FALSE(store->rules()->has_rule(Flag::analytics_ingest));
  ASSERT_TRUE(store->set_share(Flag::analytics_ingest, false, 10, "ops", ""));
  const auto all = store->set_share(Flag::analytics_ingest, false, 100, "ops", "");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->after, FlagValue(false));
  EXPECT_EQ(count_off(*store), 1'000);
  EXPECT_FALSE(store->is_on(Flag::analytics_ingest));
  EXPECT_FALSE(store->rules()->has_rule(Flag::analytics_ingest));
  EXPECT_EQ(store->set_share(Flag::analytics_ingest, false, 101, "ops", "").error().code, Errc::invalid_argument);
}

TEST_F(FlagShareTest, NumbersAndWordsHaveSharesToo) {
  const auto store = open();
  ASSERT_TRUE(store->set_share(Flag::worker_limit, std::int64_t{8}, 50, "ops", ""));
  ASSERT_TRUE(store->set_share(Flag::install_counts, std::string("hidden"), 50, "ops", ""));
  bool eight = false, many = false;
  for (int i = 0; i < 50; ++i) {
    const auto limit = store->number(Flag::worker_limit, {.targeting_key = std::to_string(i)});
    eight = eight || limit == 8;
    many = many || limit == 1'024;
  }
  EXPECT_TRUE(eight && many);
}

TEST_F(FlagStoreTest, EveryFlagHasADefinitionForClientsAlsoWithoutOneInTheFile) {
  write("flags.json", with_flag("yen-prices", R"({"on": true})"));
  const auto store = open();
  EXPECT_EQ(store->rules()->definitions().flags.size(), domain::kFlagCount);
  const auto version = store->rules()->version();
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "ops", ""));
  EXPECT_NE(store->rules()->version(), version);
}

TEST_F(FlagStoreTest, AFileThatIsGoneIsWrittenAgainByTheNextChange) {
  const auto store = open();
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "ops", ""));
  fs::remove(folder_ / "flags.json");
  EXPECT_TRUE(store->reload().has_error());
  EXPECT_THAT(store->problem(), HasSubstr("is gone"));
  EXPECT_TRUE(store->is_on(Flag::core_bulkhead));
  ASSERT_TRUE(store->set(Flag::worker_limit, std::int64_t{8}, "ops", ""));
  EXPECT_EQ(store->problem(), "");
  const auto again = open();
  EXPECT_TRUE(again->is_on(Flag::core_bulkhead));
  EXPECT_EQ(again->number(Flag::worker_limit), 8);
}

// /dev/full is a disk without room: every write to it fails with ENOSPC.
TEST_F(FlagStoreTest, OnAFullDiskTheOldValueStaysInForce) {
  const auto store = open();
  ASSERT_TRUE(store->set(Flag::worker_limit, std::int64_t{64}, "ops", "before").has_value());
  const std::string values = read("flags.json");
  const std::string log = read("flags-audit.jsonl");
  bool called = false;
  const auto token = store->watch([&called](const domain::FlagChange&) { called = true; });

  fs::create_symlink("/dev/full", folder_ / "flags.json.tmp");
  const auto refused = store->set(Flag::worker_limit, std::int64_t{8}, "ops", "shrink");
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::no_space);
  EXPECT_THAT(refused.error().detail, HasSubstr("flags.json"));
  EXPECT_EQ(store->number(Flag::worker_limit), 64);
  EXPECT_EQ(read("flags.json"), values);
  EXPECT_EQ(read("flags-audit.jsonl"), log);
  EXPECT_FALSE(called);

  fs::remove(folder_ / "flags.json.tmp");
  ASSERT_TRUE(store->set(Flag::worker_limit, std::int64_t{8}, "ops", "room again").has_value());
  EXPECT_EQ(store->number(Flag::worker_limit), 8);
  EXPECT_TRUE(called);
}

TEST_F(FlagStoreTest, WhenTheLogHasNoRoomNothingChanges) {
  const auto store = open();
  fs::create_symlink("/dev/full", folder_ / "flags-audit.jsonl");
  const auto refused = store->set(Flag::analytics_ingest, false, "ops", "");
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::no_space);
  EXPECT_TRUE(store->is_on(Flag::analytics_ingest));
  EXPECT_FALSE(fs::exists(folder_ / "flags.json"));
  EXPECT_FALSE(fs::exists(folder_ / "flags.json.tmp"));
}

TEST_F(FlagStoreTest, WhenTheValuesCannotBeReplacedTheLogTakesItsLineBack) {
  const auto store = open();
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "ops", "first").has_value());
  fs::remove(folder_ / "flags.json");
  fs::create_directories(folder_ / "flags.json" / "in the way");
  EXPECT_TRUE(store->set(Flag::core_bulkhead, false, "ops", "second").has_error());
  EXPECT_TRUE(store->is_on(Flag::core_bulkhead));
  EXPECT_EQ(audit().size(), 1U);
}

TEST_F(FlagStoreTest, ALineTornByACrashIsCutOff) {
  write("flags-audit.jsonl", "{\"at\":1}\n{\"at\":2,\"wh");
  const auto store = open();
  ASSERT_TRUE(store->set(Flag::core_bulkhead, true, "ops", "").has_value());
  const auto lines = audit();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].at("at").as_int64(), 1);
  EXPECT_EQ(lines[1].at("flag"), "core-bulkhead");
}

TEST_F(FlagStoreTest, ChangesOfManyThreadsAreAllLoggedAndTheLastIsKept) {
  const auto store = open();
  std::atomic<bool> done{false};
  std::atomic<int> strange{0};
  std::thread reader([&store, &done, &strange] {
    while (!done.load()) {
      const auto limit = store->number(Flag::worker_limit);
      const auto text = store->text(Flag::install_counts);
      if (limit < 1 || limit > 1024 || (text != "live" && text != "zero" && text != "hidden")) ++strange;
    }
  });
  std::vector<std::thread> writers;
  writers.reserve(4);
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&store, writer] {
      for (int i = 1; i <= 25; ++i) {
        ASSERT_TRUE(store->set(Flag::worker_limit, std::int64_t{writer * 100 + i}, "ops", "").has_value());
        ASSERT_TRUE(
            store->set(Flag::install_counts, std::string(i % 2 == 0 ? "zero" : "hidden"), "ops", "").has_value());
      }
    });
  }
  for (auto& writer : writers) writer.join();
  done = true;
  reader.join();
  EXPECT_EQ(strange, 0);
  const auto lines = audit();
  EXPECT_EQ(lines.size(), 200U);
  EXPECT_EQ(open()->number(Flag::worker_limit), store->number(Flag::worker_limit));
}

}  // namespace
}  // namespace souk::flags
