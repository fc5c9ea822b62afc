#include "app/vendor_review.hpp"

#include <chrono>
#include <utility>

namespace souk::app {
namespace {

constexpr std::size_t kPage = 200;  // vendors a transaction
constexpr std::size_t kRound = 50;  // e-mails a round: each is synced
constexpr ports::RequestContext kOps{.owner = domain::Owner::ops};

std::string counted(std::uint64_t number, const char* what) { return std::to_string(number) + " " + what; }

}  // namespace

std::string Evaluation::text() const {
  if (prevented) return "nothing evaluated: vendor-status-evaluation is off";
  return counted(looked_at, "vendors looked at, ") + counted(flagged, "flagged, ") + counted(unflagged, "restored, ") +
         counted(passed_on, "requests passed on");
}

std::string Retraction::text() const {
  return counted(restored, "vendors restored, ") + counted(apologies, "apologies written");
}

// What anybody who reads a page would take the count for.
std::optional<std::int64_t> VendorReview::published(std::optional<std::int64_t> counted) const {
  const std::string shown = ports_.flags.text(domain::Flag::install_counts);
  if (shown == "zero") return 0;
  return shown == "hidden" ? std::nullopt : counted;
}

Task<Result<Evaluation>> VendorReview::evaluate() {
  Evaluation evaluation;
  std::int64_t after = 0;
  while (true) {
    // Asked for each page: an operator who pulls the switch does not wait for the end of the list.
    if (!ports_.flags.is_on(domain::Flag::vendor_status_evaluation)) {
      evaluation.prevented = evaluation.looked_at == 0;
      break;
    }
    auto reading = ports_.store.vendors(kOps, after, kPage);
    Result<std::vector<domain::ReviewedVendor>> page = co_await std::move(reading);
    if (!page) co_return page.error();
    if (page->empty()) break;
    after = page->back().facts.id;
    auto judging = evaluate_page(std::move(*page), evaluation);
    const Result<void> judged = co_await std::move(judging);
    if (!judged) co_return judged.error();
  }
  co_await look();
  co_return evaluation;
}

Task<Result<void>> VendorReview::evaluate_page(std::vector<domain::ReviewedVendor> page, Evaluation& evaluation) {
  using domain::TopVendorStatus;
  std::vector<ports::StatusChange> changes;
  Evaluation found;
  found.looked_at = page.size();
  for (domain::ReviewedVendor& vendor : page) {
    vendor.facts.active_instances = published(vendor.facts.active_instances);
    const TopVendorStatus to = domain::evaluate(vendor.status, domain::check_rules(vendor.facts));
    if (to == vendor.status) continue;
    ++(to == TopVendorStatus::flagged    ? found.flagged
       : to == TopVendorStatus::approved ? found.unflagged
                                         : found.passed_on);
    changes.push_back({.facts = std::move(vendor.facts), .from = vendor.status, .to = to});
  }
  if (!changes.empty()) {
    auto changing = ports_.store.change(kOps, std::move(changes), ports_.clock.unix_ms());
    const Result<std::uint64_t> changed = co_await std::move(changing);
    if (!changed) co_return changed.error();
  }
  evaluation.looked_at += found.looked_at;
  evaluation.flagged += found.flagged;
  evaluation.unflagged += found.unflagged;
  evaluation.passed_on += found.passed_on;
  co_return Result<void>();
}

Task<Result<Retraction>> VendorReview::retract() {
  const bool zero = ports_.flags.text(domain::Flag::install_counts) == "zero";
  if (zero && ports_.flags.is_on(domain::Flag::vendor_status_evaluation)) {
    co_return fail(Errc::conflict,
                   "the next evaluation would flag the same vendors again: install-counts is zero; set it to hidden or "
                   "live, or vendor-status-evaluation off, and retract then");
  }
  Retraction retraction;
  std::int64_t after = 0;
  while (true) {
    auto reading = ports_.store.vendors(kOps, after, kPage);
    const Result<std::vector<domain::ReviewedVendor>> page = co_await std::move(reading);
    if (!page) co_return page.error();
    if (page->empty()) break;
    after = page->back().facts.id;
    std::vector<std::int64_t> innocent;
    for (const domain::ReviewedVendor& vendor : *page) {
      if (domain::check_rules(vendor.facts).met()) innocent.push_back(vendor.facts.id);
    }
    if (innocent.empty()) continue;
    auto retracting = ports_.store.retract(kOps, std::move(innocent), ports_.clock.unix_ms());
    const Result<ports::Retracted> retracted = co_await std::move(retracting);
    if (!retracted) co_return retracted.error();
    retraction.restored += retracted->restored;
    retraction.apologies += retracted->apologies;
  }
  co_await look();
  co_return retraction;
}

Task<Result<std::uint64_t>> VendorReview::deliver() {
  std::vector<std::int64_t> gone;
  auto reading = ports_.store.mails(kOps, domain::MailState::waiting, 0, kRound);
  const Result<std::vector<domain::VendorMail>> waiting = co_await std::move(reading);
  if (!waiting) co_return waiting.error();
  std::optional<Error> failure;
  for (const domain::VendorMail& mail : *waiting) {
    if (ports_.flags.text(domain::Flag::vendor_notifications) != "send") break;
    auto delivering = ports_.mail.deliver(domain::file_name_of(mail), domain::rfc5322_text(mail));
    const Result<void> delivered = co_await std::move(delivering);
    if (!delivered) {
      failure = delivered.error();
      break;
    }
    gone.push_back(mail.id);
  }
  const std::uint64_t count = gone.size();
  if (count > 0) {
    // If this does not happen any more, the next start delivers the same messages under the same names.
    auto marking = ports_.store.mark_sent(kOps, std::move(gone), ports_.clock.unix_ms());
    const Result<void> marked = co_await std::move(marking);
    if (!marked) co_return marked.error();
    co_await look();
  }
  if (failure) co_return *failure;
  co_return count;
}

Task<void> VendorReview::look() {
  auto reading = ports_.store.figures(kOps);
  const Result<domain::VendorFigures> figures = co_await std::move(reading);
  if (!figures) co_return;  // the old ones stay until the next look
  const std::scoped_lock lock(mutex_);
  figures_ = *figures;
}

domain::VendorFigures VendorReview::figures() const {
  const std::scoped_lock lock(mutex_);
  return figures_;
}

Task<void> VendorReview::run() {
  co_await look();
  Instant evaluated = ports_.clock.now();
  while (!stopping_) {
    const bool reached = co_await ports_.clock.sleep_for(ports_.pause);
    if (!reached) co_return;
    const Nanos interval = from_s(3'600 * ports_.settings.get(domain::Setting::vendor_evaluation_interval_hours));
    if (ports_.clock.now() - evaluated >= interval) {
      evaluated = ports_.clock.now();
      const Result<Evaluation> done = co_await evaluate();
      (void)done;  // after an error the next interval tries again
    }
    const bool sends = ports_.flags.text(domain::Flag::vendor_notifications) == "send";
    if (sends && figures().mails_waiting > 0) {
      const Result<std::uint64_t> sent = co_await deliver();
      (void)sent;  // what was not delivered waits on
    }
  }
}

}  // namespace souk::app
