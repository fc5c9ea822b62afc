#include "sim/vendor_store.hpp"

#include <utility>

#include "sim/reviews.hpp"
#include "sim/vendor_reads.hpp"
#include "sim/vendor_reports.hpp"
#include "sim/vendor_writes.hpp"

namespace souk::sim {

using domain::TransactionKind;

template <class T, class Work>
Task<Result<T>> VendorStore::read(ports::RequestContext context, Work work) {
  return database_.read<T>(TransactionKind::vendor_read, context,
                           [work = std::move(work)](const MemoryDatabase& state) { return Result<T>(work(state)); });
}

template <class T, class Prepare>
Task<Result<T>> VendorStore::write(ports::RequestContext context, Prepare prepare) {
  return database_.write<T>(TransactionKind::vendor_write, context, std::move(prepare));
}

template <class Prepare>
Task<Result<void>> VendorStore::write(ports::RequestContext context, Prepare prepare) {
  auto writing = database_.write<Nothing>(TransactionKind::vendor_write, context, std::move(prepare));
  const Result<Nothing> written = co_await std::move(writing);
  if (!written) co_return written.error();
  co_return Result<void>();
}

Task<Result<ports::VendorLogin>> VendorStore::login(ports::RequestContext context, std::string name) {
  return read<ports::VendorLogin>(context,
                                  [name = std::move(name)](const MemoryDatabase& s) { return read_login(s, name); });
}

Task<Result<ports::VendorPage>> VendorStore::vendor(ports::RequestContext context, std::int64_t id) {
  return read<ports::VendorPage>(context, [id](const MemoryDatabase& s) { return read_vendor(s, id); });
}

Task<Result<ports::Page<ports::VendorPage>>> VendorStore::vendors(ports::RequestContext context, ports::Slice slice) {
  return read<ports::Page<ports::VendorPage>>(context,
                                              [slice](const MemoryDatabase& s) { return read_vendors(s, slice); });
}

Task<Result<void>> VendorStore::set_profile(ports::RequestContext context, std::int64_t id,
                                            ports::VendorProfile profile) {
  return write(context,
               [id, profile = std::move(profile)](MemoryDatabase& s) { return sim::set_profile(s, id, profile); });
}

Task<Result<void>> VendorStore::set_password(ports::RequestContext context, std::int64_t id,
                                             domain::PasswordHash password) {
  return write(context,
               [id, password = std::move(password)](MemoryDatabase& s) { return sim::set_password(s, id, password); });
}

Task<Result<domain::Listing>> VendorStore::listing(ports::RequestContext context, std::string key) {
  return read<domain::Listing>(context,
                               [key = std::move(key)](const MemoryDatabase& s) { return read_listing(s, key); });
}

Task<Result<ports::Page<domain::Listing>>> VendorStore::listings(ports::RequestContext context, std::int64_t vendor_id,
                                                                 ports::Slice slice) {
  return read<ports::Page<domain::Listing>>(
      context, [vendor_id, slice](const MemoryDatabase& s) { return read_listings(s, vendor_id, slice); });
}

Task<Result<ports::Page<domain::Listing>>> VendorStore::submissions(ports::RequestContext context, ports::Slice slice) {
  return read<ports::Page<domain::Listing>>(context,
                                            [slice](const MemoryDatabase& s) { return read_submissions(s, slice); });
}

Task<Result<domain::Listing>> VendorStore::submit(ports::RequestContext context, domain::Listing listing, UnixMs now) {
  return write<domain::Listing>(
      context, [listing = std::move(listing), now](MemoryDatabase& s) { return submit_listing(s, listing, now); });
}

Task<Result<domain::Listing>> VendorStore::change(ports::RequestContext context, std::int64_t vendor_id,
                                                  std::string key, domain::ListingChange change, UnixMs now) {
  return write<domain::Listing>(context,
                                [vendor_id, key = std::move(key), change = std::move(change), now](MemoryDatabase& s) {
                                  return change_listing(s, vendor_id, key, change, now);
                                });
}

Task<Result<domain::Listing>> VendorStore::decide(ports::RequestContext context, std::string key,
                                                  domain::ListingDecision verdict, UnixMs now) {
  return write<domain::Listing>(context, [key = std::move(key), verdict = std::move(verdict), now](MemoryDatabase& s) {
    return decide_listing(s, key, verdict, now);
  });
}

Task<Result<ports::Page<domain::AppVersion>>> VendorStore::versions(ports::RequestContext context, std::string key,
                                                                    ports::Slice slice) {
  return read<ports::Page<domain::AppVersion>>(
      context, [key = std::move(key), slice](const MemoryDatabase& s) { return read_versions(s, key, slice); });
}

Task<Result<domain::AppVersion>> VendorStore::version(ports::RequestContext context, std::string key,
                                                      std::string name) {
  return read<domain::AppVersion>(context, [key = std::move(key), name = std::move(name)](const MemoryDatabase& s) {
    return read_version(s, key, name);
  });
}

Task<Result<void>> VendorStore::publish(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                                        domain::AppVersion version) {
  return write(context, [vendor_id, key = std::move(key), version = std::move(version)](MemoryDatabase& s) {
    return publish_version(s, vendor_id, key, version);
  });
}

Task<Result<ports::Reviews>> VendorStore::reviews(ports::RequestContext context, std::string key, ports::Slice slice) {
  return read<ports::Reviews>(
      context, [key = std::move(key), slice](const MemoryDatabase& s) { return read_reviews(s, key, slice); });
}

Task<Result<void>> VendorStore::review(ports::RequestContext context, std::string key, domain::Review review) {
  return write(context, [key = std::move(key), review = std::move(review)](MemoryDatabase& s) {
    return write_review(s, key, review);
  });
}

Task<Result<ports::Prices>> VendorStore::prices(ports::RequestContext context, std::string key,
                                                domain::Hosting hosting) {
  return read<ports::Prices>(
      context, [key = std::move(key), hosting](const MemoryDatabase& s) { return read_prices(s, key, hosting); });
}

Task<Result<void>> VendorStore::set_pending_prices(ports::RequestContext context, std::int64_t vendor_id,
                                                   std::string key, domain::Hosting hosting,
                                                   ports::PendingPrices pending) {
  return write(context, [vendor_id, key = std::move(key), hosting, pending](MemoryDatabase& s) {
    return sim::set_pending_prices(s, vendor_id, key, hosting, pending);
  });
}

Task<Result<std::uint64_t>> VendorStore::prices_take_effect(ports::RequestContext context, UnixMs now) {
  return write<std::uint64_t>(context, [now](MemoryDatabase& s) { return put_due_prices_live(s, now); });
}

Task<Result<void>> VendorStore::add_token(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                                          ports::AccessToken token, std::string digest) {
  return write(context, [vendor_id, key = std::move(key), token = std::move(token), digest = std::move(digest)](
                            MemoryDatabase& s) { return sim::add_token(s, vendor_id, key, token, digest); });
}

Task<Result<std::vector<ports::AccessToken>>> VendorStore::tokens(ports::RequestContext context, std::int64_t vendor_id,
                                                                  std::string key) {
  return read<std::vector<ports::AccessToken>>(
      context, [vendor_id, key = std::move(key)](const MemoryDatabase& s) { return read_tokens(s, vendor_id, key); });
}

Task<Result<void>> VendorStore::remove_token(ports::RequestContext context, std::int64_t vendor_id, std::string key,
                                             std::string id) {
  return write(context, [vendor_id, key = std::move(key), id = std::move(id)](MemoryDatabase& s) {
    return sim::remove_token(s, vendor_id, key, id);
  });
}

Task<Result<domain::Listing>> VendorStore::open(ports::RequestContext context, std::string key, std::string digest,
                                                UnixMs now) {
  return read<domain::Listing>(context, [key = std::move(key), digest = std::move(digest),
                                         now](const MemoryDatabase& s) { return open_listing(s, key, digest, now); });
}

Task<Result<ports::Page<ports::LicenceRow>>> VendorStore::licences(ports::RequestContext context,
                                                                   std::int64_t vendor_id, ports::ReportQuery query) {
  return read<ports::Page<ports::LicenceRow>>(context, [vendor_id, query = std::move(query)](const MemoryDatabase& s) {
    return report_licences(s, vendor_id, query);
  });
}

Task<Result<ports::Page<domain::Sale>>> VendorStore::sales(ports::RequestContext context, std::int64_t vendor_id,
                                                           ports::ReportQuery query) {
  return read<ports::Page<domain::Sale>>(context, [vendor_id, query = std::move(query)](const MemoryDatabase& s) {
    return report_sales(s, vendor_id, query);
  });
}

Task<Result<std::vector<ports::SalesMonth>>> VendorStore::sales_by_month(ports::RequestContext context,
                                                                         std::int64_t vendor_id,
                                                                         ports::ReportQuery query) {
  return read<std::vector<ports::SalesMonth>>(context, [vendor_id, query = std::move(query)](const MemoryDatabase& s) {
    return report_sales_by_month(s, vendor_id, query);
  });
}

}  // namespace souk::sim
