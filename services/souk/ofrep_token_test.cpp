#include "services/souk/ofrep_token.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "credentials/password_vault.hpp"
#include "runtime/live_clock.hpp"
#include "tests/support/running_souk.hpp"

namespace souk {
namespace {

class OfrepTokenTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "ofrep-token"; }
  Result<std::string> token() { return ofrep_token(folder_.path().string(), vault_); }

  testing::TemporaryFolder folder_;
  runtime::LiveClock clock_;
  credentials::PasswordVault vault_{clock_};
};

TEST_F(OfrepTokenTest, IsMadeOnceForItsOwnersEyes) {
  const std::string made = token().value();
  EXPECT_GE(made.size(), 16U);
  EXPECT_EQ(token().value(), made);
  struct stat about {};
  ASSERT_EQ(::stat(file().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST_F(OfrepTokenTest, CanBeChosen) {
  std::ofstream(file()) << "chosen-by-the-operator\n";
  EXPECT_EQ(token().value(), "chosen-by-the-operator");
}

TEST_F(OfrepTokenTest, OneThatCanBeGuessedIsRefused) {
  std::ofstream(file()) << "secret\n";
  EXPECT_EQ(token().error().code, Errc::corrupt);
  std::ofstream(file()) << "";
  EXPECT_TRUE(token().has_error());
}

TEST(IsLoopbackTest, OnlyAddressesThatNobodyElseReaches) {
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::1"}) EXPECT_TRUE(is_loopback(address)) << address;
  for (const char* address : {"0.0.0.0", "::", "192.168.1.1", "localhost", "", "example.com"}) {
    EXPECT_FALSE(is_loopback(address)) << address;
  }
}

}  // namespace
}  // namespace souk
