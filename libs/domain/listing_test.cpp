#include "domain/listing.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

Listing good() {
  Listing listing;
  listing.key = "com.example.gauges";
  listing.vendor_id = 3;
  listing.name = "Gauges";
  listing.summary = "Dials for dashboards";
  listing.category = "reports";
  listing.version.name = "1.0.0";
  return listing;
}

std::string paths(const Mistakes& mistakes) {
  std::string all;
  for (const Mistake& mistake : mistakes) all += mistake.path + " ";
  return all;
}

TEST(ListingTest, AcceptsWhatIsCompleteAndAnyTextThatIsText) {
  Listing listing = good();
  EXPECT_EQ(paths(check_new_app(listing)), "");
  listing.name = "<script>alert(1)</script>";
  listing.description = "'; DROP TABLE app; --\n\tand a second line \xe2\x98\x83";
  EXPECT_EQ(paths(check_new_app(listing)), "") << "text is shown, not interpreted";
}

TEST(ListingTest, NamesEveryMistakeByItsPath) {
  const Mistakes mistakes = check_new_app(Listing{});
  EXPECT_EQ(paths(mistakes), "key name summary category version.name ");
  EXPECT_NE(to_text(mistakes).find("summary: must not be empty; "), std::string::npos);
}

TEST(ListingTest, RefusesKeysThatAreNoPathSegments) {
  for (const char* key : {"", ".", "..", "a/b", "a b", "a%2fb", "k\xc3\xa9y", ".a", "a.", "a\nb"}) {
    Listing listing = good();
    listing.key = key;
    EXPECT_EQ(paths(check_new_app(listing)), "key ") << key;
  }
  Listing listing = good();
  listing.key = std::string(kMaxAppKeyBytes + 1, 'a');
  EXPECT_EQ(paths(check_new_app(listing)), "key ");
}

TEST(ListingTest, RefusesWhatIsTooLongOrNoText) {
  Listing listing = good();
  listing.name = std::string(kMaxNameBytes + 1, 'n');
  listing.summary = std::string("a\0b", 3);
  listing.description = std::string(kMaxTextBytes + 1, 'd');
  listing.category = " \n";
  listing.price_cents_usd = -1;
  listing.status = AppStatus::public_listing;
  listing.version.name = "latest";
  listing.version.release_notes = "\x1b[31m";
  EXPECT_EQ(paths(check_new_app(listing)),
            "name summary description category amount status version.name version.releaseNotes ");
}

TEST(ListingTest, AChangeTouchesWhatItNames) {
  ListingChange change;
  change.summary = "Better dials";
  const Listing after = changed(good(), change, 7).value();
  EXPECT_EQ(after.summary, "Better dials");
  EXPECT_EQ(after.name, "Gauges");
  change.summary = "";
  EXPECT_EQ(paths(check_change(change)), "summary ");
  EXPECT_EQ(paths(check_change({})), "");
}

TEST(ListingTest, ASecondSubmissionForgetsTheFirstDecision) {
  const ListingDecision no{.approved = false, .launch = true, .note = "no documentation"};
  const Listing rejected = decided(good(), no, 10).value();
  EXPECT_EQ(rejected.status, AppStatus::rejected);
  EXPECT_EQ(rejected.review_note, "no documentation");
  EXPECT_EQ(rejected.decided_at, 10);
  EXPECT_EQ(decided(rejected, no, 11).error().code, Errc::conflict);
  ListingChange again;
  again.status = AppStatus::submitted;
  const Listing submitted = changed(rejected, again, 12).value();
  EXPECT_EQ(submitted.submitted_at, 12);
  EXPECT_EQ(submitted.decided_at, 0);
  EXPECT_EQ(submitted.review_note, "");
}

}  // namespace
}  // namespace souk::domain
