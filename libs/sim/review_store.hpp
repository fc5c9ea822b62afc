// The ReviewStore port in the simulated world.
#pragma once

#include "ports/review_store.hpp"
#include "sim/database.hpp"

namespace souk::sim {

class ReviewStore final : public ports::ReviewStore {
 public:
  explicit ReviewStore(Database& database) : database_(database) {}

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
  // A write of the programme's tables whose answer is known once it has happened.
  template <class T, class Change>
  Task<Result<T>> write(ports::RequestContext context, Change change);

  Database& database_;
};

}  // namespace souk::sim
