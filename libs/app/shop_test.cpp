#include "app/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/shop_testing.hpp"

namespace souk::app {
namespace {

using domain::CommandKind;
using domain::Flag;
using ::testing::ElementsAre;
using testing::FakeClock;
using testing::FakeFlags;
using testing::FakeStore;
using ::testing::IsEmpty;
using testing::run;

constexpr auto kApp = "com.example.tables";

class ShopTest : public ::testing::Test {
 protected:
  ShopTest() { store_.add_app(kApp); }

  static domain::Command install(std::string app = kApp) {
    domain::Command command;
    command.kind = CommandKind::install;
    command.instance_id = "i-000001";
    command.app_key = std::move(app);
    return command;
  }
  static ports::RequestContext core() {
    ports::RequestContext context;
    context.owner = domain::Owner::core;
    return context;
  }
  ports::RequestContext leaving_in(Nanos time) {
    ports::RequestContext context = core();
    context.client_leaves = clock_.now() + time;
    return context;
  }
  auto page(ports::RequestContext context = {}) { return run(shop_.app_page(context, kApp)); }

  FakeStore store_;
  FakeFlags flags_;
  FakeClock clock_;
  Shop shop_{store_, flags_, clock_};
};

TEST_F(ShopTest, ACommandReadsAndThenWritesBothBilledToItsOwner) {
  const auto recorded = run(shop_.command(core(), install(), "k1"));
  ASSERT_TRUE(recorded.has_value());
  EXPECT_EQ(recorded->receipt.code, Errc::ok);
  EXPECT_FALSE(recorded->replayed);
  EXPECT_THAT(store_.call_names(), ElementsAre("offer", "record"));
  for (const auto& call : store_.calls) EXPECT_EQ(call.context.owner, domain::Owner::core);
}

TEST_F(ShopTest, InstallsTheLatestVersionUnlessAnotherIsAskedFor) {
  EXPECT_EQ(run(shop_.command(core(), install(), "k1"))->receipt.version, "2.0.0");
  auto old = install();
  old.version = "1.4.0";
  EXPECT_EQ(run(shop_.command(core(), old, "k2"))->receipt.version, "1.4.0");
}

TEST_F(ShopTest, ReplaysTheFirstAnswerAlsoAfterANewVersionCameOut) {
  run(shop_.command(core(), install(), "k1"));
  store_.pages[kApp].app.latest_version = "3.0.0";
  const auto again = run(shop_.command(core(), install(), "k1"));
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->receipt.version, "2.0.0");
}

TEST_F(ShopTest, ReplaysARefusalToo) {
  const auto first = run(shop_.command(core(), install("com.example.gone"), "k1"));
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->receipt.code, Errc::not_found);
  store_.add_app("com.example.gone");
  const auto again = run(shop_.command(core(), install("com.example.gone"), "k1"));
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->receipt.code, Errc::not_found);
}

TEST_F(ShopTest, TheSameKeyWithAnotherPayloadIsAMismatch) {
  run(shop_.command(core(), install(), "k1"));
  auto other = install();
  other.hosting = domain::Hosting::server;
  EXPECT_EQ(run(shop_.command(core(), other, "k1")).error().code, Errc::payload_mismatch);
}

TEST_F(ShopTest, RefusesEmptyAndOverlongInputBeforeTouchingTheStore) {
  const std::string long_text(256, 'x');
  auto command = install();
  command.instance_id.clear();
  EXPECT_EQ(run(shop_.command(core(), command, "k")).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(shop_.command(core(), install(long_text), "k")).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(shop_.command(core(), install(), long_text)).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(shop_.command(core(), install(), "")).error().code, Errc::invalid_argument);
  command = install();
  command.version = long_text;
  EXPECT_EQ(run(shop_.command(core(), command, "k")).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(shop_.browse({}, "", ports::AppOrder::name, 0, 51)).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(shop_.browse({}, "", ports::AppOrder::name, 0, 0)).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(shop_.search({}, "", "", 0, 10)).error().code, Errc::invalid_argument);
  EXPECT_EQ(run(shop_.search({}, long_text, "", 0, 10)).error().code, Errc::invalid_argument);
  EXPECT_THAT(store_.call_names(), IsEmpty());
}

TEST_F(ShopTest, AStoreErrorEndsTheCommandAndFreesItsKey) {
  store_.failure = fail(Errc::overloaded, "waiting line full");
  EXPECT_EQ(run(shop_.command(core(), install(), "k1")).error().code, Errc::overloaded);
  EXPECT_THAT(store_.call_names(), ElementsAre("offer"));
  store_.failure.reset();
  EXPECT_TRUE(run(shop_.command(core(), install(), "k1")).has_value());
}

