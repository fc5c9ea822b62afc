// A vendor's apps: submission and approval, texts, versions, private listings and their tokens.
#include "services/vendors/testing.hpp"

namespace souk::vendors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kGauges = "/rest/2/addons/com.example.gauges";

class ListingsTest : public VendorTest {
 protected:
  http::Response submit(const std::string& body, std::int64_t vendor = 1) {
    return ask("POST", "/rest/2/addons", vendor, body);
  }
  http::Response patch(const std::string& body, std::int64_t vendor = 1) { return ask("PATCH", kGauges, vendor, body); }
  // The secret of a new token.
  std::string token(const std::string& body = "{}") {
    const auto response = ask("POST", kGauges + "/tokens", 1, body);
    EXPECT_EQ(response.status, 201) << response.body;
    return std::string(json(response).at("token").as_string());
  }
};

TEST_F(ListingsTest, ANewAppIsSeenByItsVendorAloneUntilItIsApproved) {
  const auto submitted = submit(gauges());
  ASSERT_EQ(submitted.status, 201) << submitted.body;
  EXPECT_EQ(header(submitted, "Location"), kGauges);
  EXPECT_EQ(json(submitted).at("status"), "submitted");
  EXPECT_EQ(get(kGauges).status, 404);
  EXPECT_EQ(get(kGauges, 2).status, 404) << "that it exists is its vendor's secret";
  EXPECT_EQ(document(kGauges, 1).at("status"), "submitted");
  EXPECT_EQ(document("/rest/2/addons?text=gauges").at("count").to_number<int>(), 0);
  EXPECT_EQ(document("/rest/2/vendors/1/addons", 1).at("count").to_number<int>(), 3);
  decide({.approved = true, .launch = true, .note = "welcome"});
  EXPECT_EQ(document(kGauges).at("status"), "public");
  EXPECT_EQ(document("/rest/2/addons?text=gauges").at("count").to_number<int>(), 1);
  EXPECT_EQ(document(kGauges + "/versions/latest").at("name"), "0.9");
}

TEST_F(ListingsTest, WhileSubmissionsAreOffNothingNewComesIn) {
  flags_.set(domain::Flag::submissions, false);
  const auto refused = ask("POST", "/rest/2/addons", 1, gauges());
  EXPECT_EQ(refused.status, 503);
  EXPECT_NE(refused.body.find("submissions"), std::string::npos) << refused.body;
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  EXPECT_EQ(ask("POST", "/rest/2/addons/com.example.Tables/versions", 1, R"({"name": "9.9"})").status, 503);
  EXPECT_EQ(ask("PATCH", "/rest/2/addons/com.example.Tables", 1, R"({"summary": "Rows"})").status, 200)
      << "what is there can be kept in order";
  flags_.set(domain::Flag::submissions, true);
  EXPECT_EQ(ask("POST", "/rest/2/addons", 1, gauges()).status, 201);
}

TEST_F(ListingsTest, AnApprovedAppIsLaunchedByItsVendor) {
  ASSERT_EQ(submit(gauges()).status, 201);
  EXPECT_EQ(patch(R"({"status": "public"})").status, 409);
  decide({.approved = true, .launch = false, .note = {}});
  EXPECT_EQ(document(kGauges, 1).at("status"), "readytolaunch");
  EXPECT_EQ(get(kGauges).status, 404);
  EXPECT_EQ(patch(R"({"status": "public"})", 2).status, 403);
  EXPECT_EQ(json(patch(R"({"status": "public"})")).at("status"), "public");
  EXPECT_EQ(get(kGauges).status, 200);
}

TEST_F(ListingsTest, ARejectionSaysWhyAndTheAppCanComeBack) {
  ASSERT_EQ(submit(gauges()).status, 201);
  decide({.approved = false, .launch = true, .note = "no documentation"});
  EXPECT_EQ(document(kGauges, 1).at("reviewNote"), "no documentation");
  EXPECT_EQ(patch(R"({"status": "approved"})").status, 400);
  EXPECT_EQ(json(patch(R"({"status": "submitted", "description": "With documentation"})")).at("status"), "submitted");
}

