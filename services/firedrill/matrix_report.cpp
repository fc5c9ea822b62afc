#include "services/firedrill/matrix_report.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "report/json_report.hpp"
#include "report/text.hpp"
#include "report/write_report.hpp"
#include "services/firedrill/matrix_text.hpp"

namespace souk::firedrill {
namespace {

namespace json = boost::json;
using report::escape;

json::value optional_number(const std::optional<double>& value) {
  if (!value) return nullptr;
  return report::number(*value, 4);
}

json::object seen_json(const Seen& seen) {
  return {{"before", optional_number(seen.before)},
          {"flipped", optional_number(seen.flipped)},
          {"back", optional_number(seen.back)}};
}

json::array components_json(const std::vector<domain::Component>& components) {
  json::array keys;
  for (const domain::Component component : components) keys.emplace_back(key_of(component));
  return keys;
}

json::object proof_json(const FlagFinding& proof) {
  const FlagExperiment& experiment = *proof.experiment;
  json::object watched = seen_json(proof.watched);
  watched["name"] = experiment.watch.name;
  watched["unit"] = experiment.watch.unit;
  watched["required"] = required_text(experiment);
  json::array figures;
  for (const Figure& figure : proof.figures) {
    json::object object = seen_json(figure.seen);
    object["name"] = figure.name;
    object["unit"] = figure.unit;
    figures.emplace_back(std::move(object));
  }
  return {{"flag", key_of(proof)},
          {"outcome", to_string(proof.outcome)},
          {"why", proof.why},
          {"question", experiment.question},
          {"healthy", experiment.healthy},
          {"flipped", experiment.flipped},
          {"watched", std::move(watched)},
          {"effect_after_s", optional_number(proof.effect_after_s)},
          {"restored_after_s", optional_number(proof.restored_after_s)},
          {"degraded", components_json(proof.degraded)},
          {"wider", components_json(proof.wider)},
          {"core_suffered", proof.core_suffered},
          {"figures", std::move(figures)}};
}

std::string failure_element(const FlagFinding& proof) {
  if (proof.outcome == Outcome::proven) return {};
  const std::string message = escape(fmt::format("{}: {} ({}; required {})", to_string(proof.outcome), proof.why,
                                                 watched_text(proof), required_text(*proof.experiment)));
  return fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>", to_string(proof.outcome), message, message);
}

}  // namespace

std::string plain_text(const FlagMatrix& matrix) {
  std::string text;
  for (const FlagFinding& proof : matrix.proofs) {
    text += fmt::format("{:<26} {:<13} {}", key_of(proof), to_string(proof.outcome), watched_text(proof));
    if (proof.effect_after_s) text += ", after " + seconds_text(proof.effect_after_s);
    if (!proof.why.empty()) text += "\n" + std::string(41, ' ') + proof.why;
    const std::string more = notable_text(proof);
    if (!more.empty()) text += "\n" + std::string(41, ' ') + "meanwhile: " + more;
    text += "\n";
  }
  return text + fmt::format("\n{} of {} flags proven\n", matrix.count(Outcome::proven), matrix.proofs.size());
}

std::string to_json(const FlagMatrix& matrix, const domain::DrillResult& result) {
  json::array flags;
  for (const FlagFinding& proof : matrix.proofs) flags.emplace_back(proof_json(proof));
  json::array reasons;
  for (const std::string& reason : result.verdict.reasons) reasons.emplace_back(report::clean(reason));
  const json::object object{{"world", result.world},
                            {"substrate", result.substrate},
                            {"seed", result.seed},
                            {"started_at", report::iso_time(result.started_at)},
                            {"run", to_string(result.verdict.outcome)},
                            {"reasons", std::move(reasons)},
                            {"proven", matrix.count(Outcome::proven)},
                            {"flags", std::move(flags)}};
  return json::serialize(object) + "\n";
}

std::string to_junit(const FlagMatrix& matrix, const domain::DrillResult& result) {
  std::string cases;
  for (const FlagFinding& proof : matrix.proofs) {
    const FlagExperiment& experiment = *proof.experiment;
    cases += fmt::format("    <testcase classname=\"flags\" name=\"{}\" time=\"{:.3f}\">{}</testcase>\n",
                         escape(key_of(proof)), to_s(experiment.before + experiment.after + experiment.back),
                         failure_element(proof));
  }
  const std::size_t tests = matrix.proofs.size();
  const double time = static_cast<double>(result.finished_at - result.started_at) / 1e3;
  const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\" time=\"{:.3f}\"",
                                         tests, tests - matrix.count(Outcome::proven), time);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n  <testsuite name=\"flags\" {} "
      "timestamp=\"{}\">\n{}"
      "  </testsuite>\n</testsuites>\n",
      counts, counts, report::iso_time(result.started_at), cases);
}

Result<void> write_matrix(const FlagMatrix& matrix, const domain::DrillResult& result, const std::string& folder) {
  const std::filesystem::path path(folder);
  const Result<void> json_done = report::write_file(path / "flags.json", to_json(matrix, result));
  if (!json_done) return json_done;
  const Result<void> junit_done = report::write_file(path / "flags-junit.xml", to_junit(matrix, result));
  if (!junit_done) return junit_done;
  return report::write_file(path / "flags.html", to_html(matrix, result));
}

}  // namespace souk::firedrill
