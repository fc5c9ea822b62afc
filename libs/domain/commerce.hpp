// Commands of the core three and their neighbours, and the receipts that answer them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/catalogue.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::domain {

enum class CommandKind : std::uint8_t { install, upgrade, uninstall, start_evaluation, purchase, renew };
inline constexpr std::size_t kCommandKindCount = 6;
inline constexpr std::array<std::string_view, kCommandKindCount> kCommandKindNames{
    "install", "upgrade", "uninstall", "evaluation", "purchase", "renewal"};
constexpr std::string_view to_string(CommandKind k) { return kCommandKindNames[static_cast<std::size_t>(k)]; }

struct Command {
  CommandKind kind = CommandKind::install;
  std::string instance_id;
  std::string app_key;
  Hosting hosting = Hosting::cloud;
  std::string version;      // install, upgrade: the version wanted; empty = latest
  std::int64_t users = 10;  // purchase: tier, -1 = unlimited
};

// IETF draft "The Idempotency-Key HTTP Header Field": the key and a fingerprint of the payload it came with.
struct IdempotencyKey {
  std::string key;
  std::uint64_t fingerprint = 0;
};

// What a command did, stored with its idempotency key in the same transaction and replayed for the same key.
// A refusal by the rules (unknown app, nothing to upgrade) is a receipt too, with its code.
struct Receipt {
  Errc code = Errc::ok;
  std::string detail;  // for a refusal: why
  CommandKind kind = CommandKind::install;
  std::string id;  // of the installation or licence: "<instance>/<app key>"
  std::string instance_id;
  std::string app_key;
  Hosting hosting = Hosting::cloud;
  std::string version;
  std::int64_t amount_cents = 0;  // purchase, renewal: price in US cents
  UnixMs at = 0;
  UnixMs expires_at = 0;  // evaluation end or end of maintenance; 0 = none
};

struct Recorded {
  Receipt receipt;
  bool replayed = false;
};

enum class LicenceType : std::uint8_t { evaluation, commercial };

struct Licence {
  std::string instance_id;
  std::string app_key;
  LicenceType type = LicenceType::evaluation;
  Hosting hosting = Hosting::cloud;
  std::int64_t users = 10;
  UnixMs started_at = 0;
  UnixMs expires_at = 0;
  std::int64_t renewals = 0;
};

// A server licence is perpetual: only its maintenance ends.
constexpr bool is_active(LicenceType type, Hosting hosting, UnixMs expires_at, UnixMs now) {
  return expires_at > now || (type == LicenceType::commercial && hosting == Hosting::server);
}

// What the shop knows before it records an install or upgrade: the read half of the operation.
struct Offer {
  std::int64_t app_id = 0;
  std::string latest_version;
  bool installed = false;
  std::string installed_version;
  std::int64_t price_cents_usd = 0;
  bool licensed = false;
};

}  // namespace souk::domain
