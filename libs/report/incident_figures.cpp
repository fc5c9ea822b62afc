#include "report/incident_figures.hpp"

#include <boost/json.hpp>

#include "domain/incident_review.hpp"
#include "report/json_report.hpp"
#include "report/text.hpp"

namespace souk::report {
namespace {

namespace json = boost::json;

json::value moment(const std::optional<Nanos>& at) { return at ? number(to_s(*at)) : json::value(nullptr); }

json::array components_json(const domain::IncidentReview& review) {
  json::array array;
  for (const domain::ComponentTrouble& trouble : review.troubles) {
    array.push_back(json::object{{"component", domain::key_of(trouble.component)},
                                 {"worst", domain::to_string(trouble.worst)},
                                 {"since_s", moment(trouble.since)},
                                 {"until_s", moment(trouble.until)},
                                 {"bad_for_s", moment(trouble.bad_for)}});
  }
  return array;
}

json::array hypotheses_json(const domain::Incident* incident) {
  json::array array;
  if (incident == nullptr) return array;
  for (const domain::Hypothesis& hypothesis : incident->hypotheses) {
    array.push_back(json::object{{"name", clean(hypothesis.name)}, {"state", domain::to_string(hypothesis.state())}});
  }
  return array;
}

json::object figures(const domain::DrillResult& result, const domain::Incident* incident) {
  const domain::IncidentReview review = domain::review(result, incident);
  json::object object;
  object["name"] = incident == nullptr ? std::string() : clean(incident->name);
  object["title"] = incident == nullptr ? std::string() : clean(incident->title);
  object["state"] = incident == nullptr ? json::value(nullptr) : json::value(domain::to_string(incident->state()));
  object["severity"] =
      incident == nullptr ? json::value(nullptr) : json::value(domain::to_string(incident->severity()));
  object["triggered_s"] = moment(review.triggered);
  object["detected_s"] = moment(review.detected);
  object["opened_s"] = moment(review.opened);
  object["recovered_s"] = moment(review.recovered);
  object["requests"] = review.impact.all.planned;
  object["requests_failed"] = review.impact.all.failed;
  object["visits"] = review.impact.visits;
  object["visits_affected"] = review.impact.visits_affected;
  object["components"] = components_json(review);
  object["hypotheses"] = hypotheses_json(incident);
  return object;
}

}  // namespace

json::array incidents_json(const domain::DrillResult& result) {
  json::array array;
  for (const domain::Incident& incident : result.incidents) array.push_back(figures(result, &incident));
  if (!array.empty()) return array;
  json::object run = figures(result, nullptr);
  if (!run.at("components").as_array().empty()) array.push_back(std::move(run));
  return array;
}

}  // namespace souk::report