TEST_F(ListingsTest, EveryMistakeOfASubmissionIsNamed) {
  const auto response = submit(R"({"key": "a/b", "name": 7, "sumary": "x", "version": {"name": "1", "notes": ""}})");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(error_paths(response), ElementsAre("name", "version.notes", "sumary"));
  EXPECT_THAT(error_paths(submit(R"({"key": "a/b"})")),
              ElementsAre("key", "name", "summary", "category", "version.name"));
  EXPECT_THAT(submit(R"({"key": )").body, HasSubstr("line 1, column"));
  EXPECT_EQ(submit("").status, 400);
  EXPECT_EQ(submit("[]").status, 400);
  EXPECT_EQ(submit(R"({"name": "\ud800"})").status, 400) << "half of a character";
  EXPECT_EQ(submit(gauges("public")).status, 400);
}

TEST_F(ListingsTest, AKeyIsTakenOnceAndACategoryMustBeThere) {
  ASSERT_EQ(submit(gauges()).status, 201);
  EXPECT_EQ(submit(gauges()).status, 409);
  EXPECT_EQ(submit(gauges(), 2).status, 409);
  const auto response = submit(R"({"key": "com.example.Tables", "name": "T", "summary": "s", "category": "nowhere",
                                   "version": {"name": "1"}})");
  EXPECT_EQ(response.status, 409);
  const auto nowhere = submit(R"({"key": "com.example.t2", "name": "T", "summary": "s", "category": "nowhere",
                                  "version": {"name": "1"}})");
  EXPECT_EQ(nowhere.status, 400);
  EXPECT_THAT(nowhere.body, HasSubstr("addonCategories"));
}

TEST_F(ListingsTest, AmountsAreDollarsInWholeCents) {
  ASSERT_EQ(submit(gauges()).status, 201);
  const auto items = document(kGauges, 1).at("_embedded").at("pricing").at("items").as_array();
  EXPECT_EQ(items.at(0).at("amount").to_number<double>(), 7.5);
  EXPECT_EQ(items.back().at("unitCount").to_number<int>(), -1);
  for (const char* amount : {"-1", "0.001", "\"7\"", "1e9", "null", "true"}) {
    const auto response = submit(R"({"key": "k", "name": "N", "summary": "S", "category": "reports", "amount": )" +
                                 std::string(amount) + R"(, "version": {"name": "1"}})");
    EXPECT_THAT(error_paths(response), ElementsAre("amount")) << amount;
  }
}

TEST_F(ListingsTest, ATokenOpensAPrivateListing) {
  ASSERT_EQ(submit(gauges("private")).status, 201);
  EXPECT_EQ(get(kGauges).status, 404);
  const std::string secret = token(R"({"days": 2, "note": "for a trial"})");
  EXPECT_EQ(document(kGauges + "?accessToken=" + secret).at("name"), "Gauges");
  EXPECT_EQ(get(kGauges + "?accessToken=" + std::string(32, '0')).status, 403);
  EXPECT_EQ(get(kGauges + "?accessToken=%27%20OR%201=1").status, 403);
  EXPECT_EQ(get(kGauges + "?accessToken=" + std::string(201, 'a')).status, 400);
  EXPECT_EQ(get("/rest/2/addons/com.example.none?accessToken=" + secret).status, 404);
  EXPECT_EQ(get("/rest/2/addons/com.example.Tables?accessToken=nonsense").status, 200) << "public for everybody";
  clock_.move_days(2);
  const auto late = get(kGauges + "?accessToken=" + secret);
  EXPECT_EQ(late.status, 403);
  EXPECT_THAT(late.body, HasSubstr("expired"));
  EXPECT_THAT(late.body, HasSubstr("ask the vendor"));
}

TEST_F(ListingsTest, ATokenIsToldOnceAndCanBeTakenBack) {
  ASSERT_EQ(submit(gauges("private")).status, 201);
  const std::string secret = token(R"({"note": "<b>you</b>"})");
  const auto listed = get(kGauges + "/tokens", 1);
  EXPECT_THAT(listed.body, Not(HasSubstr(secret)));
  const boost::json::object kept = json(listed).at("_embedded").at("tokens").at(0).as_object();
  EXPECT_EQ(kept.at("note"), "<b>you</b>");
  const std::string path = kGauges + "/tokens/" + std::string(kept.at("id").as_string());
  EXPECT_EQ(ask("DELETE", path, 2).status, 403);
  EXPECT_EQ(ask("DELETE", path, 1).status, 204);
  EXPECT_EQ(ask("DELETE", path, 1).status, 404);
  EXPECT_EQ(get(kGauges + "?accessToken=" + secret).status, 403);
  for (const char* body : {R"({"days": 0})", R"({"days": 366})", R"({"days": "2"})", R"({"day": 2})"}) {
    EXPECT_EQ(ask("POST", kGauges + "/tokens", 1, body).status, 400) << body;
  }
  EXPECT_EQ(ask("POST", "/rest/2/addons/com.example.Tables/tokens", 1, "{}").status, 409) << "public";
}

