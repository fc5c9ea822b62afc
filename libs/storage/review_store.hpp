// ReviewStore on SQLite.
#pragma once

#include "ports/review_store.hpp"
#include "storage/store_calls.hpp"

namespace souk::storage {

class SqliteReviewStore final : public ports::ReviewStore {
 public:
  explicit SqliteReviewStore(StoreCalls transactions) : calls_(transactions) {}

  Task<Result<std::vector<domain::ReviewedVendor>>> vendors(ports::RequestContext context, std::int64_t after,
                                                            std::size_t max) override;
  Task<Result<std::uint64_t>> change(ports::RequestContext context, std::vector<ports::StatusChange> changes,
                                     UnixMs now) override;
  Task<Result<ports::Retracted>> retract(ports::RequestContext context, std::vector<std::int64_t> vendors,
                                         UnixMs now) override;
  Task<Result<std::vector<domain::VendorMail>>> mails(ports::RequestContext context,
                                                      std::optional<domain::MailState> state, std::int64_t after,
                                                      std::size_t max) override;
  Task<Result<std::vector<domain::VendorMail>>> mails_to(ports::RequestContext context, std::int64_t vendor,
                                                         ports::Slice slice) override;
  Task<Result<void>> mark_sent(ports::RequestContext context, std::vector<std::int64_t> mails, UnixMs now) override;
  Task<Result<domain::VendorFigures>> figures(ports::RequestContext context) override;

 private:
  StoreCalls calls_;
};

}  // namespace souk::storage
