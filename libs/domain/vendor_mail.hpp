// E-mails to vendors: what they say, and their text as RFC 5322 wants it. What a vendor chose as its name is data: it
// is encoded, and can neither add a header nor a line.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"
#include "domain/top_vendor.hpp"

namespace souk::domain {

enum class MailKind : std::uint8_t { notice, apology };  // notice: "your status was flagged"
inline constexpr std::array<std::string_view, 2> kMailKindNames{"notice", "apology"};
constexpr std::string_view to_string(MailKind kind) { return kMailKindNames[static_cast<std::size_t>(kind)]; }

// waiting -> sent, or waiting -> withdrawn when its reason went away first.
enum class MailState : std::uint8_t { waiting, sent, withdrawn };
inline constexpr std::array<std::string_view, 3> kMailStateNames{"waiting", "sent", "withdrawn"};
constexpr std::string_view to_string(MailState state) { return kMailStateNames[static_cast<std::size_t>(state)]; }

struct VendorMail {
  std::int64_t id = 0;  // ascending from 1, given by the store
  std::int64_t vendor_id = 0;
  std::string vendor_name{};
  MailKind kind = MailKind::notice;
  std::int64_t regarding = 0;  // apology: the id of the notice
  MailState state = MailState::waiting;
  UnixMs created_at = 0;
  UnixMs sent_at = 0;  // 0 = not yet
  std::string subject{};
  std::string body{};  // lines end with \n
};

// Without an id. `broken` is not empty.
VendorMail notice_of(const VendorFacts& facts, const std::vector<TopVendorRule>& broken, UnixMs now);
VendorMail apology_for(const VendorMail& notice, UnixMs now);

// "0000000017-notice.eml": sorts by id.
std::string file_name_of(const VendorMail& mail);
// "vendor-42@vendors.souk.example" (RFC 2606: no such domain can exist)
std::string address_of(std::int64_t vendor_id);
// The whole message with CRLF line ends (RFC 5322, 2.1). Same mail, same bytes. Non-ASCII header text becomes
// encoded-words (RFC 2047), the body quoted-printable (RFC 2045, 6.7), so no line exceeds 78 characters.
std::string rfc5322_text(const VendorMail& mail);

}  // namespace souk::domain
