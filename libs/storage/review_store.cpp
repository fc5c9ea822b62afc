#include "storage/review_store.hpp"

#include <utility>

#include "storage/review_tables.hpp"

namespace souk::storage {

Task<Result<std::vector<domain::ReviewedVendor>>> SqliteReviewStore::vendors(ports::RequestContext context,
                                                                             std::int64_t after, std::size_t max) {
  return calls_.read<std::vector<domain::ReviewedVendor>>(
      TransactionKind::review_read, context,
      [after, max](Connection& c) { return read_reviewed_vendors(c, after, max); });
}

Task<Result<std::uint64_t>> SqliteReviewStore::change(ports::RequestContext context,
                                                      std::vector<ports::StatusChange> changes, UnixMs now) {
  return calls_.write<std::uint64_t>(
      TransactionKind::review_write, context,
      [changes = std::move(changes), now](Connection& c) { return change_statuses(c, changes, now); });
}

Task<Result<ports::Retracted>> SqliteReviewStore::retract(ports::RequestContext context,
                                                          std::vector<std::int64_t> vendors, UnixMs now) {
  return calls_.write<ports::Retracted>(
      TransactionKind::review_write, context,
      [vendors = std::move(vendors), now](Connection& c) { return retract_notices(c, vendors, now); });
}

Task<Result<std::vector<domain::VendorMail>>> SqliteReviewStore::mails(ports::RequestContext context,
                                                                       std::optional<domain::MailState> state,
                                                                       std::int64_t after, std::size_t max) {
  return calls_.read<std::vector<domain::VendorMail>>(
      TransactionKind::review_read, context,
      [state, after, max](Connection& c) { return read_mails(c, state, after, max); });
}

Task<Result<std::vector<domain::VendorMail>>> SqliteReviewStore::mails_to(ports::RequestContext context,
                                                                          std::int64_t vendor, ports::Slice slice) {
  return calls_.read<std::vector<domain::VendorMail>>(
      TransactionKind::review_read, context,
      [vendor, slice](Connection& c) { return read_mails_to(c, vendor, slice); });
}

Task<Result<void>> SqliteReviewStore::mark_sent(ports::RequestContext context, std::vector<std::int64_t> mails,
                                                UnixMs now) {
  auto marking =
      calls_.write<bool>(TransactionKind::review_write, context, [mails = std::move(mails), now](Connection& c) {
        mark_mails_sent(c, mails, now);
        return true;
      });
  const Result<bool> marked = co_await std::move(marking);
  if (!marked) co_return marked.error();
  co_return Result<void>();
}

Task<Result<domain::VendorFigures>> SqliteReviewStore::figures(ports::RequestContext context) {
  return calls_.read<domain::VendorFigures>(TransactionKind::review_read, context,
                                            [](Connection& c) { return read_vendor_figures(c); });
}

}  // namespace souk::storage
