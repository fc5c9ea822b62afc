// Price lists: live and pending, by users and hosting, in dollars and yen.
#include "services/vendors/testing.hpp"

namespace souk::vendors {
namespace {

using domain::CommandKind;
using domain::Hosting;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPrices = "/rest/2/addons/com.example.Tables/pricing";

class PricesTest : public VendorTest {
 protected:
  // The same amount for every tier, and `more` members.
  static std::string list(const std::string& amount, const std::string& more = "") {
    std::string items;
    for (const std::int64_t users : domain::kUserTiers) {
      items += (items.empty() ? "" : ",") + std::string(R"({"unitCount":)") + std::to_string(users) + R"(,"amount":)" +
               amount + "}";
    }
    return R"({"items":[)" + items + "]" + more + "}";
  }
  http::Response put(const std::string& hosting, const std::string& body, std::int64_t vendor = 1) {
    return ask("PUT", kPrices + "/" + hosting + "/pending", vendor, body);
  }
  double live(const std::string& hosting, std::size_t tier, const std::string& query = "") {
    return document(kPrices + "/" + hosting + "/live" + query).at("items").at(tier).at("amount").to_number<double>();
  }
};

TEST_F(PricesTest, PricesGrowWithTheUsersUpToUnlimited) {
  const auto body = document(kPrices + "/server/live");
  const auto& items = body.at("items").as_array();
  ASSERT_EQ(items.size(), domain::kUserTiers.size());
  EXPECT_EQ(items.at(0).at("unitCount").to_number<int>(), 10);
  EXPECT_EQ(items.at(0).at("amount").to_number<double>(), 10.0);
  EXPECT_EQ(items.at(0).at("renewalAmount").to_number<double>(), 5.0) << "half, for server";
  EXPECT_EQ(items.at(0).at("currency"), "USD");
  EXPECT_EQ(items.back().at("unitCount").to_number<int>(), -1);
  EXPECT_EQ(items.back().at("description"), "Unlimited Users");
  EXPECT_EQ(document(kPrices + "/cloud/live").at("items").at(0).at("renewalAmount").to_number<double>(), 10.0);
}

TEST_F(PricesTest, JapanPaysYenForServerAndDataCenter) {
  EXPECT_EQ(live("server", 0, "?countryCode=JP"), 1'100.0);
  EXPECT_EQ(document(kPrices + "/datacenter/live?countryCode=JP").at("items").at(0).at("currency"), "JPY");
  EXPECT_EQ(document(kPrices + "/cloud/live?countryCode=JP").at("items").at(0).at("currency"), "USD");
  EXPECT_EQ(live("server", 0, "?countryCode=US"), 10.0);
  for (const char* code : {"jp", "JPN", "J%27"}) {
    EXPECT_EQ(get(kPrices + "/server/live?countryCode=" + code).status, 400) << code;
  }
}

TEST_F(PricesTest, WithYenPricesOffJapanSeesDollars) {
  EXPECT_FALSE(desk_.japan_saw_yen().has_value()) << "nobody asked yet";
  flags_.set(domain::Flag::yen_prices, false);
  EXPECT_EQ(document(kPrices + "/server/live?countryCode=JP").at("items").at(0).at("currency"), "USD");
  EXPECT_EQ(desk_.japan_saw_yen(), false);
  flags_.set(domain::Flag::yen_prices, true);
  EXPECT_EQ(document(kPrices + "/server/live?countryCode=JP").at("items").at(0).at("currency"), "JPY");
  EXPECT_EQ(desk_.japan_saw_yen(), true);
}

TEST_F(PricesTest, PendingPricesBecomeLiveOnTheirDay) {
  const auto set = put("server", list("44", R"(,"effectiveDate":"2020-03-10")"));
  ASSERT_EQ(set.status, 200) << set.body;
  EXPECT_EQ(json(set).at("effectiveDate"), "2020-03-10T00:00:00.000Z");
  EXPECT_EQ(live("server", 0), 10.0);
  EXPECT_EQ(document(kPrices + "/server/pending", 1).at("items").at(0).at("amount").to_number<double>(), 44.0);
  EXPECT_EQ(get(kPrices + "/cloud/pending", 1).status, 404);
  clock_.move_days(5);
  EXPECT_EQ(storage::run(desk_.put_due_prices_live()).value(), 1U);
  EXPECT_EQ(live("server", 0), 44.0);
  EXPECT_EQ(get(kPrices + "/server/pending", 1).status, 404);
  EXPECT_EQ(record(CommandKind::renew, "i-1", "Tables", Hosting::server).amount_cents, 2'200);
}

TEST_F(PricesTest, PricesWithoutADayAreLiveAtOnce) {
  ASSERT_EQ(put("cloud", list("12.5")).status, 200);
  EXPECT_EQ(live("cloud", 8), 12.5);
  EXPECT_EQ(live("server", 0), 10.0) << "the other hostings keep theirs";
  EXPECT_EQ(record(CommandKind::purchase, "i-7", "Tables", Hosting::cloud).amount_cents, 1'250);
}

TEST_F(PricesTest, PendingPricesAreTheirVendorsSecret) {
  ASSERT_EQ(put("server", list("44", R"(,"effectiveDate":"2020-03-10")")).status, 200);
  EXPECT_EQ(get(kPrices + "/server/pending").status, 401);
  EXPECT_EQ(get(kPrices + "/server/pending", 2).status, 403);
  EXPECT_EQ(put("server", list("1"), 2).status, 403);
  EXPECT_EQ(get("/rest/2/addons/com.example.none/pricing/server/pending", 1).status, 404);
}

TEST_F(PricesTest, MistakesInAListAreNamed) {
  EXPECT_THAT(error_paths(put("cloud", "{}")), ElementsAre("items"));
  EXPECT_THAT(error_paths(put("cloud", R"({"items": []})")), ElementsAre("items"));
  EXPECT_THAT(error_paths(put("cloud", R"({"items": [1, {"unitCount": 11, "amount": 1}, {"amount": "x"}]})")),
              ElementsAre("items.0", "items.1.unitCount", "items.2.amount", "items.2.unitCount"));
  EXPECT_THAT(
      error_paths(put("cloud", R"({"items": [{"unitCount": 10, "amount": 1}, {"unitCount": 10, "amount": 1}]})")),
      ElementsAre("items.1.unitCount"));
  EXPECT_THAT(error_paths(put("cloud", list("0.005"))).front(), "items.0.amount");
  EXPECT_THAT(error_paths(put("cloud", list("5", R"(,"effectiveDate":"soon")"))), ElementsAre("effectiveDate"));
  EXPECT_THAT(put("cloud", list("5", R"(,"effectiveDate":"2099-01-01")")).body, HasSubstr("a year"));
  std::string falling = list("5");
  falling.replace(falling.rfind("\"amount\":5"), 10, "\"amount\":4");
  EXPECT_THAT(put("cloud", falling).body, HasSubstr("unlimited users is below"));
  EXPECT_EQ(put("cloud", "not json").status, 400);
  EXPECT_EQ(put("mainframe", list("5")).status, 404);
}

}  // namespace
}  // namespace souk::vendors