TEST_F(ShopTest, WithoutPropagationTheStoreGetsNoDeadline) {
  run(shop_.command(leaving_in(std::chrono::milliseconds(-5)), install(), "k1"));
  ASSERT_EQ(store_.calls.size(), 2U);
  EXPECT_EQ(store_.calls[1].context.deadline, kNever);
  EXPECT_LT(store_.calls[1].context.client_leaves, clock_.now());
}

TEST_F(ShopTest, WithPropagationTheStoreGetsTheClientsDeadline) {
  flags_.set(Flag::deadline_propagation, true);
  const auto context = leaving_in(std::chrono::milliseconds(500));
  run(shop_.command(context, install(), "k1"));
  ASSERT_EQ(store_.calls.size(), 2U);
  for (const auto& call : store_.calls) EXPECT_EQ(call.context.deadline, context.client_leaves);
}

TEST_F(ShopTest, WithPropagationWorkNobodyWaitsForIsDropped) {
  flags_.set(Flag::deadline_propagation, true);
  const auto gone = leaving_in(std::chrono::milliseconds(-1));
  EXPECT_EQ(run(shop_.command(gone, install(), "k1")).error().code, Errc::deadline_exceeded);
  EXPECT_EQ(run(shop_.latest_version(gone, kApp)).error().code, Errc::deadline_exceeded);
  EXPECT_THAT(store_.call_names(), IsEmpty());

  store_.during_offer = &clock_;
  store_.offer_takes = std::chrono::seconds(1);
  const auto leaves_meanwhile = leaving_in(std::chrono::milliseconds(500));
  EXPECT_EQ(run(shop_.command(leaves_meanwhile, install(), "k1")).error().code, Errc::deadline_exceeded);
  EXPECT_THAT(store_.call_names(), ElementsAre("offer"));
}

TEST_F(ShopTest, AppPagesAreReadOncePerTimeToLive) {
  const auto first = page();
  ASSERT_TRUE(first.has_value());
  store_.pages[kApp].app.active_installs = 99;
  clock_.advance(std::chrono::milliseconds(999));
  EXPECT_EQ(*page(), *first);
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_EQ((*page())->app.active_installs, 99);
  EXPECT_THAT(store_.call_names(), ElementsAre("app_page", "app_page"));
}

TEST_F(ShopTest, ErrorsAreNotCached) {
  EXPECT_EQ(run(shop_.app_page({}, "com.example.new")).error().code, Errc::not_found);
  store_.add_app("com.example.new");
  EXPECT_TRUE(run(shop_.app_page({}, "com.example.new")).has_value());
}

TEST_F(ShopTest, BrowseAndSearchAskForWhatTheyMean) {
  run(shop_.browse({}, "Reports", ports::AppOrder::newest, 20, 5));
  EXPECT_EQ(store_.last_query.category, "Reports");
  EXPECT_EQ(store_.last_query.order, ports::AppOrder::newest);
  EXPECT_EQ(store_.last_query.offset, 20U);
  EXPECT_EQ(store_.last_query.limit, 5U);
  EXPECT_EQ(store_.last_query.text, "");
  run(shop_.search({}, "gantt", "", 0, 10));
  EXPECT_EQ(store_.last_query.text, "gantt");
  EXPECT_EQ(store_.last_query.order, ports::AppOrder::relevance);
}

TEST_F(ShopTest, CountsFollowTheirFlag) {
  EXPECT_EQ(Shop::shown(shop_.counts({}), 42), 42);
  flags_.set(Flag::install_counts, std::string("zero"));
  EXPECT_EQ(Shop::shown(shop_.counts({}), 42), 0);
  flags_.set(Flag::install_counts, std::string("hidden"));
  EXPECT_EQ(Shop::shown(shop_.counts({}), 42), std::nullopt);
}

TEST_F(ShopTest, ProductsAreToldNoMoreThanTheSite) {
  const auto in_product = [this] { return Shop::shown(shop_.counts_in_product({}), 42); };
  EXPECT_FALSE(shop_.products_saw_counts().has_value()) << "no product asked yet";
  EXPECT_EQ(in_product(), 42);
  EXPECT_EQ(shop_.products_saw_counts(), true);
  flags_.set(Flag::install_counts_in_product, std::string("hidden"));
  EXPECT_EQ(in_product(), std::nullopt);
  EXPECT_EQ(shop_.products_saw_counts(), false);
  EXPECT_FALSE(shop_.reports_had_counts().has_value());
  shop_.counts_in_reports({});
  EXPECT_EQ(shop_.reports_had_counts(), true) << "a flag of its own";
  EXPECT_EQ(Shop::shown(shop_.counts({}), 42), 42) << "the site has its own";
  flags_.set(Flag::install_counts_in_product, std::string("live"));
  flags_.set(Flag::install_counts, std::string("zero"));
  EXPECT_EQ(in_product(), 0);
}

