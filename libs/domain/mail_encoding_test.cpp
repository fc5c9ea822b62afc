#include "domain/mail_encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\r\n", at), text.size());
    longest = std::max(longest, end - at);
    at = end + 2;
  }
  return longest;
}

TEST(MailEncoding, WritesDatesInUtc) {
  EXPECT_EQ(rfc5322_date(1'583'403'330'250), "Thu, 05 Mar 2020 10:15:30 +0000");
  EXPECT_EQ(rfc5322_date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
}

TEST(MailEncoding, KeepsPlainHeadersReadable) {
  EXPECT_EQ(header_text("Sorry: as it was"), "Sorry: as it was");
  EXPECT_EQ(header_phrase("Tidewater Labs"), "\"Tidewater Labs\"");
  EXPECT_EQ(header_phrase(R"(The "Big" \ One)"), R"("The \"Big\" \\ One")");
}

TEST(MailEncoding, EncodesWhatIsNotPlain) {
  EXPECT_EQ(header_text("Grüße"), "=?UTF-8?B?R3LDvMOfZQ==?=");
  EXPECT_EQ(header_phrase("Grüße"), "=?UTF-8?B?R3LDvMOfZQ==?=");
  EXPECT_THAT(header_text("=?UTF-8?B?eA==?="), StartsWith("=?UTF-8?B?PT9")) << "not taken for an encoded word";
}

TEST(MailEncoding, ANameCannotAddAHeader) {
  for (const std::string& text : {header_text("x\r\nBcc: all@example.com"), header_phrase("x\nBcc: all@example.com"),
                                  header_phrase("x\rBcc: all@example.com")}) {
    EXPECT_THAT(text, Not(HasSubstr("Bcc")));
    EXPECT_THAT(text, Not(HasSubstr("\n")));
  }
}

TEST(MailEncoding, FoldsLongHeadersBetweenCharacters) {
  std::string name;
  for (int i = 0; i < 60; ++i) name += "ü";
  const std::string folded = header_phrase(name);
  EXPECT_LE(longest_line(folded), 76U);
  EXPECT_THAT(folded, HasSubstr("?=\r\n =?UTF-8?B?"));
  EXPECT_THAT(folded, HasSubstr("?B?" + std::string("w7zDvMO8"))) << "each word begins with a whole character";
  EXPECT_THAT(folded, Not(HasSubstr("?B?vM"))) << "and not within one";
  EXPECT_FALSE(header_text(std::string(200, '\x80')).empty()) << "no UTF-8, and no endless loop";
}

TEST(MailEncoding, QuotesTheBody) {
  EXPECT_EQ(quoted_printable("a=b\nGrüße \nend"), "a=3Db\r\nGr=C3=BC=C3=9Fe=20\r\nend\r\n");
  EXPECT_EQ(quoted_printable(""), "");
  EXPECT_EQ(quoted_printable("\n\n"), "\r\n\r\n");
  EXPECT_EQ(quoted_printable("a\rb"), "a=0Db\r\n") << "no bare carriage return";
  EXPECT_LE(longest_line(quoted_printable(std::string(1'000, 'x') + std::string(1'000, '='))), 76U);
}

}  // namespace
}  // namespace souk::domain
