#include "report/write_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "report/heat_json.hpp"
#include "report/html_report.hpp"
#include "report/json_report.hpp"
#include "report/junit_report.hpp"
#include "report/page_assets.hpp"
#include "report/plain_summary.hpp"
#include "report/test_sample.hpp"
#include "report/test_schema_check.hpp"
#include "report/text.hpp"
#include "report/thin.hpp"

namespace souk::report {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A folder of its own with a stand-in for dygraphs.
class ReportFolder : public testing::Test {
 protected:
  ReportFolder() {
    fs::create_directories(library_);
    std::ofstream(library_ / "dygraph.min.js") << "/* chart library */";
    std::ofstream(library_ / "dygraph.min.css") << "/* chart style */";
  }
  ~ReportFolder() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  ReportOptions options() const { return {library_.string()}; }

  const fs::path root_ = fs::temp_directory_path() / ("souk_report_" + std::to_string(::getpid()) + "_" +
                                                      testing::UnitTest::GetInstance()->current_test_info()->name());
  const fs::path library_ = root_ / "library";
  const fs::path run_ = root_ / "runs" / "one";
};

std::vector<std::string> schema_mistakes(const domain::DrillResult& result) {
  return report::schema_mistakes(to_json(result), SOUK_SOURCE_DIR "/docs/schema/report.schema.json");
}

TEST_F(ReportFolder, HoldsEveryFile) {
  const auto written = write_report(sample_result(), run_.string(), options());
  ASSERT_TRUE(written.has_value()) << written.error().detail;
  for (const char* name : {"report.html", "report.json", "junit.xml", "core.hgrm", "install.hgrm", "renewal.hgrm"}) {
    EXPECT_FALSE(text_of(run_ / name).empty()) << name;
  }
  EXPECT_TRUE(write_report(sample_result(), run_.string(), options()).has_value());  // over an earlier one
}

TEST_F(ReportFolder, IsWrittenWithoutItsPageWhenDygraphsIsMissing) {
  const auto written = write_report(sample_result(), run_.string(), {(root_ / "nowhere").string()});
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, Errc::not_found);
  EXPECT_THAT(written.error().detail, HasSubstr("libjs-dygraphs"));
  EXPECT_TRUE(fs::exists(run_ / "report.json"));
  EXPECT_TRUE(fs::exists(run_ / "junit.xml"));
}

TEST_F(ReportFolder, ThatCannotBeWrittenIsNamed) {
  std::ofstream(root_ / "file") << "in the way";
  const auto written = write_report(sample_result(), (root_ / "file" / "run").string(), options());
  ASSERT_FALSE(written.has_value());
  EXPECT_THAT(written.error().detail, HasSubstr((root_ / "file").string()));
  fs::create_directories(run_ / "report.json");
  const auto blocked = write_report(sample_result(), run_.string(), options());
  ASSERT_FALSE(blocked.has_value());
  EXPECT_THAT(blocked.error().detail, HasSubstr("report.json cannot be written"));
}

TEST_F(ReportFolder, FullDiskIsNoSpace) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  fs::create_directories(run_);
  fs::create_symlink("/dev/full", run_ / "report.json");
  const auto written = write_report(sample_result(), run_.string(), options());
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, Errc::no_space) << written.error().detail;
}

TEST_F(ReportFolder, IsReadBackAsATwin) {
  ASSERT_TRUE(write_report(sample_result(), run_.string(), options()).has_value());
  for (const fs::path& path : {run_, run_ / "report.json"}) {
    const auto twin = load_twin(path.string());
    ASSERT_TRUE(twin.has_value()) << twin.error().detail;
    EXPECT_EQ(twin->drill, "march-2020");
    EXPECT_EQ(twin->verdict, "pass");
  }
  EXPECT_EQ(load_twin((root_ / "none").string()).error().code, Errc::not_found);
  std::ofstream(root_ / "bad.json") << "{\"drill\": 1}";
  EXPECT_EQ(load_twin((root_ / "bad.json").string()).error().code, Errc::invalid_argument);
  std::ofstream(root_ / "broken.json") << "{";
  EXPECT_EQ(load_twin((root_ / "broken.json").string()).error().code, Errc::invalid_argument);
}

TEST(ReportJson, FollowsItsSchema) {
  EXPECT_THAT(schema_mistakes(sample_result()), IsEmpty());
  EXPECT_THAT(schema_mistakes(domain::DrillResult{}), IsEmpty());  // a run that never began
  domain::DrillResult lost = sample_result();
  lost.events->applied -= 3;
  lost.reconciliation->discrepancies.push_back({"app-1", 3, 4});
  EXPECT_THAT(schema_mistakes(lost), IsEmpty());
}

