#include "report/junit_report.hpp"

#include <fmt/format.h>

#include "report/text.hpp"

namespace souk::report {
namespace {

std::string verdict_element(const domain::ExpectationResult& expectation) {
  if (expectation.verdict == domain::Verdict::yes) return {};
  const std::string message = escape(fmt::format("{}: required {}, observed {}", domain::to_string(expectation.verdict),
                                                 expectation.required, expectation.observed));
  return fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>", domain::to_string(expectation.verdict),
                     message, message);
}

std::string validity_element(const domain::DrillResult& result) {
  if (result.verdict.outcome != domain::RunOutcome::invalid) return {};
  std::string reasons;
  for (const std::string& reason : result.verdict.reasons) reasons += (reasons.empty() ? "" : "; ") + reason;
  const std::string message = escape(reasons);
  return fmt::format("<error type=\"invalid\" message=\"{}\">{}</error>", message, message);
}

double window_seconds(const domain::ExpectationResult& expectation) {
  return expectation.from && expectation.until ? to_s(*expectation.until - *expectation.from) : 0.0;
}

}  // namespace

std::string to_junit(const domain::DrillResult& result) {
  std::size_t failures = 0;
  std::string cases;
  const std::string class_name = escape("drill." + result.drill.name);
  const std::string validity = validity_element(result);
  cases += fmt::format(
      "    <testcase classname=\"{}\" name=\"the run is valid\" file=\"{}\" line=\"{}\" time=\"0\">{}"
      "</testcase>\n",
      class_name, escape(result.drill.place.file), result.drill.place.line, validity);
  for (const domain::ExpectationResult& expectation : result.expectations) {
    const std::string verdict = verdict_element(expectation);
    failures += verdict.empty() ? 0 : 1;
    cases += fmt::format(
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"{:.3f}\">{}</testcase>\n",
        class_name, escape(expectation.name), escape(expectation.file), expectation.line, window_seconds(expectation),
        verdict);
  }
  const std::size_t tests = result.expectations.size() + 1;
  const std::size_t errors = validity.empty() ? 0 : 1;
  const double time = static_cast<double>(result.finished_at - result.started_at) / 1e3;
  const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"{:.3f}\"",
                                         tests, failures, errors, time);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n  <testsuite name=\"{}\" {} timestamp=\"{}\">\n{}"
      "  </testsuite>\n</testsuites>\n",
      counts, class_name, counts, iso_time(result.started_at), cases);
}

}  // namespace souk::report