TEST_F(ListingsTest, ANewVersionIsThereAtOnce) {
  const std::string versions = "/rest/2/addons/com.example.Tables/versions";
  const auto published = ask("POST", versions, 1, R"({"name": "2.0", "releaseNotes": "Faster"})");
  ASSERT_EQ(published.status, 201) << published.body;
  EXPECT_EQ(document(header(published, "Location")).at("text").at("releaseNotes"), "Faster");
  EXPECT_EQ(document(versions + "/latest").at("name"), "2.0");
  const auto body = document(versions + "?limit=2");
  EXPECT_EQ(body.at("count").to_number<int>(), 3);
  EXPECT_EQ(body.at("_embedded").at("versions").at(0).at("name"), "2.0");
  EXPECT_EQ(body.at("_links").at("next").at("href").as_string(), versions + "?offset=2&limit=2");
  EXPECT_EQ(ask("POST", versions, 1, R"({"name": "2.0"})").status, 409);
  EXPECT_EQ(ask("POST", versions, 2, R"({"name": "3.0"})").status, 403);
  EXPECT_EQ(ask("POST", versions, 0, R"({"name": "3.0"})").status, 401);
  EXPECT_EQ(ask("POST", versions, 1, R"({"name": "3 0"})").status, 400);
  EXPECT_EQ(ask("POST", versions, 1, R"({"name": "latest"})").status, 400);
  EXPECT_EQ(get(versions + "/name/9").status, 404);
  EXPECT_EQ(get("/rest/2/addons/com.example.none/versions").status, 404);
  EXPECT_EQ(get(versions + "?limit=51").status, 400);
}

