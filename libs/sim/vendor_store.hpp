// The VendorStore port in the simulated world.
#pragma once

#include "ports/vendor_store.hpp"
#include "sim/database.hpp"

namespace souk::sim {

class VendorStore final : public ports::VendorStore {
 public:
  explicit VendorStore(Database& database) : database_(database) {}

  Task<Result<ports::VendorLogin>> login(ports::RequestContext context, std::string name) override;
  Task<Result<ports::VendorPage>> vendor(ports::RequestContext context, std::int64_t id) override;
  Task<Result<ports::Page<ports::VendorPage>>> vendors(ports::RequestContext context, ports::Slice slice) override;
  Task<Result<void>> set_profile(ports::RequestContext context, std::int64_t id, ports::VendorProfile profile) override;
  Task<Result<void>> set_password(ports::RequestContext context, std::int64_t id,
                                  domain::PasswordHash password) override;
  Task<Result<domain::Listing>> listing(ports::RequestContext context, std::string key) override;
  Task<Result<ports::Page<domain::Listing>>> listings(ports::RequestContext context, std::int64_t vendor_id,
                                                      ports::Slice slice) override;
  Task<Result<ports::Page<domain::Listing>>> submissions(ports::RequestContext context, ports::Slice slice) override;
  Task<Result<domain::Listing>> submit(ports::RequestContext context, domain::Listing listing, UnixMs now) override;
  Task<Result<domain::Listing>> change(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                                       domain::ListingChange change, UnixMs now) override;
  Task<Result<domain::Listing>> decide(ports::RequestContext context, std::string key, domain::ListingDecision verdict,
                                       UnixMs now) override;
  Task<Result<ports::Page<domain::AppVersion>>> versions(ports::RequestContext context, std::string key,
                                                         ports::Slice slice) override;
  Task<Result<domain::AppVersion>> version(ports::RequestContext context, std::string key, std::string name) override;
  Task<Result<void>> publish(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                             domain::AppVersion version) override;
  Task<Result<ports::Reviews>> reviews(ports::RequestContext context, std::string key, ports::Slice slice) override;
  Task<Result<void>> review(ports::RequestContext context, std::string key, domain::Review review) override;
  Task<Result<ports::Prices>> prices(ports::RequestContext context, std::string key, domain::Hosting hosting) override;
  Task<Result<void>> set_pending_prices(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                                        domain::Hosting hosting, ports::PendingPrices pending) override;
  Task<Result<std::uint64_t>> prices_take_effect(ports::RequestContext context, UnixMs now) override;
  Task<Result<void>> add_token(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                               ports::AccessToken token, std::string digest) override;
  Task<Result<std::vector<ports::AccessToken>>> tokens(ports::RequestContext context, std::int64_t vendor_id,
                                                       std::string key) override;
  Task<Result<void>> remove_token(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                                  std::string id) override;
  Task<Result<domain::Listing>> open(ports::RequestContext context, std::string key, std::string digest,
                                     UnixMs now) override;
  Task<Result<ports::Page<ports::LicenceRow>>> licences(ports::RequestContext context, std::int64_t vendor_id,
                                                        ports::ReportQuery query) override;
  Task<Result<ports::Page<domain::Sale>>> sales(ports::RequestContext context, std::int64_t vendor_id,
                                                ports::ReportQuery query) override;
  Task<Result<std::vector<ports::SalesMonth>>> sales_by_month(ports::RequestContext context, std::int64_t vendor_id,
                                                              ports::ReportQuery query) override;

 private:
  template <class T, class Work>
  Task<Result<T>> read(ports::RequestContext context, Work work);
  // `prepare`: MemoryDatabase& -> Result<Prepared<T>>, or Nothing in T's place for void.
  template <class T, class Prepare>
  Task<Result<T>> write(ports::RequestContext context, Prepare prepare);
  template <class Prepare>
  Task<Result<void>> write(ports::RequestContext context, Prepare prepare);

  Database& database_;
};

}  // namespace souk::sim
