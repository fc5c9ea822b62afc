#include "metrics/flag_probe.hpp"

#include <prometheus/metric_family.h>

namespace souk::metrics {
namespace {

prometheus::MetricFamily family(const char* name, const char* help, prometheus::MetricType type, double value) {
  prometheus::ClientMetric metric;
  (type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return {name, help, type, {metric}};
}

}  // namespace

std::vector<prometheus::MetricFamily> FlagProbe::Collect() const {
  using prometheus::MetricType;
  const FlagFigures figures = figures_();
  return {family("souk_flag_file_valid", "1 while flags.json is what is in force, 0 while an edit of it is refused.",
                 MetricType::Gauge, figures.file_valid ? 1 : 0),
          family("souk_flag_edits_refused_total", "Edits of flags.json that were refused.", MetricType::Counter,
                 static_cast<double>(figures.edits_refused)),
          family("souk_load_shed_total", "Requests that the flag load-shedding refused.", MetricType::Counter,
                 static_cast<double>(figures.shed))};
}

}  // namespace souk::metrics
