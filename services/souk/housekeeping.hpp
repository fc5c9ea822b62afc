// What a running souk does from time to time, and what it asks the store once before anything else runs.
#pragma once

#include <atomic>

#include "app/event_consumer.hpp"
#include "app/live_settings.hpp"
#include "app/probe_table.hpp"
#include "app/vendor_desk.hpp"
#include "domain/apply.hpp"
#include "ports/analytics_store.hpp"
#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "ports/market_store.hpp"
#include "storage/sqlite_database.hpp"

namespace souk {

// Loops, until `stopping`.

// Frees the part of the log that every restart would skip.
Task<void> trim_log(ports::Clock& clock, ports::EventLog& log, app::EventConsumer& consumer,
                    const std::atomic<bool>& stopping);
// Price lists become live on their day.
Task<void> keep_prices(ports::Clock& clock, app::VendorDesk& vendors, const std::atomic<bool>& stopping);
// Tells the store when the operator changes how much it may grow, and how many connections it lets in.
Task<void> follow_bounds(ports::Clock& clock, app::LiveSettings& settings, storage::SqliteDatabase& database,
                         const std::atomic<bool>& stopping);

// What the store says was consumed.
Result<domain::ConsumerProgress> read_progress(ports::AnalyticsStoreFactory& stores);
// A few apps for the probes to ask for.
Result<app::ProbeSubjects> read_probe_subjects(ports::MarketStore& store);

}  // namespace souk
