#include "sim/review_store.hpp"

#include <utility>

namespace souk::sim {

using domain::TransactionKind;
using Vendors = std::vector<domain::ReviewedVendor>;
using Mails = std::vector<domain::VendorMail>;

template <class T, class Change>
Task<Result<T>> ReviewStore::write(ports::RequestContext context, Change change) {
  using Late = std::shared_ptr<T>;
  auto writing =
      database_.write<Late>(TransactionKind::review_write, context, [change = std::move(change)](auto& state) {
        return Result<Prepared<Late>>(state.template prepare_review<T>(change));
      });
  const Result<Late> written = co_await std::move(writing);
  if (!written) co_return written.error();
  co_return std::move(**written);
}

Task<Result<Vendors>> ReviewStore::vendors(ports::RequestContext context, std::int64_t after, std::size_t max) {
  return database_.read<Vendors>(TransactionKind::review_read, context, [after, max](const auto& state) {
    return Result<Vendors>(state.reviewed_vendors(after, max));
  });
}

Task<Result<std::uint64_t>> ReviewStore::change(ports::RequestContext context, std::vector<ports::StatusChange> changes,
                                                UnixMs now) {
  return write<std::uint64_t>(
      context, [changes = std::move(changes), now](ReviewTables& tables) { return tables.change(changes, now); });
}

Task<Result<ports::Retracted>> ReviewStore::retract(ports::RequestContext context, std::vector<std::int64_t> vendors,
                                                    UnixMs now) {
  return write<ports::Retracted>(
      context, [vendors = std::move(vendors), now](ReviewTables& tables) { return tables.retract(vendors, now); });
}

Task<Result<Mails>> ReviewStore::mails(ports::RequestContext context, std::optional<domain::MailState> state,
                                       std::int64_t after, std::size_t max) {
  return database_.read<Mails>(TransactionKind::review_read, context, [state, after, max](const auto& database) {
    return Result<Mails>(database.reviews().mails(state, after, max));
  });
}

Task<Result<Mails>> ReviewStore::mails_to(ports::RequestContext context, std::int64_t vendor, ports::Slice slice) {
  return database_.read<Mails>(TransactionKind::review_read, context, [vendor, slice](const auto& database) {
    return Result<Mails>(database.reviews().mails_to(vendor, slice));
  });
}

Task<Result<void>> ReviewStore::mark_sent(ports::RequestContext context, std::vector<std::int64_t> mails, UnixMs now) {
  auto marking = write<bool>(context, [mails = std::move(mails), now](ReviewTables& tables) {
    tables.mark_sent(mails, now);
    return true;
  });
  const Result<bool> marked = co_await std::move(marking);
  if (!marked) co_return marked.error();
  co_return Result<void>();
}

Task<Result<domain::VendorFigures>> ReviewStore::figures(ports::RequestContext context) {
  return database_.read<domain::VendorFigures>(TransactionKind::review_read, context, [](const auto& state) {
    return Result<domain::VendorFigures>(state.reviews().figures());
  });
}

}  // namespace souk::sim
