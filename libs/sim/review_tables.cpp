#include "sim/review_tables.hpp"

#include <algorithm>

namespace souk::sim {

using domain::MailKind;
using domain::MailState;
using domain::TopVendorStatus;

ReviewTables::ReviewTables(const CatalogueIndex& catalogue, const std::vector<std::int64_t>& active)
    : catalogue_(&catalogue), reviews_(catalogue.vendor_count()) {
  follow(catalogue);
  for (std::uint32_t vendor = 0; vendor < reviews_.size(); ++vendor) {
    Review& review = reviews_[vendor];
    review.profile = domain::generated_profile(catalogue.vendor(vendor));
    const domain::VendorFacts facts{.id = catalogue.vendor(vendor).id,
                                    .name = catalogue.vendor(vendor).name,
                                    .paid_apps = review.paid_apps,
                                    .active_instances = active[vendor],
                                    .profile = review.profile};
    review.status = domain::initial_status(catalogue.vendor(vendor), facts);
  }
}

void ReviewTables::follow(const CatalogueIndex& catalogue) {
  catalogue_ = &catalogue;
  for (Review& review : reviews_) review.paid_apps = 0;
  for (std::uint32_t app = 0; app < catalogue.app_count(); ++app) {
    if (catalogue.app(app).price_cents_usd > 0) ++reviews_[catalogue.vendor_of(app)].paid_apps;
  }
}

ReviewTables::Review* ReviewTables::find(std::int64_t vendor_id) {
  std::uint32_t low = 0;
  std::uint32_t high = catalogue_->vendor_count();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (catalogue_->vendor(middle).id < vendor_id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const bool there = low < catalogue_->vendor_count() && catalogue_->vendor(low).id == vendor_id;
  return there ? &reviews_[low] : nullptr;
}

std::vector<domain::ReviewedVendor> ReviewTables::vendors(const std::vector<std::int64_t>& active, std::int64_t after,
                                                          std::size_t max) const {
  std::vector<domain::ReviewedVendor> found;
  for (std::uint32_t vendor = 0; vendor < reviews_.size() && found.size() < max; ++vendor) {
    const domain::Vendor& known = catalogue_->vendor(vendor);
    if (known.id <= after) continue;
    const Review& review = reviews_[vendor];
    found.push_back({.facts = {.id = known.id,
                               .name = known.name,
                               .paid_apps = review.paid_apps,
                               .active_instances = active[vendor],
                               .profile = review.profile},
                     .status = review.status});
  }
  return found;
}

void ReviewTables::insert(domain::VendorMail mail) {
  mail.id = static_cast<std::int64_t>(mails_.size()) + 1;
  mails_.push_back(std::move(mail));
}

void ReviewTables::withdraw_notices(std::int64_t vendor_id) {
  for (domain::VendorMail& mail : mails_) {
    const bool waits = mail.kind == MailKind::notice && mail.state == MailState::waiting;
    if (mail.vendor_id == vendor_id && waits) mail.state = MailState::withdrawn;
  }
}

std::uint64_t ReviewTables::change(const std::vector<ports::StatusChange>& changes, UnixMs now) {
  std::uint64_t changed = 0;
  for (const ports::StatusChange& change : changes) {
    Review* review = find(change.facts.id);
    if (review == nullptr || review->status != change.from) continue;
    review->status = change.to;
    ++changed;
    if (change.from == TopVendorStatus::flagged) withdraw_notices(change.facts.id);
    if (change.to == TopVendorStatus::flagged) {
      insert(domain::notice_of(change.facts, domain::check_rules(change.facts).broken, now));
    }
  }
  return changed;
}

bool ReviewTables::has_apology(std::int64_t notice) const {
  return std::any_of(mails_.begin(), mails_.end(), [notice](const domain::VendorMail& mail) {
    return mail.kind == MailKind::apology && mail.regarding == notice;
  });
}

ports::Retracted ReviewTables::retract(const std::vector<std::int64_t>& vendors, UnixMs now) {
  ports::Retracted retracted;
  for (const std::int64_t vendor : vendors) {
    Review* review = find(vendor);
    if (review == nullptr) continue;
    if (review->status == TopVendorStatus::flagged) {
      review->status = TopVendorStatus::approved;
      ++retracted.restored;
      withdraw_notices(vendor);
    }
    std::vector<domain::VendorMail> apologies;
    for (const domain::VendorMail& mail : mails_) {
      const bool told = mail.kind == MailKind::notice && mail.state == MailState::sent;
      if (mail.vendor_id == vendor && told && !has_apology(mail.id)) {
        apologies.push_back(domain::apology_for(mail, now));
      }
    }
    retracted.apologies += apologies.size();
    for (domain::VendorMail& apology : apologies) insert(std::move(apology));
  }
  return retracted;
}

std::vector<domain::VendorMail> ReviewTables::mails(std::optional<MailState> state, std::int64_t after,
                                                    std::size_t max) const {
  std::vector<domain::VendorMail> found;
  for (const domain::VendorMail& mail : mails_) {
    if (found.size() == max) break;
    if (mail.id > after && (!state || mail.state == *state)) found.push_back(mail);
  }
  return found;
}

std::vector<domain::VendorMail> ReviewTables::mails_to(std::int64_t vendor, ports::Slice slice) const {
  std::vector<domain::VendorMail> found;
  std::size_t passed = 0;
  for (auto mail = mails_.rbegin(); mail != mails_.rend() && found.size() < slice.limit; ++mail) {
    if (mail->vendor_id == vendor && passed++ >= slice.offset) found.push_back(*mail);
  }
  return found;
}

void ReviewTables::mark_sent(const std::vector<std::int64_t>& mails, UnixMs now) {
  for (const std::int64_t id : mails) {
    if (id < 1 || id > static_cast<std::int64_t>(mails_.size())) continue;
    domain::VendorMail& mail = mails_[static_cast<std::size_t>(id - 1)];
    if (mail.state == MailState::sent) continue;
    mail.state = MailState::sent;
    mail.sent_at = now;
  }
}

domain::VendorFigures ReviewTables::figures() const {
  domain::VendorFigures figures;
  for (const Review& review : reviews_) figures.flagged += review.status == TopVendorStatus::flagged ? 1 : 0;
  std::uint64_t apologies = 0;
  for (const domain::VendorMail& mail : mails_) {
    figures.mails_waiting += mail.state == MailState::waiting ? 1 : 0;
    if (mail.state != MailState::sent) continue;
    ++(mail.kind == MailKind::notice ? figures.notices_sent : apologies);
  }
  figures.notices_unretracted = figures.notices_sent - apologies;
  return figures;
}

void ReviewTables::dump(std::map<std::string, std::vector<std::string>>& tables) const {
  for (std::uint32_t vendor = 0; vendor < reviews_.size(); ++vendor) {
    tables["vendor_review"].push_back(std::to_string(catalogue_->vendor(vendor).id) + "|" +
                                      std::string(domain::to_string(reviews_[vendor].status)));
  }
  for (const domain::VendorMail& mail : mails_) {
    tables["vendor_mail"].push_back(std::to_string(mail.id) + "|" + std::to_string(mail.vendor_id) + "|" +
                                    std::string(domain::to_string(mail.kind)) + "|" +
                                    std::string(domain::to_string(mail.state)));
  }
}

}  // namespace souk::sim
