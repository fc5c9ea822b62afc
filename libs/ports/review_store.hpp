// Statuses of the Top Vendor programme and the e-mails about them. A status and the e-mail that tells of it are written
// in one transaction. Every call takes a pooled connection; errors of every call: overloaded, deadline_exceeded,
// no_space, io, corrupt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "domain/status.hpp"
#include "domain/top_vendor.hpp"
#include "domain/vendor_mail.hpp"
#include "ports/request_context.hpp"
#include "ports/slice.hpp"
#include "ports/task.hpp"

namespace souk::ports {

struct StatusChange {
  domain::VendorFacts facts;
  domain::TopVendorStatus from, to;
};

struct Retracted {
  std::uint64_t restored = 0;   // vendors that were flagged and are approved again
  std::uint64_t apologies = 0;  // written by this call
};

class ReviewStore {
 public:
  virtual ~ReviewStore() = default;

  // Vendors with ids above `after`, ascending, at most `max`, with all installs that analytics count.
  virtual Task<Result<std::vector<domain::ReviewedVendor>>> vendors(RequestContext context, std::int64_t after,
                                                                    std::size_t max) = 0;
  // One transaction. A vendor whose status is no longer `from` is left alone. Becoming flagged leaves a notice; no
  // longer being so withdraws notices that still wait. Returns how many were changed.
  virtual Task<Result<std::uint64_t>> change(RequestContext context, std::vector<StatusChange> changes, UnixMs now) = 0;
  // One transaction, for vendors that meet the rules after all: those flagged are approved again (as change() does),
  // and each notice of theirs that was sent gets an apology, unless it has one.
  virtual Task<Result<Retracted>> retract(RequestContext context, std::vector<std::int64_t> vendors, UnixMs now) = 0;

  // E-mails with ids above `after`, ascending, at most `max`; of one state, or all.
  virtual Task<Result<std::vector<domain::VendorMail>>> mails(RequestContext context,
                                                              std::optional<domain::MailState> state,
                                                              std::int64_t after, std::size_t max) = 0;
  // E-mails to one vendor, whatever their state, the latest first. At most 100 at a time.
  virtual Task<Result<std::vector<domain::VendorMail>>> mails_to(RequestContext context, std::int64_t vendor,
                                                                 Slice slice) = 0;
  // One transaction. They went out: also those that were withdrawn at the last moment.
  virtual Task<Result<void>> mark_sent(RequestContext context, std::vector<std::int64_t> mails, UnixMs now) = 0;

  virtual Task<Result<domain::VendorFigures>> figures(RequestContext context) = 0;
};

}  // namespace souk::ports
