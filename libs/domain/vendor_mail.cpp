#include "domain/vendor_mail.hpp"

#include <algorithm>

#include "domain/mail_encoding.hpp"

namespace souk::domain {
namespace {

constexpr std::string_view kFrom = "Souk Marketplace <top-vendors@souk.example>";

std::string message_id(std::int64_t mail) { return "<vendor-mail-" + std::to_string(mail) + "@souk.example>"; }

// A name in running text: on one line.
std::string on_one_line(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return name;
}

std::string header(std::string_view name, std::string_view value) {
  std::string line(name);
  return line.append(": ").append(value).append("\r\n");
}

}  // namespace

VendorMail notice_of(const VendorFacts& facts, const std::vector<TopVendorRule>& broken, UnixMs now) {
  VendorMail mail{.vendor_id = facts.id, .vendor_name = facts.name, .kind = MailKind::notice, .created_at = now};
  mail.subject = "Your Top Vendor status was flagged";
  mail.body = "Hello " + on_one_line(facts.name) +
              ",\n\nour latest evaluation found that the Top Vendor programme asks for more:\n\n";
  for (const TopVendorRule rule : broken) mail.body += "- " + describe(rule, facts) + "\n";
  mail.body += "\nYour status is now \"flagged\". Once the rules are met again it is restored by itself.\n";
  return mail;
}

VendorMail apology_for(const VendorMail& notice, UnixMs now) {
  VendorMail mail{.vendor_id = notice.vendor_id,
                  .vendor_name = notice.vendor_name,
                  .kind = MailKind::apology,
                  .regarding = notice.id,
                  .created_at = now};
  mail.subject = "Sorry: your Top Vendor status is as it was";
  mail.body = "Hello " + on_one_line(notice.vendor_name) + ",\n\nour notice of " + rfc5322_date(notice.created_at) +
              " was wrong: the counts behind it were incomplete, and you meet the rules.\n\n"
              "Your status is \"approved\". You need not do anything, and we are sorry for the alarm.\n";
  return mail;
}

std::string file_name_of(const VendorMail& mail) {
  std::string digits = std::to_string(mail.id);
  constexpr std::size_t kDigits = 10;
  if (digits.size() < kDigits) digits.insert(0, kDigits - digits.size(), '0');
  return digits + "-" + std::string(to_string(mail.kind)) + ".eml";
}

std::string address_of(std::int64_t vendor_id) {
  return "vendor-" + std::to_string(vendor_id) + "@vendors.souk.example";
}

std::string rfc5322_text(const VendorMail& mail) {
  std::string text = header("Date", rfc5322_date(mail.created_at));
  text += header("From", kFrom);
  text += header("To", header_phrase(mail.vendor_name) + "\r\n <" + address_of(mail.vendor_id) + ">");
  text += header("Subject", header_text(mail.subject));
  text += header("Message-ID", message_id(mail.id));
  if (mail.kind == MailKind::apology) {
    text += header("In-Reply-To", message_id(mail.regarding));
    text += header("References", message_id(mail.regarding));
  }
  text += header("MIME-Version", "1.0");
  text += header("Content-Type", "text/plain; charset=utf-8");
  text += header("Content-Transfer-Encoding", "quoted-printable");
  text += header("Auto-Submitted", "auto-generated");  // RFC 3834: no vacation reply is wanted
  return text + "\r\n" + quoted_printable(mail.body);
}

}  // namespace souk::domain
