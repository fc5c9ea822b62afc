// The MarketStore port in the simulated world.
#pragma once

#include "ports/market_store.hpp"
#include "sim/database.hpp"

namespace souk::sim {

class MarketStore final : public ports::MarketStore {
 public:
  using Texts = MemoryDatabase::Texts;

  explicit MarketStore(Database& database, Texts texts = Texts::all) : database_(database), texts_(texts) {}

  Task<Result<ports::AppPage>> app_page(ports::RequestContext context, std::string key) override;
  Task<Result<ports::AppList>> list_apps(ports::RequestContext context, ports::AppQuery query) override;
  Task<Result<std::vector<ports::Category>>> categories(ports::RequestContext context) override;
  Task<Result<ports::LatestVersion>> latest_version(ports::RequestContext context, std::string key) override;
  Task<Result<domain::Offer>> offer(ports::RequestContext context, std::string instance_id,
                                    std::string app_key) override;
  Task<Result<std::vector<domain::Licence>>> licences(ports::RequestContext context, std::string instance_id) override;
  Task<Result<domain::Recorded>> record(ports::RequestContext context, domain::Command command,
                                        domain::IdempotencyKey key, UnixMs now) override;
  Task<Result<std::vector<ports::OutboxEntry>>> outbox_peek(ports::RequestContext context, std::size_t max) override;
  Task<Result<void>> outbox_remove(ports::RequestContext context, std::int64_t up_to_sequence) override;
  Task<Result<ports::SearchFindings>> search_findings(ports::RequestContext context,
                                                      std::vector<std::string> texts) override;
  Task<Result<domain::SearchSnapshot>> take_search_snapshot(ports::RequestContext context,
                                                            domain::SnapshotRequest request) override;
  Task<Result<domain::ReconciliationReport>> reconcile(ports::RequestContext context) override;
  Task<Result<domain::Recounted>> recount(ports::RequestContext context, domain::RecountPlan plan) override;
  void set_bulkhead(bool on) override { database_.set_bulkhead(on); }
  Stats stats() const override;

 private:
  // Nothing comes between a commit and the note of it.
  Task<Result<domain::Recorded>> tell_witness(Task<Result<domain::Recorded>> recording, std::string key);

  Database& database_;
  const Texts texts_;  // of app pages and lists
};

}  // namespace souk::sim
