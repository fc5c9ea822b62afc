#include "app/vendor_review.hpp"

#include <chrono>
#include <utility>

namespace souk::app {
namespace {

constexpr std::size_t kPage = 200;  // vendors a transaction
constexpr std::size_t kRound = 50;  // e-mails a round: each is synced
constexpr ports::RequestContext kOps{.owner = domain::Owner::ops};

constexpr std::string_view kComponent = "vendor-review";

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
std::optional<std::int64_t> VendorReview::published(const domain::VendorFacts& vendor) const {
  const std::string id = std::to_string(vendor.id);
  const std::string shown =
      ports_.flags.text(domain::Flag::install_counts, {.targeting_key = id, .component = kComponent, .vendor = id});
  if (shown == "zero") return 0;
  return shown == "hidden" ? std::nullopt : vendor.active_instances;
}

Task<Result<Evaluation>> VendorReview::evaluate() {
  Evaluation evaluation;
  std::int64_t after = 0;
  while (true) {
    // Asked for each page: an operator who pulls the switch does not wait for the end of the list.
    if (!ports_.flags.is_on(domain::Flag::vendor_status_evaluation, {.component = kComponent})) {
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
    vendor.facts.active_instances = published(vendor.facts);
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
  constexpr domain::FlagContext kAsker{.component = kComponent};
  const bool zero = ports_.flags.text(domain::Flag::install_counts, kAsker) == "zero";
  if (zero && ports_.flags.is_on(domain::Flag::vendor_status_evaluation, kAsker)) {
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

bool VendorReview::sends_to(std::int64_t vendor) const {
  const std::string id = std::to_string(vendor);
  return ports_.flags.text(domain::Flag::vendor_notifications,
                           {.targeting_key = id, .component = kComponent, .vendor = id}) == "send";
}

Task<Result<std::uint64_t>> VendorReview::deliver() {
  std::vector<std::int64_t> gone;
  auto reading = ports_.store.mails(kOps, domain::MailState::waiting, looked_at_mail_, kRound);
  const Result<std::vector<domain::VendorMail>> waiting = co_await std::move(reading);
  if (!waiting) co_return waiting.error();
  std::optional<Error> failure;
  for (const domain::VendorMail& mail : *waiting) {
    // Asked for each: the switch stops a round that is under way. (Who is held alone stands in nobody's way.)
    if (!sends_to(mail.vendor_id)) {
      looked_at_mail_ = mail.id;
      continue;
    }
    auto delivering = ports_.mail.deliver(domain::file_name_of(mail), domain::rfc5322_text(mail));
    const Result<void> delivered = co_await std::move(delivering);
    if (!delivered) {
      failure = delivered.error();
      break;
    }
    gone.push_back(mail.id);
    looked_at_mail_ = mail.id;
  }
  if (waiting->size() < kRound) looked_at_mail_ = 0;  // the next round begins with those that were held
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
    if (figures().mails_waiting > 0) {
      const Result<std::uint64_t> sent = co_await deliver();
      (void)sent;  // what was not delivered waits on
    }
  }
}

}  // namespace souk::app
