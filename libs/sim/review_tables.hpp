// The Top Vendor programme in memory: statuses, and e-mails about them. What each call does is what the port says of
// the transaction of its name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ports/review_store.hpp"
#include "sim/catalogue_index.hpp"

namespace souk::sim {

class ReviewTables {
 public:
  // `active` installs to begin with, by vendor.
  ReviewTables(const CatalogueIndex& catalogue, const std::vector<std::int64_t>& active);

  // Of the same vendors, and as many apps or more.
  void follow(const CatalogueIndex& catalogue);

  // `active`: installs of now, by vendor.
  std::vector<domain::ReviewedVendor> vendors(const std::vector<std::int64_t>& active, std::int64_t after,
                                              std::size_t max) const;
  std::uint64_t change(const std::vector<ports::StatusChange>& changes, UnixMs now);
  ports::Retracted retract(const std::vector<std::int64_t>& vendors, UnixMs now);
  std::vector<domain::VendorMail> mails(std::optional<domain::MailState> state, std::int64_t after,
                                        std::size_t max) const;
  std::vector<domain::VendorMail> mails_to(std::int64_t vendor, ports::Slice slice) const;
  void mark_sent(const std::vector<std::int64_t>& mails, UnixMs now);
  domain::VendorFigures figures() const;
  void dump(std::map<std::string, std::vector<std::string>>& tables) const;

 private:
  struct Review {
    std::int64_t paid_apps = 0;
    domain::VendorProfile profile;
    domain::TopVendorStatus status = domain::TopVendorStatus::not_requested;
  };
  Review* find(std::int64_t vendor_id);
  void insert(domain::VendorMail mail);
  void withdraw_notices(std::int64_t vendor_id);
  bool has_apology(std::int64_t notice) const;

  const CatalogueIndex* catalogue_;
  std::vector<Review> reviews_;            // by vendor number, which ascends with the id
  std::vector<domain::VendorMail> mails_;  // id 1 is the first
};

}  // namespace souk::sim
