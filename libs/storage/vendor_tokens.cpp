#include "storage/vendor_tokens.hpp"

#include "storage/vendor_listings.hpp"

namespace souk::storage {
namespace {

std::uint64_t count_tokens(Connection& connection, std::string_view key) {
  Rows rows = connection.query("SELECT count(*) FROM listing_token WHERE app_key = ?1", key);
  return rows.next() ? rows.natural(0) : 0;
}

}  // namespace

Result<void> add_token(Connection& connection, std::int64_t vendor_id, std::string_view key,
                       const ports::AccessToken& token, std::string_view digest) {
  const auto listing = own_listing(connection, vendor_id, key);
  if (!listing) return listing.error();
  if (listing->status == domain::AppStatus::public_listing) return ports::needs_no_token(key);
  if (count_tokens(connection, key) >= ports::kMaxTokens) return ports::too_many_tokens(key);
  connection.run("INSERT INTO listing_token VALUES (?1, ?2, ?3, ?4, ?5, ?6)", digest, key, token.id, token.note,
                 token.created_at, token.expires_at);
  return {};
}

Result<std::vector<ports::AccessToken>> read_tokens(Connection& connection, std::int64_t vendor_id,
                                                    std::string_view key) {
  if (const auto listing = own_listing(connection, vendor_id, key); !listing) return listing.error();
  std::vector<ports::AccessToken> tokens;
  {
    Rows rows = connection.query(
        "SELECT id, note, created_at, expires_at FROM listing_token WHERE app_key = ?1 ORDER BY created_at, id", key);
    while (rows.next()) {
      tokens.push_back(
          {.id = rows.string(0), .note = rows.string(1), .created_at = rows.integer(2), .expires_at = rows.integer(3)});
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return tokens;
}

Result<void> remove_token(Connection& connection, std::int64_t vendor_id, std::string_view key, std::string_view id) {
  if (const auto listing = own_listing(connection, vendor_id, key); !listing) return listing.error();
  connection.run("DELETE FROM listing_token WHERE app_key = ?1 AND id = ?2", key, id);
  if (!connection.failed() && connection.changes() == 0) return ports::no_such_token(id);
  return {};
}

Result<domain::Listing> open_listing(Connection& connection, std::string_view key, std::string_view digest,
                                     UnixMs now) {
  Result<domain::Listing> listing = read_listing(connection, key);
  if (!listing || listing->status == domain::AppStatus::public_listing) return listing;
  std::optional<UnixMs> expires_at;
  {
    Rows rows =
        connection.query("SELECT expires_at FROM listing_token WHERE digest = ?1 AND app_key = ?2", digest, key);
    if (rows.next()) expires_at = rows.integer(0);
  }
  if (auto read = connection.take_error(); !read) return read.error();
  if (!expires_at) return ports::not_a_token(key);
  if (*expires_at <= now) return ports::expired_token(key);
  return listing;
}

}  // namespace souk::storage
