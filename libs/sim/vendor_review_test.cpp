// The Top Vendor programme on the simulated store: the false alarm of March 2020, what prevents it, what takes it back,
// and crashes at any moment of it.
#include "app/vendor_review.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>

#include "flags/static_flags.hpp"
#include "sim/memory_mail.hpp"
#include "sim/model.hpp"
#include "sim/review_store.hpp"

namespace souk::sim {
namespace {

using domain::Flag;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void rethrow(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

domain::Catalogue catalogue() {
  return domain::generate_catalogue({.apps = 600, .vendors = 400, .active_installs = 400'000, .large_apps = 100})
      .value();
}

class VendorReviewTest : public testing::Test {
 protected:
  ~VendorReviewTest() override { context_.clear(); }

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    asio::co_spawn(context_.executor(), keep(std::move(task), &result), rethrow);
    context_.run();
    return std::move(result).value();
  }
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>* result) {
    result->emplace(co_await std::move(task));
  }

  void set(Flag flag, domain::FlagValue value) { ASSERT_TRUE(flags_.set(flag, std::move(value)).has_value()); }
  app::Evaluation evaluate() { return run(review().evaluate()).value(); }
  app::Retraction retract() { return run(review().retract()).value(); }
  void deliver_all() {
    while (run(review().deliver()).value() > 0) {
    }
  }
  domain::VendorFigures figures() { return run(store_->figures({})).value(); }
  std::uint64_t with_status(domain::TopVendorStatus status) {
    std::uint64_t count = 0;
    for (const auto& vendor : state_.reviewed_vendors(0, 10'000)) count += vendor.status == status ? 1 : 0;
    return count;
  }

  app::VendorReview& review() {
    if (!review_) start();
    return *review_;
  }
  void start() {
    database_.emplace(machine_, state_, DatabaseOptions{});
    store_.emplace(*database_);
    review_.emplace(app::VendorReview::Ports{*store_, mail_, flags_, machine_.clock, settings_});
  }
  // The process dies `after` it began `task`; what it had under way is gone.
  template <class T>
  void crash_during(Task<T> task, Nanos after) {
    std::optional<T> result;
    {
      const Context::Scope scope(context_, ++process_);
      asio::co_spawn(context_.executor(), keep(std::move(task), &result), rethrow);
    }
    context_.run(context_.now() + after);
    context_.kill(process_);
    review_.reset();
    store_.reset();
    database_.reset();
    state_.drop_prepared();
    start();
  }

  Context context_;
  Machine machine_{context_, default_model(), 1};
  MemoryDatabase state_{std::make_shared<const CatalogueIndex>(catalogue()), 1'583'366'400'000};
  MemoryMail mail_;
  flags::StaticFlags flags_;
  app::LiveSettings settings_;
  std::optional<Database> database_;
  std::optional<ReviewStore> store_;
  std::optional<app::VendorReview> review_;
  Process process_ = 1;
};

TEST_F(VendorReviewTest, WithRightCountsNobodyIsFlagged) {
  const app::Evaluation evaluation = evaluate();
  EXPECT_EQ(evaluation.looked_at, 400U);
  EXPECT_EQ(evaluation.flagged, 0U);
  EXPECT_THAT(state_.reviews().mails(std::nullopt, 0, 10), IsEmpty());
}

TEST_F(VendorReviewTest, CountsAtZeroFlagEveryApprovedVendorAndWriteToEach) {
  const std::uint64_t approved = with_status(domain::TopVendorStatus::approved);
  ASSERT_GT(approved, 5U);
  set(Flag::install_counts, std::string("zero"));
  EXPECT_EQ(evaluate().flagged, approved);
  EXPECT_EQ(evaluate().flagged, 0U) << "nobody is flagged twice";
  EXPECT_EQ(review().figures().mails_waiting, approved);
  deliver_all();
  EXPECT_THAT(mail_.messages(), SizeIs(approved));
  EXPECT_THAT(mail_.messages().begin()->second, HasSubstr("we count 0"));
  EXPECT_EQ(review().figures().notices_sent, approved);
}

TEST_F(VendorReviewTest, HiddenCountsChangeNothing) {
  set(Flag::install_counts, std::string("hidden"));
  EXPECT_EQ(evaluate().flagged, 0U);
}

TEST_F(VendorReviewTest, TheSwitchPreventsTheEvaluation) {
  set(Flag::install_counts, std::string("zero"));
  set(Flag::vendor_status_evaluation, false);
  const app::Evaluation evaluation = evaluate();
  EXPECT_TRUE(evaluation.prevented);
  EXPECT_EQ(evaluation.looked_at, 0U);
  EXPECT_EQ(figures().flagged, 0U);
}

TEST_F(VendorReviewTest, HoldKeepsNoticesBackAndRightCountsWithdrawThem) {
  set(Flag::vendor_notifications, std::string("hold"));
  set(Flag::install_counts, std::string("zero"));
  const std::uint64_t flagged = evaluate().flagged;
  deliver_all();
  EXPECT_THAT(mail_.messages(), IsEmpty());
  set(Flag::install_counts, std::string("live"));
  EXPECT_EQ(evaluate().unflagged, flagged);
  set(Flag::vendor_notifications, std::string("send"));
  deliver_all();
  EXPECT_THAT(mail_.messages(), IsEmpty()) << "nobody ever hears of it";
  EXPECT_EQ(retract().apologies, 0U);
}

TEST_F(VendorReviewTest, ARetractionApologisesOnceToEachWhoWasTold) {
  set(Flag::install_counts, std::string("zero"));
  const std::uint64_t flagged = evaluate().flagged;
  deliver_all();
  set(Flag::install_counts, std::string("hidden"));
  const app::Retraction first = retract();
  EXPECT_EQ(first.restored, flagged);
  EXPECT_EQ(first.apologies, flagged);
  EXPECT_EQ(retract().apologies, 0U);
  deliver_all();
  EXPECT_THAT(mail_.messages(), SizeIs(2 * flagged));
  EXPECT_EQ(figures().notices_unretracted, 0U);
  EXPECT_EQ(figures().flagged, 0U);
}

TEST_F(VendorReviewTest, ARetractionIsRefusedWhileTheCauseIsThere) {
  set(Flag::install_counts, std::string("zero"));
  evaluate();
  const auto refused = run(review().retract());
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_THAT(refused.error().detail, HasSubstr("vendor-status-evaluation"));
  set(Flag::vendor_status_evaluation, false);
  EXPECT_GT(retract().restored, 0U);
}

TEST_F(VendorReviewTest, ACrashAtAnyMomentLosesAndRepeatsNothing) {
  const std::uint64_t approved = with_status(domain::TopVendorStatus::approved);
  set(Flag::install_counts, std::string("zero"));
  for (int i = 1; i <= 5; ++i) crash_during(review().evaluate(), std::chrono::microseconds(700 * i));
  evaluate();
  EXPECT_EQ(figures().flagged, approved);
  EXPECT_EQ(figures().mails_waiting, approved) << "one notice each";
  for (int i = 1; i <= 5; ++i) crash_during(review().deliver(), std::chrono::microseconds(400 * i));
  deliver_all();
  EXPECT_THAT(mail_.messages(), SizeIs(approved)) << "a message delivered twice has one name";
  set(Flag::install_counts, std::string("live"));
  for (int i = 1; i <= 8; ++i) crash_during(review().retract(), std::chrono::microseconds(500 * i));
  retract();
  deliver_all();
  EXPECT_THAT(mail_.messages(), SizeIs(2 * approved));
  EXPECT_EQ(figures().notices_unretracted, 0U);
}

TEST_F(VendorReviewTest, RunsOnItsTimerAndSendsByItself) {
  set(Flag::install_counts, std::string("zero"));
  ASSERT_TRUE(settings_.set("vendor_evaluation.interval_hours", 0.01).has_value());
  asio::co_spawn(context_.executor(), review().run(), rethrow);
  context_.run(context_.now() + std::chrono::seconds(35));
  EXPECT_EQ(review().figures().flagged, 0U) << "the first evaluation is one interval after the start";
  context_.run(context_.now() + std::chrono::seconds(10));
  EXPECT_GT(review().figures().flagged, 0U);
  EXPECT_EQ(review().figures().mails_waiting, 0U);
  EXPECT_EQ(mail_.messages().size(), review().figures().notices_sent);
  review().request_stop();
  context_.run();
}

}  // namespace
}  // namespace souk::sim
