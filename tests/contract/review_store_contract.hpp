// What every ReviewStore promises: a status and the e-mail about it go together, and an apology is written once. See
// store_harness.hpp for how an adapter registers.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/contract/store_harness.hpp"

namespace souk::contract {

class ReviewStoreContract : public testing::TestWithParam<StoreCase> {
 protected:
  using Status = domain::TopVendorStatus;

  void SetUp() override {
    harness_ = GetParam().make();
    harness_->load(small_catalogue()).value();
  }
  ports::ReviewStore& store() { return harness_->reviews(); }
  std::vector<domain::ReviewedVendor> vendors(std::int64_t after = 0, std::size_t max = 100) {
    return harness_->run(store().vendors({}, after, max)).value();
  }
  domain::ReviewedVendor tidewater() { return vendors(0, 1).at(0); }
  std::uint64_t change(Status from, Status to) {
    domain::VendorFacts facts = tidewater().facts;
    facts.active_instances = 0;
    return harness_->run(store().change({}, {{facts, from, to}}, kToday)).value();
  }
  ports::Retracted retract(std::vector<std::int64_t> ids = {1}) {
    return harness_->run(store().retract({}, std::move(ids), kToday)).value();
  }
  std::vector<domain::VendorMail> mails(std::optional<domain::MailState> state = std::nullopt, std::int64_t after = 0,
                                        std::size_t max = 100) {
    return harness_->run(store().mails({}, state, after, max)).value();
  }
  void send_all() {
    std::vector<std::int64_t> ids;
    for (const auto& mail : mails(domain::MailState::waiting)) ids.push_back(mail.id);
    ASSERT_TRUE(harness_->run(store().mark_sent({}, ids, kToday)).has_value());
  }
  domain::VendorFigures figures() { return harness_->run(store().figures({})).value(); }

  std::unique_ptr<StoreHarness> harness_;
};

using domain::MailKind;
using domain::MailState;

TEST_P(ReviewStoreContract, KnowsTheFactsOfEachVendor) {
  const auto all = vendors();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].facts.name, "Tidewater");
  EXPECT_EQ(all[0].facts.paid_apps, 2);
  EXPECT_EQ(all[0].facts.active_instances, 502) << "all installs of its apps";
  EXPECT_EQ(all[0].status, Status::approved);
  EXPECT_EQ(all[2].facts.paid_apps, 1) << "the other app of Lantern is free";
  EXPECT_NE(all[1].status, Status::approved);
  EXPECT_EQ(vendors(1, 1).at(0).facts.name, "Quarry");
  EXPECT_TRUE(vendors(3).empty());
}

TEST_P(ReviewStoreContract, FlaggingLeavesANotice) {
  EXPECT_EQ(change(Status::approved, Status::flagged), 1U);
  EXPECT_EQ(tidewater().status, Status::flagged);
  const auto all = mails();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, MailKind::notice);
  EXPECT_EQ(all[0].state, MailState::waiting);
  EXPECT_EQ(all[0].vendor_name, "Tidewater");
  EXPECT_NE(all[0].body.find("we count 0"), std::string::npos);
  EXPECT_EQ(figures().flagged, 1U);
  EXPECT_EQ(figures().mails_waiting, 1U);
}

TEST_P(ReviewStoreContract, AChangeThatComesTooLateDoesNothing) {
  EXPECT_EQ(change(Status::approved, Status::flagged), 1U);
  EXPECT_EQ(change(Status::approved, Status::flagged), 0U);
  EXPECT_EQ(mails().size(), 1U) << "and writes nothing";
}

TEST_P(ReviewStoreContract, RestoringWithdrawsWhatStillWaits) {
  change(Status::approved, Status::flagged);
  change(Status::flagged, Status::approved);
  EXPECT_EQ(mails().at(0).state, MailState::withdrawn);
  EXPECT_TRUE(mails(MailState::waiting).empty());
  EXPECT_EQ(figures().mails_waiting, 0U);
  EXPECT_EQ(retract().apologies, 0U) << "nobody heard of it";
}

TEST_P(ReviewStoreContract, WhatWentOutAtTheLastMomentWasSent) {
  change(Status::approved, Status::flagged);
  const std::int64_t id = mails().at(0).id;
  change(Status::flagged, Status::approved);
  ASSERT_TRUE(harness_->run(store().mark_sent({}, {id}, kToday)).has_value());
  EXPECT_EQ(mails().at(0).state, MailState::sent);
  EXPECT_EQ(retract().apologies, 1U);
}

TEST_P(ReviewStoreContract, ApologisesOnceForEachNoticeThatWasSent) {
  change(Status::approved, Status::flagged);
  send_all();
  EXPECT_EQ(figures().notices_sent, 1U);
  EXPECT_EQ(figures().notices_unretracted, 1U);
  const auto first = retract();
  EXPECT_EQ(first.restored, 1U);
  EXPECT_EQ(first.apologies, 1U);
  EXPECT_EQ(tidewater().status, Status::approved);
  EXPECT_EQ(retract().apologies, 0U);
  EXPECT_EQ(figures().notices_unretracted, 1U) << "written is not sent";
  send_all();
  EXPECT_EQ(retract().apologies, 0U);
  EXPECT_EQ(figures().notices_unretracted, 0U);
  const auto all = mails();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].kind, MailKind::apology);
  EXPECT_EQ(all[1].regarding, all[0].id);

  change(Status::approved, Status::flagged);
  send_all();
  EXPECT_EQ(retract().apologies, 1U) << "a second false alarm is a second apology";
}

TEST_P(ReviewStoreContract, RetractsForThoseNamedAlone) {
  change(Status::approved, Status::flagged);
  send_all();
  EXPECT_EQ(retract({2, 3, 99}).apologies, 0U);
  EXPECT_EQ(tidewater().status, Status::flagged);
}

TEST_P(ReviewStoreContract, ListsMailByStateAndPage) {
  for (int i = 0; i < 3; ++i) {
    change(Status::approved, Status::flagged);
    change(Status::flagged, Status::approved);
  }
  change(Status::approved, Status::flagged);
  EXPECT_EQ(mails().size(), 4U);
  EXPECT_EQ(mails(MailState::withdrawn).size(), 3U);
  EXPECT_EQ(mails(std::nullopt, 0, 2).back().id, 2);
  EXPECT_EQ(mails(std::nullopt, 2, 2).front().id, 3);
  EXPECT_EQ(mails(MailState::waiting).at(0).id, 4);
}

TEST_P(ReviewStoreContract, TellsAVendorItsOwnMailTheLatestFirst) {
  for (int i = 0; i < 3; ++i) {
    change(Status::approved, Status::flagged);
    change(Status::flagged, Status::approved);
  }
  const auto told = [this](std::int64_t vendor, ports::Slice slice) {
    std::vector<std::int64_t> ids;
    for (const domain::VendorMail& mail : harness_->run(store().mails_to({}, vendor, slice)).value()) {
      EXPECT_EQ(mail.vendor_id, vendor);
      ids.push_back(mail.id);
    }
    return ids;
  };
  const std::int64_t vendor = mails().at(0).vendor_id;
  EXPECT_EQ(told(vendor, {.offset = 0, .limit = 2}), (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(told(vendor, {.offset = 2, .limit = 2}), (std::vector<std::int64_t>{1}));
  EXPECT_TRUE(told(vendor + 1, {.offset = 0, .limit = 10}).empty());
}

}  // namespace souk::contract
