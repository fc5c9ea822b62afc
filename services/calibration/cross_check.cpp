#include "services/calibration/cross_check.hpp"

#include <fmt/format.h>

#include <utility>

#include "services/calibration/fit.hpp"

namespace souk::calibration {
namespace {

using domain::TransactionKind;

constexpr int kBatch = 500;  // the largest that the store's measurement applies
constexpr std::size_t kDraws = 10'000;

// A commit's part of the checkpoint that comes once the log has so many pages.
Nanos checkpointing(const sim::Model& model, double pages) {
  return from_s(to_s(model.checkpoint.mean()) * pages / sim::Model::kCheckpointPages);
}

double in_us(Nanos time) { return static_cast<double>(time.count()) / 1e3; }

// From the moment its user's timer is due to the answer: an offer is read, then the install is recorded.
Nanos draw_install(const sim::Model& model, domain::Random& random) {
  Nanos sum = model.timer.draw(random) + model.client_cpu.draw(random) + model.server_cpu.draw(random);
  for (int way = 0; way < 2; ++way) sum += model.network.draw(random);
  for (const TransactionKind kind : {TransactionKind::offer, TransactionKind::record_install}) {
    sum +=
        model.hop.draw(random) + model.store_call_cpu + model.cost_of(kind).cpu.draw(random) + model.hop.draw(random);
  }
  return sum + model.commit.draw(random);
}

}  // namespace

std::vector<CrossCheck> check_writes(const sim::Model& model, const std::vector<ApplyRate>& rates,
                                     const StoreCosts& costs) {
  std::vector<CrossCheck> checks;
  const sim::TransactionCost& event = model.cost_of(TransactionKind::apply_per_event);
  const Nanos alone =
      event.cpu.mean() + model.commit.mean() + model.handover.mean() + checkpointing(model, event.pages);
  for (const ApplyRate& rate : rates) {
    const sim::CrowdCost crowd = model.crowd_of(rate.workers);
    checks.push_back({fmt::format("events one by one, {} workers", rate.workers), "/s",
                      1 / to_s(alone + crowd.cpu + crowd.wait), rate.events_per_s});
  }
  const sim::TransactionCost& batch = model.cost_of(TransactionKind::apply_batch);
  const Nanos batched = batch.cpu.mean() + batch.cpu_per_item * kBatch + model.commit.mean() +
                        checkpointing(model, batch.pages + batch.pages_per_item * kBatch);
  checks.push_back(
      {fmt::format("events in batches of {}, 1 worker", kBatch), "/s", kBatch / to_s(batched), costs.batched_per_s});
  return checks;
}

CrossCheck check_install(const sim::Model& model, Nanos measured_p50) {
  domain::Random random(3, "calibration");
  std::vector<Nanos> installs(kDraws);
  for (Nanos& install : installs) install = draw_install(model, random);
  return {"an install over HTTP, median", "us", in_us(median(std::move(installs))), in_us(measured_p50)};
}

}  // namespace souk::calibration