TEST(ReportJson, HasTheFiguresOfTheRun) {
  const boost::json::object report = to_json(sample_result());
  EXPECT_EQ(report.at("verdict").as_string(), "pass");
  EXPECT_EQ(report.at("reconciliation").at("discrepancies"), 0);
  EXPECT_EQ(report.at("metastability").at("certified"), true);
  EXPECT_EQ(report.at("phases").as_array().size(), 7U);
  EXPECT_EQ(report.at("phases").at(0).at("core").at("goodput_ratio"), 1);
  EXPECT_EQ(report.at("expectations").at(0).at("verdict").as_string(), "true");
  const auto& series = report.at("series").at("per_second").as_object();
  for (const auto& [name, values] : series) {
    if (name == "heat_edges_ms" || name == "heat_column_s") continue;
    EXPECT_EQ(values.as_array().size(), 105U) << name;
  }
}

TEST_F(ReportFolder, OfAMonthIsSmallAndKeepsASpikeOfOneWindow) {
  domain::DrillResult month = month_result();
  constexpr int kSpike = 5'000;
  month.windows[kSpike].operations["install"].accounting.planned += 1'000'000;
  month.windows[kSpike].operations["install"].latency.record(std::chrono::minutes(1), 1'000);
  month.samples[4 * kSpike].status.backlog = 123'456'789;
  ASSERT_TRUE(write_report(month, run_.string(), {}).has_value());  // with the real dygraphs
  constexpr std::uintmax_t kMiB = 1U << 20U;
  EXPECT_LE(fs::file_size(run_ / "report.html"), kMiB);
  EXPECT_LE(fs::file_size(run_ / "report.json"), kMiB);
  EXPECT_THAT(schema_mistakes(month), IsEmpty());

  const auto report = boost::json::parse(text_of(run_ / "report.json"));
  EXPECT_EQ(report.at("resolution_s"), 300);
  const boost::json::value& series = report.at("series").at("per_second");
  const std::size_t points = series.at("at_s").as_array().size();
  EXPECT_LE(points, kMostPoints);
  for (const char* name : {"core_planned_per_s", "core_p99_ms", "applied_per_s", "core_goodput_ratio"}) {
    EXPECT_EQ(series.at(name).as_array().size(), points) << name;
  }
  for (const char* name : {"heat", "heat_at_s", "heat_failed"}) {
    EXPECT_EQ(series.at(name).as_array().size(), series.at("heat").as_array().size()) << name;
    EXPECT_LE(series.at(name).as_array().size(), kMostHeatColumns) << name;
  }
  const auto largest = [](const boost::json::value& values) {
    double most = 0;
    for (const auto& value : values.as_array()) {
      if (!value.is_null()) most = std::max(most, value.to_number<double>());
    }
    return most;
  };
  EXPECT_GT(largest(series.at("core_planned_per_s")), 1'000'000 / 300.0);
  EXPECT_NEAR(largest(series.at("core_p99_ms")), 60'000, 1'000);
  EXPECT_GT(largest(series.at("heat_failed")), 1'000'000);
  EXPECT_EQ(largest(report.at("series").at("samples").at("backlog")), 123'456'789);
}

TEST(ReportHtml, OfAMonthSpeaksInDays) {
  const std::string html = to_html(month_result(), "{}", {});
  EXPECT_THAT(html, HasSubstr("27 d on the clock, in windows of 5 min"));
  EXPECT_THAT(html, HasSubstr("3 d 02:03&ndash;5 d 15:46</td>"));  // the phase of the burst
  EXPECT_THAT(html, Not(HasSubstr("Planned s")));
}

TEST(ReportJson, NumbersAreShortAndFinite) {
  EXPECT_EQ(number(3.0), 3);
  EXPECT_EQ(number(0.12345), 0.123);
  EXPECT_TRUE(number(1.0 / 0.0).is_null());
}

domain::DrillResult hostile_result() {
  domain::DrillResult result = sample_result();
  result.drill.title = "<script>alert(\"title\")</script>";
  result.drill.name = "a\"b'c&d";
  result.expectations[0].name = "</script><b>name</b>";
  result.expectations[0].verdict = domain::Verdict::unknown;
  result.expectations[0].observed = "control \x01 and broken \xff bytes";
  result.steps[0].outcome = "]]> <!-- & --";
  result.verdict = domain::judge(result);
  return result;
}

TEST(ReportJunit, IsWellFormedAndCounts) {
  domain::DrillResult result = hostile_result();
  std::istringstream xml(to_junit(result));
  boost::property_tree::ptree tree;
  ASSERT_NO_THROW(boost::property_tree::read_xml(xml, tree));
  const auto& suite = tree.get_child("testsuites.testsuite");
  EXPECT_EQ(suite.get<int>("<xmlattr>.tests"), 6);
  EXPECT_EQ(suite.get<int>("<xmlattr>.failures"), 1);
  EXPECT_EQ(suite.get<int>("<xmlattr>.errors"), 0);
  EXPECT_EQ(suite.count("testcase"), 6U);
  std::size_t seen = 0;
  for (const auto& [name, node] : suite) {
    if (name != "testcase" || node.count("failure") == 0) continue;
    ++seen;
    EXPECT_EQ(node.get<std::string>("<xmlattr>.name"), "</script><b>name</b>");
    EXPECT_EQ(node.get<int>("<xmlattr>.line"), 70);
    EXPECT_EQ(node.get<std::string>("failure"), node.get<std::string>("failure.<xmlattr>.message"));
  }
  EXPECT_EQ(seen, 1U);
}

TEST(ReportJunit, AnInvalidRunIsAnError) {
  domain::DrillResult result = sample_result();
  result.interrupted = true;
  result.verdict = domain::judge(result);
  std::istringstream xml(to_junit(result));
  boost::property_tree::ptree tree;
  boost::property_tree::read_xml(xml, tree);
  EXPECT_EQ(tree.get<int>("testsuites.testsuite.<xmlattr>.errors"), 1);
  EXPECT_THAT(tree.get<std::string>("testsuites.testsuite.testcase.error"), HasSubstr("interrupted"));
}

TEST(ReportHtml, EscapesWhatItWasGiven) {
  const domain::DrillResult result = hostile_result();
  const std::string html = to_html(result, boost::json::serialize(to_json(result)), {"/*js*/", "/*css*/"});
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&quot;title&quot;)&lt;/script&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, Not(HasSubstr("<b>name</b>")));
  EXPECT_THAT(html, HasSubstr("\\u003c/script>"));  // inside the embedded JSON
  EXPECT_THAT(html, Not(HasSubstr("\xff")));
}

