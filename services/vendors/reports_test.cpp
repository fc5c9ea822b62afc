// What vendors are told.
#include "services/vendors/testing.hpp"

namespace souk::vendors {
namespace {

using domain::CommandKind;
using domain::Hosting;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kReports = "/rest/2/vendors/1/reporting";

class ReportsTest : public VendorTest {
 protected:
  void sell() {
    record(CommandKind::start_evaluation, "i-5", "Diagrams", Hosting::cloud);
    record(CommandKind::purchase, "i-5", "Diagrams", Hosting::cloud);
    clock_.move_days(40);
    record(CommandKind::renew, "i-1", "Tables", Hosting::server);
  }
};

TEST_F(ReportsTest, LicencesHaveTheFieldsOfTheRealOnes) {
  const auto body = document(kReports + "/licenses", 1);
  EXPECT_EQ(body.at("count").to_number<int>(), 1);
  const auto& licence = body.at("licenses").at(0).as_object();
  EXPECT_EQ(licence.at("addonLicenseId"), "i-1/com.example.Tables");
  EXPECT_EQ(licence.at("hostLicenseId"), "i-1");
  EXPECT_EQ(licence.at("addonKey"), "com.example.Tables");
  EXPECT_EQ(licence.at("addonName"), "Tables");
  EXPECT_EQ(licence.at("hosting"), "server");
  EXPECT_EQ(licence.at("licenseType"), "COMMERCIAL");
  EXPECT_EQ(licence.at("tier"), "10 Users");
  EXPECT_EQ(licence.at("status"), "active");
  EXPECT_EQ(licence.at("maintenanceStartDate"), "2020-03-05");
  EXPECT_EQ(licence.at("maintenanceEndDate"), "2021-03-05");
  EXPECT_EQ(licence.at("contactDetails").at("company"), "Customer i-1");
}

TEST_F(ReportsTest, AServerLicenceIsPerpetualAndACloudOneIsNot) {
  clock_.move_days(1'000);
  EXPECT_EQ(document(kReports + "/licenses", 1).at("licenses").at(0).at("status"), "active");
  EXPECT_EQ(document("/rest/2/vendors/2/reporting/licenses", 2).at("licenses").at(0).at("status"), "inactive");
  EXPECT_EQ(document(kReports + "/licenses?status=inactive", 1).at("count").to_number<int>(), 0);
}

TEST_F(ReportsTest, PagesLinkToTheirNeighboursWithTheSameQuestion) {
  for (int i = 0; i < 5; ++i) record(CommandKind::start_evaluation, "e-" + std::to_string(i), "Tables", Hosting::cloud);
  const auto body = document(kReports + "/licenses?addon=com.example.Tables&offset=2&limit=2&order=desc", 1);
  EXPECT_EQ(body.at("count").to_number<int>(), 6);
  EXPECT_EQ(body.at("licenses").as_array().size(), 2U);
  const std::string rest = "&limit=2&addon=com.example.Tables&order=desc";
  const auto& links = body.at("_links").as_object();
  EXPECT_EQ(links.at("self").at("href").as_string(), kReports + "/licenses?offset=2" + rest);
  EXPECT_EQ(links.at("next").at("href").as_string(), kReports + "/licenses?offset=4" + rest);
  EXPECT_EQ(links.at("prev").at("href").as_string(), kReports + "/licenses?offset=0" + rest);
  EXPECT_FALSE(document(kReports + "/licenses?offset=4&limit=2", 1).at("_links").as_object().contains("next"));
}

TEST_F(ReportsTest, EvaluationsAreThirtyDays) {
  record(CommandKind::start_evaluation, "i-5", "Diagrams", Hosting::cloud);
  const auto body = document(kReports + "/evaluations", 1);
  ASSERT_EQ(body.at("count").to_number<int>(), 1);
  EXPECT_EQ(body.at("licenses").at(0).at("licenseType"), "EVALUATION");
  EXPECT_EQ(body.at("licenses").at(0).at("maintenanceEndDate"), "2020-04-04");
  clock_.move_days(31);
  EXPECT_EQ(document(kReports + "/evaluations?status=active", 1).at("count").to_number<int>(), 0);
}

TEST_F(ReportsTest, TransactionsTellWhatTheVendorGets) {
  sell();
  const auto body = document(kReports + "/sales/transactions", 1);
  EXPECT_EQ(body.at("count").to_number<int>(), 2);
  const auto& first = body.at("transactions").at(0).as_object();
  EXPECT_TRUE(first.at("transactionId").as_string().starts_with("AT-"));
  const auto& purchase = first.at("purchaseDetails").as_object();
  EXPECT_EQ(purchase.at("saleType"), "New");
  EXPECT_EQ(purchase.at("saleDate"), "2020-03-05");
  EXPECT_EQ(purchase.at("purchasePrice").to_number<double>(), 40.0);
  EXPECT_EQ(purchase.at("vendorAmount").to_number<double>(), 30.0) << "three quarters in March";
  const auto& renewal = body.at("transactions").at(1).at("purchaseDetails").as_object();
  EXPECT_EQ(renewal.at("saleType"), "Renewal");
  EXPECT_EQ(renewal.at("purchasePrice").to_number<double>(), 5.0) << "half of the price: maintenance of a server";
  EXPECT_EQ(renewal.at("vendorAmount").to_number<double>(), 3.5) << "70% for server in April";
  EXPECT_EQ(document(kReports + "/sales/transactions?saleType=Renewal", 1).at("count").to_number<int>(), 1);
  EXPECT_EQ(document(kReports + "/sales/transactions?endDate=2020-03-05", 1).at("count").to_number<int>(), 1);
  EXPECT_EQ(document("/rest/2/vendors/2/reporting/sales/transactions", 2).at("count").to_number<int>(), 0);
}

TEST_F(ReportsTest, ExportsAreCsvOrJson) {
  sell();
  const std::string path = kReports + "/sales/transactions/export";
  const auto csv = get(path, 1);
  EXPECT_THAT(csv.content_type, HasSubstr("text/csv"));
  EXPECT_THAT(csv.body, StartsWith("transactionId,addonLicenseId,"));
  EXPECT_THAT(csv.body, HasSubstr(",com.example.Diagrams,Diagrams,2020-03-05,New,cloud,10 Users,40.00,30.00,"));
  EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 3);
  const auto rows = boost::json::parse(get(path + "?accept=json", 1).body).as_array();
  EXPECT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.at(0).at("purchaseDetails").at("saleType"), "New");
  EXPECT_EQ(ask("GET", path, 1, {}, {{"accept", "application/json"}}).content_type, "application/json");
  EXPECT_EQ(get(path + "?accept=xml", 1).status, 400);
  EXPECT_THAT(get(kReports + "/licenses/export?accept=csv", 1).body, HasSubstr("i-1/com.example.Tables,i-1,"));
}

TEST_F(ReportsTest, MetricsAreByMonthAndHosting) {
  sell();
  const auto conversion = document(kReports + "/sales/metrics/conversion", 1).at("series").as_array();
  ASSERT_EQ(conversion.size(), 2U);
  EXPECT_EQ(conversion.at(0).at("date"), "2020-03-01");
  EXPECT_EQ(conversion.at(0).at("count").to_number<int>(), 1);
  const auto renewal = document(kReports + "/sales/metrics/renewal?hosting=server", 1).at("series").as_array();
  ASSERT_EQ(renewal.size(), 1U);
  EXPECT_EQ(renewal.at(0).at("date"), "2020-04-01");
  EXPECT_EQ(renewal.at(0).at("count").to_number<int>(), 1);
  EXPECT_EQ(get(kReports + "/sales/metrics/churn-of-butter", 1).status, 404);
}

TEST_F(ReportsTest, BadQuestionsAreNamed) {
  const std::vector<std::pair<std::string, std::string>> bad{{"limit", "0"},
                                                             {"limit", "51"},
                                                             {"limit", "x"},
                                                             {"offset", "-1"},
                                                             {"hosting", "moon"},
                                                             {"startDate", "yesterday"},
                                                             {"startDate", "2020-02-30"},
                                                             {"endDate", "2020-3-5"},
                                                             {"order", "up"},
                                                             {"licenseType", "free"},
                                                             {"status", "gone"},
                                                             {"startDate", "1969-12-31"}};
  for (const auto& [name, value] : bad) {
    const auto response = get(kReports + "/licenses?" + name + "=" + value, 1);
    EXPECT_EQ(response.status, 400) << name << "=" << value;
    EXPECT_THAT(response.body, HasSubstr(name)) << value;
  }
  EXPECT_EQ(get(kReports + "/sales/transactions?saleType=Refund", 1).status, 400);
  EXPECT_EQ(get(kReports + "/licenses/export?limit=10001", 1).status, 400);
}

TEST_F(ReportsTest, TextsOfAQueryAreTextsInTheStore) {
  for (const char* addon : {"%27%20OR%20%271%27=%271", "x%27;DROP%20TABLE%20licence;--", "%25"}) {
    EXPECT_EQ(document(kReports + "/licenses?addon=" + addon, 1).at("count").to_number<int>(), 0) << addon;
  }
  EXPECT_EQ(document(kReports + "/licenses", 1).at("count").to_number<int>(), 1);
}

TEST_F(ReportsTest, NothingInAnExportIsAFormula) {
  const auto changed =
      ask("PATCH", "/rest/2/addons/com.example.Tables", 1, R"json({"name": "=HYPERLINK(\"http://x\",\"a\")"})json");
  ASSERT_EQ(changed.status, 200) << changed.body;
  const std::string csv = get(kReports + "/licenses/export", 1).body;
  EXPECT_THAT(csv, HasSubstr(R"csv("'=HYPERLINK(""http://x"",""a"")")csv"));
  EXPECT_THAT(csv, Not(HasSubstr(",=")));
}

TEST_F(ReportsTest, TheReportsAreFoundFromTheVendor) {
  const auto vendor = document("/rest/2/vendors/1");
  const std::string reporting(vendor.at("_links").at("reporting").at("href").as_string());
  const auto body = document(reporting, 1);
  for (const auto& link : body.at("_links").as_object()) {
    EXPECT_EQ(get(std::string(link.value().at("href").as_string()), 1).status, 200) << link.key();
  }
}

}  // namespace
}  // namespace souk::vendors
