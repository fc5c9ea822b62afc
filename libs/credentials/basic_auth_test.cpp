#include "credentials/basic_auth.hpp"

#include <gtest/gtest.h>

namespace souk::credentials {
namespace {

TEST(BasicAuthTest, TakesTheExampleOfTheStandardApart) {
  const auto login = parse_basic_auth("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  ASSERT_TRUE(login);
  EXPECT_EQ(login->name, "Aladdin");
  EXPECT_EQ(login->password, "open sesame");
  EXPECT_TRUE(parse_basic_auth("basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ==")) << "the scheme is case-insensitive";
}

TEST(BasicAuthTest, APasswordMayHaveColonsAndBeEmpty) {
  EXPECT_EQ(parse_basic_auth("Basic YTpiOmM=")->password, "b:c");
  EXPECT_EQ(parse_basic_auth("Basic YTo=")->password, "");
  EXPECT_EQ(parse_basic_auth("Basic OmI=")->name, "");
}

TEST(BasicAuthTest, RefusesEverythingElse) {
  for (const char* header : {"", "Basic", "Basic ", "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Basic QWxhZGRpbg==",
                             "Basic QWxh\nZGRpbjpvcGVuIHNlc2FtZQ==", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=", "Basic ====",
                             "Basic Q=xh", "Basic %3A%3A", "Basic YTo= YTo="}) {
    EXPECT_FALSE(parse_basic_auth(header)) << header;
  }
  EXPECT_FALSE(parse_basic_auth("Basic " + std::string(4'096, 'A')));
}

}  // namespace
}  // namespace souk::credentials
