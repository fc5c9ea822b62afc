#include "domain/vendor_mail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr UnixMs kNow = 1'583'403'330'250;

VendorMail notice(const std::string& vendor = "Tidewater") {
  VendorFacts facts{.id = 42, .name = vendor, .paid_apps = 1, .active_instances = 0, .profile = {}};
  VendorMail mail = notice_of(facts, check_rules(facts).broken, kNow);
  mail.id = 17;
  return mail;
}

TEST(VendorMail, ANoticeNamesTheRulesAndTheFigures) {
  const std::string text = rfc5322_text(notice());
  EXPECT_THAT(text, HasSubstr("To: \"Tidewater\"\r\n <vendor-42@vendors.souk.example>\r\n"));
  EXPECT_THAT(text, HasSubstr("Date: Thu, 05 Mar 2020 10:15:30 +0000\r\n"));
  EXPECT_THAT(text, HasSubstr("Message-ID: <vendor-mail-17@souk.example>\r\n"));
  EXPECT_THAT(text, HasSubstr("- at least 500 active instances (we count 0)\r\n"));
  EXPECT_THAT(text, HasSubstr("- a link to your support\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("paid app")));
  EXPECT_THAT(text, EndsWith("\r\n"));
}

TEST(VendorMail, AnApologyAnswersItsNotice) {
  VendorMail apology = apology_for(notice(), kNow + 1'000);
  apology.id = 18;
  EXPECT_EQ(apology.regarding, 17);
  EXPECT_THAT(rfc5322_text(apology), HasSubstr("In-Reply-To: <vendor-mail-17@souk.example>\r\n"));
  EXPECT_THAT(rfc5322_text(apology), HasSubstr("05 Mar 2020"));
}

TEST(VendorMail, AVendorsNameStaysAName) {
  const std::string text = rfc5322_text(notice("Evil\r\nBcc: all@example.com\r\n\r\n<script>"));
  EXPECT_THAT(text, Not(HasSubstr("\r\nBcc")));
  EXPECT_EQ(text.find("\r\n\r\n"), text.find("\r\n\r\nHello")) << "the first empty line ends the headers";
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    ASSERT_GT(at, 0U);
    EXPECT_EQ(text[at - 1], '\r') << "no bare line feed";
  }
}

TEST(VendorMail, FilesSortById) { EXPECT_EQ(file_name_of(notice()), "0000000017-notice.eml"); }

}  // namespace
}  // namespace souk::domain