TEST(ReportHtml, IsOneFileWithEveryChartAndTable) {
  const domain::DrillResult result = sample_result();
  const std::string html = to_html(result, boost::json::serialize(to_json(result)), {"/*chart js*/", "/*chart css*/"});
  for (const char* part :
       {"/*chart js*/", "/*chart css*/", "id=\"goodput\"", "id=\"latency\"", "id=\"heat\"", "id=\"backlog\"",
        "id=\"workers\"", "id=\"connections\"", "id=\"memory\"", "id=\"rates\"", "id=\"pool\"", "id=\"writer\"",
        "id=\"waste\"", "In plain words", "Expectations", "Certificate of metastability", "Steps"}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
  for (const char* outside : {"src=", "href=", "http://", "https://", "@import", "fetch("}) {
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  }
}

TEST(ReportHtml, ARunThatNeverBeganHasAPageToo) {
  domain::DrillResult result;
  result.failure = "the service does not answer";
  domain::evaluate(result, std::nullopt);
  const std::string html = to_html(result, boost::json::serialize(to_json(result)), {});
  EXPECT_THAT(html, HasSubstr("the service does not answer"));
  EXPECT_THAT(html, HasSubstr("class=\"invalid\""));
}

TEST(PlainSummary, IsTenLines) {
  const std::vector<domain::DrillResult> runs{sample_result(), domain::DrillResult{}, hostile_result()};
  for (const domain::DrillResult& run : runs) {
    EXPECT_EQ(summary_lines(run).size(), 10U);
    EXPECT_THAT(summary_lines(run), Each(Not(HasSubstr("\n"))));
  }
}

TEST(PlainSummary, SaysWhatHappened) {
  const std::string summary = plain_summary(sample_result());
  EXPECT_THAT(summary, HasSubstr("PASS: The outage happened, and the cure worked. Expectations: 5 hold"));
  EXPECT_THAT(summary, HasSubstr("2,466 events/s"));
  EXPECT_THAT(summary, HasSubstr("Worst, in phase collapse"));
  EXPECT_THAT(summary, HasSubstr("the sum closes"));
  EXPECT_THAT(summary, HasSubstr("0 lost"));
  EXPECT_THAT(summary, HasSubstr("certified"));
}

TEST(PlainSummary, SpeaksOfTheDrillsOutcome) {
  domain::DrillResult result = sample_result();
  result.drill.outcome = domain::DrillOutcome::still_down;
  EXPECT_THAT(headline(result), HasSubstr("Still down at the end"));
  result.drill.outcome = domain::DrillOutcome::stays_healthy;
  EXPECT_THAT(headline(result), HasSubstr("stayed healthy"));
  result.interrupted = true;
  result.verdict = domain::judge(result);
  EXPECT_THAT(headline(result), HasSubstr("proves nothing: the run was interrupted"));
}

TEST(ReportText, KeepsGoodTextAndReplacesBad) {
  EXPECT_EQ(clean("plain \xC3\xBC \xE2\x82\xAC \xF0\x9F\x98\x80"), "plain \xC3\xBC \xE2\x82\xAC \xF0\x9F\x98\x80");
  EXPECT_EQ(clean("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");          // overlong
  EXPECT_EQ(clean("\xED\xA0\x80").find("\xED"), std::string::npos);  // surrogate
  EXPECT_EQ(clean("a\xE2\x82"), "a\xEF\xBF\xBD\xEF\xBF\xBD");        // cut short
  EXPECT_EQ(escape("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(clock_text(std::chrono::milliseconds(61'500), std::chrono::hours(1)), "61.5");
  EXPECT_EQ(clock_text(std::chrono::hours(76) + std::chrono::minutes(15), std::chrono::hours(648)), "3 d 04:15");
  EXPECT_EQ(iso_time(1'583'393'820'000), "2020-03-05T07:37:00Z");
}

}  // namespace
}  // namespace souk::report
