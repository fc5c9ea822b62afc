#include "domain/listing.hpp"

#include <algorithm>
#include <utility>

namespace souk::domain {
namespace {

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f; }

void check_text(Mistakes& mistakes, std::string path, std::string_view text, std::size_t max_bytes, bool required) {
  if (required && text.find_first_not_of(" \t\n") == std::string_view::npos) {
    mistakes.push_back({std::move(path), "must not be empty"});
  } else if (text.size() > max_bytes) {
    mistakes.push_back({std::move(path), "is longer than " + std::to_string(max_bytes) + " bytes"});
  } else if (std::any_of(text.begin(), text.end(), is_control)) {
    mistakes.push_back({std::move(path), "has control characters; only line ends and tabs are allowed"});
  }
}

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

void check_word(Mistakes& mistakes, std::string path, std::string_view word, std::size_t max_bytes) {
  const bool fits = !word.empty() && word.size() <= max_bytes && word.front() != '.' && word.back() != '.' &&
                    std::all_of(word.begin(), word.end(), is_key_character);
  if (fits) return;
  mistakes.push_back({std::move(path), "must be 1 to " + std::to_string(max_bytes) +
                                           " letters, digits, dots, hyphens and underscores, no dot at either end"});
}

}  // namespace

Mistakes check_version(const AppVersion& version, std::string_view path) {
  Mistakes mistakes;
  check_word(mistakes, std::string(path) + "name", version.name, kMaxVersionBytes);
  // "versions/latest" is a resource of its own.
  if (version.name == "latest") mistakes.push_back({std::string(path) + "name", "must not be 'latest'"});
  check_text(mistakes, std::string(path) + "releaseNotes", version.release_notes, kMaxTextBytes, false);
  return mistakes;
}

Mistakes check_new_app(const Listing& listing) {
  Mistakes mistakes;
  check_word(mistakes, "key", listing.key, kMaxAppKeyBytes);
  check_text(mistakes, "name", listing.name, kMaxNameBytes, true);
  check_text(mistakes, "summary", listing.summary, kMaxSummaryBytes, true);
  check_text(mistakes, "description", listing.description, kMaxTextBytes, false);
  check_text(mistakes, "category", listing.category, kMaxNameBytes, true);
  if (listing.price_cents_usd < 0 || listing.price_cents_usd > kMaxPriceCents)
    mistakes.push_back({"amount", "must be 0 to " + std::to_string(kMaxPriceCents / 100) + " US dollars"});
  if (listing.status != AppStatus::private_listing && listing.status != AppStatus::submitted)
    mistakes.push_back({"status", "a new app starts as private or submitted"});
  for (Mistake& mistake : check_version(listing.version, "version.")) mistakes.push_back(std::move(mistake));
  return mistakes;
}

Mistakes check_change(const ListingChange& change) {
  Mistakes mistakes;
  if (change.name) check_text(mistakes, "name", *change.name, kMaxNameBytes, true);
  if (change.summary) check_text(mistakes, "summary", *change.summary, kMaxSummaryBytes, true);
  if (change.description) check_text(mistakes, "description", *change.description, kMaxTextBytes, false);
  if (change.category) check_text(mistakes, "category", *change.category, kMaxNameBytes, true);
  return mistakes;
}

std::string to_text(const Mistakes& mistakes) {
  std::string text;
  for (const Mistake& mistake : mistakes) {
    if (!text.empty()) text += "; ";
    text.append(mistake.path).append(": ").append(mistake.message);
  }
  return text;
}

Result<Listing> changed(Listing listing, const ListingChange& change, UnixMs now) {
  if (change.status) {
    if (const auto moved = check_vendor_move(listing.status, *change.status); !moved) return moved.error();
    if (*change.status == AppStatus::submitted && listing.status != AppStatus::submitted) {
      listing.submitted_at = now;
      listing.decided_at = 0;
      listing.review_note.clear();
    }
    listing.status = *change.status;
  }
  if (change.name) listing.name = *change.name;
  if (change.summary) listing.summary = *change.summary;
  if (change.description) listing.description = *change.description;
  if (change.category) listing.category = *change.category;
  return listing;
}

Result<Listing> decided(Listing listing, const ListingDecision& verdict, UnixMs now) {
  const auto status = status_after(listing.status, verdict);
  if (!status) return status.error();
  listing.status = *status;
  listing.review_note = verdict.note;
  listing.decided_at = now;
  return listing;
}

}  // namespace souk::domain