TEST_F(ShopTest, ReportsHaveCountsOfTheirOwn) {
  const auto in_reports = [this] { return Shop::shown(shop_.counts_in_reports({}), 42); };
  EXPECT_EQ(in_reports(), 42);
  flags_.set(Flag::install_counts_in_reports, std::string("hidden"));
  EXPECT_EQ(in_reports(), std::nullopt);
  EXPECT_EQ(Shop::shown(shop_.counts_in_product({}), 42), 42);
  flags_.set(Flag::install_counts_in_reports, std::string("live"));
  flags_.set(Flag::install_counts, std::string("zero"));
  EXPECT_EQ(in_reports(), 0);
}

TEST_F(ShopTest, CountsCanBeHiddenForOneVendorsApps) {
  flags_.rule = [](Flag flag, const domain::FlagContext& asker) -> std::optional<domain::FlagValue> {
    if (flag != Flag::install_counts || asker.vendor != "7") return std::nullopt;
    return std::string("hidden");
  };
  EXPECT_EQ(Shop::shown(shop_.counts({}, 7), 42), std::nullopt);
  EXPECT_EQ(Shop::shown(shop_.counts({}, 8), 42), 42);
  EXPECT_EQ(Shop::shown(shop_.counts({}), 42), 42);
}

TEST_F(ShopTest, FlagsSeeWhoAsks) {
  std::vector<std::string> seen;
  flags_.rule = [&seen](Flag flag, const domain::FlagContext& asker) -> std::optional<domain::FlagValue> {
    if (flag == Flag::deadline_propagation) {
      seen.push_back(std::string(asker.component) + " " + std::string(asker.user_class) + " " +
                     std::string(asker.targeting_key) + " " + std::string(asker.hosting));
    }
    return std::nullopt;
  };
  run(shop_.search({.owner = domain::Owner::browse, .key = "r-1"}, "gantt", "", 0, 10));
  domain::Command command;
  command.instance_id = "i-1";
  command.app_key = kApp;
  command.hosting = domain::Hosting::server;
  run(shop_.command(core(), command, "k-1"));
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0], "search shopper r-1 ");
  EXPECT_EQ(seen[1], "install customer i-1 server");
  EXPECT_EQ(seen[2], seen[1]) << "the reading and the writing half";
}

TEST_F(ShopTest, WithoutPhoneHomeNobodyIsToldTheLatestVersion) {
  flags_.set(Flag::phone_home, false);
  EXPECT_EQ(run(shop_.latest_version({}, "com.example.tables")).error().code, Errc::unavailable);
}

// A store whose offer() waits until the test lets it go on.
class SlowStore : public FakeStore {
 public:
  explicit SlowStore(asio::io_context& context) : gate_(context, asio::steady_timer::time_point::max()) {}
  void open() { gate_.cancel(); }
  Task<Result<domain::Offer>> offer(ports::RequestContext context, std::string instance, std::string app) override {
    ++waiting;
    boost::system::error_code ignored;
    co_await gate_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    auto reading = FakeStore::offer(context, std::move(instance), std::move(app));
    co_return co_await std::move(reading);
  }
  int waiting = 0;

 private:
  asio::steady_timer gate_;
};

TEST(ShopInFlight, TheSameKeyWhileTheFirstRunsIsAConflict) {
  asio::io_context context;
  SlowStore store(context);
  store.add_app(kApp);
  FakeFlags flags;
  FakeClock clock;
  Shop::Limits limits;
  limits.running_commands = 1;
  Shop shop(store, flags, clock, limits);
  domain::Command command;
  command.instance_id = "i-000001";
  command.app_key = kApp;

  std::optional<Result<domain::Recorded>> first;
  asio::co_spawn(context, shop.command({}, command, "k1"),
                 [&first](const std::exception_ptr& thrown, Result<domain::Recorded> recorded) {
                   if (!thrown) first = std::move(recorded);
                 });
  while (store.waiting == 0) context.run_one();
  EXPECT_EQ(run(shop.command({}, command, "k1")).error().code, Errc::conflict);
  EXPECT_EQ(run(shop.command({}, command, "k2")).error().code, Errc::overloaded);
  EXPECT_FALSE(first.has_value());

  store.open();
  context.run();
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(first->has_value());
}

}  // namespace
}  // namespace souk::app
