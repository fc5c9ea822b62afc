// How searches are ranked now.
#pragma once

#include "app/live_settings.hpp"
#include "domain/search_ranking.hpp"
#include "ports/flags.hpp"

namespace souk::app {

// From the flag search-ranking and the setting search.report_window_s; null settings have their defaults. While the
// flag install-counts says "zero", the live ranking reads zeros as everybody else does.
domain::SearchPolicy search_policy(const ports::Flags& flags, const domain::FlagContext& asker,
                                   const LiveSettings* settings, UnixMs now);

}  // namespace souk::app
