// The Top Vendor programme at work: evaluates the rules from time to time and when an operator asks, sends the e-mails
// that an evaluation leaves, and takes false notices back.
//
// It believes what the pages show: while the flag install-counts is zero it sees vendors without installs, as in the
// incident; while it is hidden it sees no count, and changes nothing on its account.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/live_settings.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/mail_drop.hpp"
#include "ports/review_store.hpp"

namespace souk::app {

struct Evaluation {
  bool prevented = false;       // by the flag vendor-status-evaluation; then nothing else happened
  std::uint64_t looked_at = 0;  // vendors
  std::uint64_t flagged = 0;    // by this evaluation
  std::uint64_t unflagged = 0;
  std::uint64_t passed_on = 0;  // requests that a person may decide now
  std::string text() const;
};

struct Retraction {
  std::uint64_t restored = 0;
  std::uint64_t apologies = 0;
  std::string text() const;
};

// evaluate(), retract() and figures() are safe to call from several threads.
class VendorReview {
 public:
  struct Ports {
    ports::ReviewStore& store;
    ports::MailDrop& mail;
    ports::Flags& flags;
    ports::Clock& clock;
    const LiveSettings& settings;
    Nanos pause = std::chrono::milliseconds(200);  // between rounds of run()
  };

  explicit VendorReview(Ports ports) : ports_(ports) {}

  // Vendors in bounded transactions. Errors: the store's; what was done before stays done, and doing it again is safe.
  Task<Result<Evaluation>> evaluate();
  // Approves flagged vendors who meet the rules by what analytics count (whatever the pages show), and writes an
  // apology for each notice they were sent. Errors: conflict (the next evaluation would flag them again), the store's.
  Task<Result<Retraction>> retract();
  // Sends what waits, unless the flag vendor-notifications holds it; at most one bounded round. Returns how many went.
  Task<Result<std::uint64_t>> deliver();

  // Evaluates and delivers until request_stop(). The first evaluation is one interval after the start.
  Task<void> run();
  void request_stop() { stopping_ = true; }

  // As of the last look at the store; zeros before the first one, a moment after the start. Never waits for it.
  domain::VendorFigures figures() const;

 private:
  std::optional<std::int64_t> published(const domain::VendorFacts& vendor) const;
  bool sends_to(std::int64_t vendor) const;
  Task<Result<void>> evaluate_page(std::vector<domain::ReviewedVendor> page, Evaluation& evaluation);
  Task<void> look();

  Ports ports_;
  std::int64_t looked_at_mail_ = 0;  // of those that wait: the next round begins behind it
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  domain::VendorFigures figures_;
};

}  // namespace souk::app