TEST_F(ListingsTest, NothingAVendorSendsIsMarkup) {
  const std::string script = "<script>alert('x')</script>";
  const auto changed = ask("PATCH", "/rest/2/addons/com.example.Tables", 1,
                           R"({"name": "<script>alert('x')</script>", "summary": "<img src=x onerror=y>",
                               "description": "\"><svg/onload=z>"})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  ASSERT_EQ(ask("POST", "/rest/2/addons/com.example.Tables/versions", 1,
                R"({"name": "3.0", "releaseNotes": "<iframe src=//x>"})")
                .status,
            201);
  ASSERT_EQ(submit(gauges()).status, 201);
  ASSERT_EQ(patch(R"({"name": "<script>alert('y')</script>"})").status, 200);
  decide({.approved = false, .launch = true, .note = "<b>no</b>"});
  for (const auto& page : {get("/"), get("/apps/com.example.Tables"), get("/vendors/1", 1)}) {
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.content_type, HasSubstr("text/html"));
    for (const char* markup : {"<script", "<img", "<svg", "<iframe", "<b>no"}) {
      EXPECT_THAT(page.body, Not(HasSubstr(markup)));
    }
    EXPECT_THAT(header(page, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
  }
  EXPECT_EQ(document("/rest/2/addons/com.example.Tables").at("name").as_string(), script) << "in JSON it is text";
}

TEST_F(ListingsTest, NothingAVendorSendsIsSql) {
  const std::string robert = R"(Robert'); DROP TABLE app; --)";
  const auto changed =
      ask("PATCH", "/rest/2/addons/com.example.Tables", 1, R"({"name": "Robert'); DROP TABLE app; --"})");
  ASSERT_EQ(changed.status, 200);
  EXPECT_EQ(document("/rest/2/addons/com.example.Tables").at("name").as_string(), robert);
  EXPECT_EQ(document("/rest/2/addons").at("count").to_number<int>(), 6);
  EXPECT_EQ(document("/rest/2/addons?text=robert").at("count").to_number<int>(), 1);
  EXPECT_EQ(ask("PATCH", "/rest/2/addons/x%27%20OR%20%271%27=%271", 1, R"({"name": "all"})").status, 404);
}

TEST_F(ListingsTest, VendorsAreThereForEverybodyAndSayWhoTheyAre) {
  const auto list = document("/rest/2/vendors?limit=2");
  EXPECT_EQ(list.at("count").to_number<int>(), 3);
  EXPECT_EQ(list.at("_embedded").at("vendors").at(1).at("name"), "Quarry");
  EXPECT_EQ(get("/rest/2/vendors/9").status, 404);
  EXPECT_EQ(get("/rest/2/vendors/one").status, 404);
  const auto changed = ask("PATCH", "/rest/2/vendors/1", 1,
                           R"({"vendorLinks": {"support": "https://tidewater.example/help"},
                               "supportDetails": {"eightByFive": true}})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  ASSERT_EQ(
      ask("PATCH", "/rest/2/vendors/1", 1, R"({"vendorLinks": {"homePage": "https://tidewater.example"}})").status,
      200);
  const auto vendor = document("/rest/2/vendors/1");
  EXPECT_EQ(vendor.at("vendorLinks").at("support"), "https://tidewater.example/help") << "not named, not changed";
  EXPECT_EQ(vendor.at("vendorLinks").at("homePage"), "https://tidewater.example");
  EXPECT_TRUE(vendor.at("supportDetails").at("eightByFive").as_bool());
  for (const char* url : {"javascript:alert(1)", "//x", "https://a b", "https://x\\\"><script>"}) {
    const auto bad =
        ask("PATCH", "/rest/2/vendors/1", 1, std::string(R"({"vendorLinks": {"support": ")") + url + R"("}})");
    EXPECT_EQ(bad.status, 400) << url;
    EXPECT_THAT(bad.body, HasSubstr("vendorLinks.support")) << url;
  }
}

TEST_F(ListingsTest, RecommendationsAreNeighboursAndApplicationsAreListed) {
  const auto body = document("/rest/2/addons/com.example.Tables/recommendations?limit=2");
  const auto& apps = body.at("_embedded").at("addons").as_array();
  ASSERT_EQ(apps.size(), 2U);
  EXPECT_EQ(apps.at(0).at("key"), "com.example.Diagrams") << "the most installed of its category";
  for (const auto& app : apps) EXPECT_NE(app.at("key"), "com.example.Tables");
  EXPECT_EQ(get("/rest/2/addons/com.example.none/recommendations").status, 404);
  EXPECT_EQ(get("/rest/2/addons/com.example.Tables/recommendations?limit=99").status, 400);
  const boost::json::array applications =
      document("/rest/2/applications").at("_embedded").at("applications").as_array();
  for (const auto& application : applications) {
    EXPECT_EQ(get(std::string(application.at("_links").at("self").at("href").as_string())).status, 200);
  }
  EXPECT_EQ(get("/rest/2/applications/toaster").status, 404);
}

TEST_F(ListingsTest, ReviewsAreOfThoseWhoHaveTheApp) {
  const std::string path = "/rest/souk/1/instances/i-1/reviews/com.example.Tables";
  const auto written = ask("PUT", path, 0, R"({"stars": 4, "review": "<b>Good</b>"})");
  ASSERT_EQ(written.status, 200) << written.body;
  ASSERT_EQ(ask("PUT", path, 0, R"({"stars": 2})").status, 200);
  const auto body = document("/rest/2/addons/com.example.Tables/reviews");
  EXPECT_EQ(body.at("count").to_number<int>(), 1);
  EXPECT_DOUBLE_EQ(body.at("averageStars").to_number<double>(), 37.0 / 11);
  EXPECT_EQ(body.at("_embedded").at("reviews").at(0).at("stars").to_number<int>(), 2);
  EXPECT_EQ(ask("PUT", "/rest/souk/1/instances/i-9/reviews/com.example.Tables", 0, R"({"stars": 2})").status, 409);
  for (const char* bad : {"{}", R"({"stars": 5})", R"({"stars": 1.5})", R"({"stars": 1, "text": "x"})", "x"}) {
    EXPECT_EQ(ask("PUT", path, 0, bad).status, 400) << bad;
  }
  EXPECT_EQ(get("/rest/2/addons/com.example.none/reviews").status, 404);
}

TEST_F(ListingsTest, ErrorsUnderRest2AreInTheWordsOfThatApi) {
  const auto body = json(get("/rest/2/addons?limit=none"));
  EXPECT_EQ(body.at("status").to_number<int>(), 400);
  EXPECT_EQ(body.at("errors").at(0).at("code"), "bad-request");
  EXPECT_EQ(body.at("errors").at(0).at("message"), body.at("detail"));
  EXPECT_TRUE(json(get(kGauges)).contains("errors"));
}

}  // namespace
}  // namespace souk::vendors
