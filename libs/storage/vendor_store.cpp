#include "storage/vendor_store.hpp"

#include <utility>

#include "storage/reviews.hpp"
#include "storage/vendor_accounts.hpp"
#include "storage/vendor_listings.hpp"
#include "storage/vendor_prices.hpp"
#include "storage/vendor_reports.hpp"
#include "storage/vendor_tokens.hpp"

namespace souk::storage {

Task<Result<ports::VendorLogin>> SqliteVendorStore::login(ports::RequestContext context, std::string name) {
  Work<ports::VendorLogin> work = [name = std::move(name)](Connection& c) { return read_login(c, name); };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<ports::VendorPage>> SqliteVendorStore::vendor(ports::RequestContext context, std::int64_t id) {
  Work<ports::VendorPage> work = [id](Connection& c) { return read_vendor(c, id); };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<ports::Page<ports::VendorPage>>> SqliteVendorStore::vendors(ports::RequestContext context,
                                                                        ports::Slice slice) {
  Work<ports::Page<ports::VendorPage>> work = [slice](Connection& c) { return read_vendors(c, slice); };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<void>> SqliteVendorStore::set_profile(ports::RequestContext context, std::int64_t id,
                                                  ports::VendorProfile profile) {
  Work<void> work = [id, profile = std::move(profile)](Connection& c) { return write_profile(c, id, profile); };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<void>> SqliteVendorStore::set_password(ports::RequestContext context, std::int64_t id,
                                                   domain::PasswordHash password) {
  Work<void> work = [id, password = std::move(password)](Connection& c) { return write_password(c, id, password); };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<domain::Listing>> SqliteVendorStore::listing(ports::RequestContext context, std::string key) {
  Work<domain::Listing> work = [key = std::move(key)](Connection& c) { return read_listing(c, key); };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<ports::Page<domain::Listing>>> SqliteVendorStore::listings(ports::RequestContext context,
                                                                       std::int64_t vendor_id, ports::Slice slice) {
  Work<ports::Page<domain::Listing>> work = [vendor_id, slice](Connection& c) {
    return read_listings(c, vendor_id, slice);
  };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<ports::Page<domain::Listing>>> SqliteVendorStore::submissions(ports::RequestContext context,
                                                                          ports::Slice slice) {
  Work<ports::Page<domain::Listing>> work = [slice](Connection& c) { return read_submissions(c, slice); };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<domain::Listing>> SqliteVendorStore::submit(ports::RequestContext context, domain::Listing listing,
                                                        UnixMs now) {
  Work<domain::Listing> work = [listing = std::move(listing), now](Connection& c) {
    return submit_listing(c, listing, now);
  };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<domain::Listing>> SqliteVendorStore::change(ports::RequestContext context, std::int64_t vendor_id,
                                                        std::string key, domain::ListingChange change, UnixMs now) {
  Work<domain::Listing> work = [vendor_id, key = std::move(key), change = std::move(change), now](Connection& c) {
    return change_listing(c, vendor_id, key, change, now);
  };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<domain::Listing>> SqliteVendorStore::decide(ports::RequestContext context, std::string key,
                                                        domain::ListingDecision verdict, UnixMs now) {
  Work<domain::Listing> work = [key = std::move(key), verdict = std::move(verdict), now](Connection& c) {
    return decide_listing(c, key, verdict, now);
  };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<ports::Page<domain::AppVersion>>> SqliteVendorStore::versions(ports::RequestContext context,
                                                                          std::string key, ports::Slice slice) {
  Work<ports::Page<domain::AppVersion>> work = [key = std::move(key), slice](Connection& c) {
    return read_versions(c, key, slice);
  };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<domain::AppVersion>> SqliteVendorStore::version(ports::RequestContext context, std::string key,
                                                            std::string name) {
  Work<domain::AppVersion> work = [key = std::move(key), name = std::move(name)](Connection& c) {
    return read_version(c, key, name);
  };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<void>> SqliteVendorStore::publish(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                                              domain::AppVersion version) {
  Work<void> work = [vendor_id, key = std::move(key), version = std::move(version)](Connection& c) {
    return publish_version(c, vendor_id, key, version);
  };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<ports::Reviews>> SqliteVendorStore::reviews(ports::RequestContext context, std::string key,
                                                        ports::Slice slice) {
  Work<ports::Reviews> work = [key = std::move(key), slice](Connection& c) { return read_reviews(c, key, slice); };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<void>> SqliteVendorStore::review(ports::RequestContext context, std::string key, domain::Review review) {
  Work<void> work = [key = std::move(key), review = std::move(review)](Connection& c) {
    return write_review(c, key, review);
  };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<ports::Prices>> SqliteVendorStore::prices(ports::RequestContext context, std::string key,
                                                      domain::Hosting hosting) {
  Work<ports::Prices> work = [key = std::move(key), hosting](Connection& c) { return read_prices(c, key, hosting); };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<void>> SqliteVendorStore::set_pending_prices(ports::RequestContext context, std::int64_t vendor_id,
                                                         std::string key, domain::Hosting hosting,
                                                         ports::PendingPrices pending) {
  Work<void> work = [vendor_id, key = std::move(key), hosting, pending](Connection& c) {
    return storage::set_pending_prices(c, vendor_id, key, hosting, pending);
  };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<std::uint64_t>> SqliteVendorStore::prices_take_effect(ports::RequestContext context, UnixMs now) {
  Work<std::uint64_t> work = [now](Connection& c) { return Result<std::uint64_t>(put_due_prices_live(c, now)); };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<void>> SqliteVendorStore::add_token(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                                                ports::AccessToken token, std::string digest) {
  Work<void> work = [vendor_id, key = std::move(key), token = std::move(token), digest = std::move(digest)](
                        Connection& c) { return storage::add_token(c, vendor_id, key, token, digest); };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<std::vector<ports::AccessToken>>> SqliteVendorStore::tokens(ports::RequestContext context,
                                                                        std::int64_t vendor_id, std::string key) {
  Work<std::vector<ports::AccessToken>> work = [vendor_id, key = std::move(key)](Connection& c) {
    return read_tokens(c, vendor_id, key);
  };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<void>> SqliteVendorStore::remove_token(ports::RequestContext context, std::int64_t vendor_id,
                                                   std::string key, std::string id) {
  Work<void> work = [vendor_id, key = std::move(key), id = std::move(id)](Connection& c) {
    return storage::remove_token(c, vendor_id, key, id);
  };
  return calls_.write(TransactionKind::vendor_write, context, std::move(work));
}

Task<Result<domain::Listing>> SqliteVendorStore::open(ports::RequestContext context, std::string key,
                                                      std::string digest, UnixMs now) {
  Work<domain::Listing> work = [key = std::move(key), digest = std::move(digest), now](Connection& c) {
    return open_listing(c, key, digest, now);
  };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<ports::Page<ports::LicenceRow>>> SqliteVendorStore::licences(ports::RequestContext context,
                                                                         std::int64_t vendor_id,
                                                                         ports::ReportQuery query) {
  Work<ports::Page<ports::LicenceRow>> work = [vendor_id, query = std::move(query)](Connection& c) {
    return report_licences(c, vendor_id, query);
  };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<ports::Page<domain::Sale>>> SqliteVendorStore::sales(ports::RequestContext context, std::int64_t vendor_id,
                                                                 ports::ReportQuery query) {
  Work<ports::Page<domain::Sale>> work = [vendor_id, query = std::move(query)](Connection& c) {
    return report_sales(c, vendor_id, query);
  };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

Task<Result<std::vector<ports::SalesMonth>>> SqliteVendorStore::sales_by_month(ports::RequestContext context,
                                                                               std::int64_t vendor_id,
                                                                               ports::ReportQuery query) {
  Work<std::vector<ports::SalesMonth>> work = [vendor_id, query = std::move(query)](Connection& c) {
    return report_sales_by_month(c, vendor_id, query);
  };
  return calls_.read(TransactionKind::vendor_read, context, std::move(work));
}

}  // namespace souk::storage
