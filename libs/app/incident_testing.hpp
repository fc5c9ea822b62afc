// Doubles for the tests of probes and incidents. For tests only.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/test_support.hpp"
#include "ports/incident_store.hpp"
#include "ports/marketplace_client.hpp"

namespace souk::app::testing {

class MemoryIncidentStore final : public ports::IncidentStore {
 public:
  Result<std::vector<domain::Incident>> load() override { return kept; }
  Result<void> save(const std::vector<domain::Incident>& incidents) override {
    ++saves;
    if (full) return fail(Errc::no_space, "the disk is full");
    kept = incidents;
    return {};
  }
  std::vector<domain::Incident> kept;
  bool full = false;
  int saves = 0;
};

// A marketplace whose answers a test decides on. Answering takes `takes` on the clock.
class ScriptedMarketplace final : public ports::MarketplaceClient {
 public:
  struct Call {
    std::string what, subject, key;
    Instant at{}, deadline{};
  };
  explicit ScriptedMarketplace(ports::Clock& clock) : clock_(clock) {}

  Task<ports::Reply> app_page(std::string app, Instant deadline) override {
    return answer({"app-page", app, ""}, deadline);
  }
  Task<ports::Reply> browse(std::string category, Instant deadline) override {
    return answer({"browse", category, ""}, deadline);
  }
  Task<ports::Reply> search(std::string text, Instant deadline) override {
    return answer({"search", text, ""}, deadline);
  }
  Task<ports::Reply> latest_version(std::string app, Instant deadline) override {
    return answer({"latest-version", app, ""}, deadline);
  }
  Task<ports::Reply> command(domain::Command command, std::string key, Instant deadline) override {
    const std::string what(domain::to_string(command.kind));
    return answer(
        {what, command.instance_id + "/" + command.app_key + "/" + std::string(to_string(command.hosting)), key},
        deadline);
  }
  Task<ports::Reply> post_events(std::vector<domain::AnalyticsEvent>, Instant deadline) override {
    return answer({"post-events", "", ""}, deadline);
  }
  Task<ports::Reply> run_errand(ports::VendorErrand errand, Instant deadline) override {
    return answer(
        {"errand-" + std::to_string(static_cast<int>(errand.kind)), std::to_string(errand.vendor), errand.app_key},
        deadline);
  }

  std::function<ports::Reply(const Call&)> reply = [](const Call&) {
    return ports::Reply{ports::ReplyKind::ok, 200, Nanos{0}};
  };
  Nanos takes = std::chrono::milliseconds(5);
  std::vector<Call> calls;

 private:
  Task<ports::Reply> answer(Call call, Instant deadline) {
    call.at = clock_.now();
    call.deadline = deadline;
    calls.push_back(call);
    co_await clock_.sleep_for(takes);
    co_return reply(call);
  }
  ports::Clock& clock_;
};

}  // namespace souk::app::testing
