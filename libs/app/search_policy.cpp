#include "app/search_policy.hpp"

#include <limits>

namespace souk::app {
namespace {

domain::SearchRanking ranking_of(const std::string& variant) {
  if (variant == to_string(domain::SearchRanking::snapshot)) return domain::SearchRanking::snapshot;
  if (variant == to_string(domain::SearchRanking::text_only)) return domain::SearchRanking::text_only;
  return domain::SearchRanking::live;
}

double report_window_s(const LiveSettings* settings) {
  constexpr auto kSetting = domain::Setting::search_report_window_s;
  if (settings != nullptr) return settings->get(kSetting);
  return domain::setting_definitions()[static_cast<std::size_t>(kSetting)].default_value;
}

}  // namespace

domain::SearchPolicy search_policy(const ports::Flags& flags, const domain::FlagContext& asker,
                                   const LiveSettings* settings, UnixMs now) {
  domain::SearchPolicy policy{.ranking = ranking_of(flags.text(domain::Flag::search_ranking, asker)), .now = now};
  policy.reported_since = now - static_cast<UnixMs>(report_window_s(settings) * 1e3);
  if (flags.text(domain::Flag::install_counts, asker) == "zero")
    policy.reported_since = std::numeric_limits<UnixMs>::max();
  return policy;
}

}  // namespace souk::app
