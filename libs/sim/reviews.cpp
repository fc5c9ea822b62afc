#include "sim/reviews.hpp"

#include <algorithm>

namespace souk::sim {
namespace {

Error no_such_app(std::string_view key) { return fail(Errc::not_found, domain::no_such_app(key)); }

double average_of(const VendorTables::ReviewBook& book) {
  std::int64_t stars = 0;
  for (const auto& [instance, review] : book.reviews) stars += review.stars;
  return domain::average_stars(book.catalogue_stars, static_cast<std::int64_t>(book.reviews.size()), stars);
}

}  // namespace

Result<ports::Reviews> read_reviews(const MemoryDatabase& state, std::string_view key, ports::Slice slice) {
  const std::uint32_t app = state.catalogue().find_app(key);
  if (app == CatalogueIndex::kNone) return no_such_app(key);
  ports::Reviews reviews{.average_stars = state.catalogue().app(app).stars, .page = {}};
  const auto book = state.vendors().reviews.find(app);
  if (book == state.vendors().reviews.end()) return reviews;
  std::vector<domain::Review> all;
  for (const auto& [instance, review] : book->second.reviews) all.push_back(review);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.written_at != b.written_at ? a.written_at > b.written_at : a.instance_id < b.instance_id;
  });
  reviews.page.total = all.size();
  for (std::size_t i = slice.offset; i < all.size() && reviews.page.rows.size() < slice.limit; ++i) {
    reviews.page.rows.push_back(std::move(all[i]));
  }
  return reviews;
}

Result<Prepared<Nothing>> write_review(MemoryDatabase& state, std::string_view key, const domain::Review& review) {
  const std::uint32_t app = state.catalogue().find_app(key);
  if (app == CatalogueIndex::kNone) return no_such_app(key);
  const std::uint32_t instance = state.ledger().find(review.instance_id);
  const auto held = instance == Ledger::kNone ? std::nullopt : state.ledger().installation(instance, app);
  if (!held || !held->installed) return ports::not_installed(key);
  return state.prepare_vendor_write(Nothing{}, [app, review](MemoryDatabase& changed) {
    domain::Catalogue next = changed.catalogue().catalogue();
    const auto [at, first] = changed.vendor_tables().reviews.try_emplace(app);
    VendorTables::ReviewBook& book = at->second;
    if (first) book.catalogue_stars = next.apps[app].stars;
    book.reviews[review.instance_id] = review;
    next.apps[app].stars = average_of(book);
    changed.replace_catalogue(std::move(next));
  });
}

}  // namespace souk::sim
