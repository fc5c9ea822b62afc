#include "credentials/password_vault.hpp"

#include <gtest/gtest.h>

#include <set>

#include "credentials/crypto.hpp"
#include "runtime/live_clock.hpp"
#include "runtime/run_to_end.hpp"

namespace souk::credentials {
namespace {

using runtime::run_to_end;

class VaultTest : public ::testing::Test {
 protected:
  // Few rounds: what is tested is what is done with them.
  static PasswordVault::Options quick() {
    PasswordVault::Options options;
    options.iterations = 10;
    return options;
  }
  Result<bool> matches(std::string password, const domain::PasswordHash& kept, std::string login = "vendor-1",
                       ports::RequestContext context = {}) {
    return run_to_end(vault_.matches(context, std::move(login), std::move(password), kept));
  }
  domain::PasswordHash hash(std::string password) { return run_to_end(vault_.hash({}, std::move(password))).value(); }

  runtime::LiveClock clock_;
  PasswordVault vault_{clock_, quick()};
};

// RFC 7914, section 11, has vectors for SHA-256 alone; this one is of Python's hashlib.pbkdf2_hmac("sha512", ...).
TEST(CryptoTest, Pbkdf2IsTheStandardsOne) {
  EXPECT_EQ(to_hex(pbkdf2("password", "salt", 1, 32)),
            "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252");
  EXPECT_NE(pbkdf2("password", "salt", 2, 32), pbkdf2("password", "salt", 1, 32));
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(CryptoTest, ComparesWholeTexts) {
  EXPECT_TRUE(equal(std::string("a\0b", 3), std::string("a\0b", 3)));
  EXPECT_FALSE(equal(std::string("a\0b", 3), std::string("a\0c", 3)));
  EXPECT_FALSE(equal("a", "ab"));
  EXPECT_TRUE(equal("", ""));
}

TEST_F(VaultTest, TheDemoPasswordIsTheOneThatEveryCatalogueIsSeededWith) {
  EXPECT_TRUE(matches(domain::kDemoPassword, domain::demo_password_hash()).value());
  EXPECT_FALSE(matches("souk-dem0", domain::demo_password_hash()).value());
}

TEST_F(VaultTest, KnowsAPasswordByItsHash) {
  const domain::PasswordHash kept = hash("correct horse");
  EXPECT_TRUE(matches("correct horse", kept).value());
  EXPECT_FALSE(matches("correct hors", kept).value());
  EXPECT_FALSE(matches("", kept).value());
}

TEST_F(VaultTest, EverybodyHasASaltOfTheirOwn) {
  const domain::PasswordHash one = hash("the same");
  const domain::PasswordHash other = hash("the same");
  EXPECT_NE(one.salt, other.salt);
  EXPECT_NE(one.hash, other.hash);
}

TEST_F(VaultTest, WhatWasFoundRightIsNotHashedAgainAndWhatWasWrongIs) {
  const domain::PasswordHash kept = hash("secret");
  const std::uint64_t before = vault_.hashed();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(matches("secret", kept).value());
  EXPECT_EQ(vault_.hashed(), before + 1);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(matches("wrong", kept).value());
  EXPECT_EQ(vault_.hashed(), before + 4);
}

TEST_F(VaultTest, ANewPasswordCountsAtOnceAndNobodysLoginOpensAnothers) {
  const domain::PasswordHash old = hash("old");
  ASSERT_TRUE(matches("old", old).value());
  EXPECT_FALSE(matches("old", hash("new")).value());
  const std::uint64_t before = vault_.hashed();
  EXPECT_TRUE(matches("old", old, "vendor-2").value());
  EXPECT_EQ(vault_.hashed(), before + 1) << "remembered for vendor-1 alone";
}

TEST_F(VaultTest, NobodyHashesForAClientThatHasLeft) {
  const std::uint64_t before = vault_.hashed();
  const auto late = matches("secret", domain::demo_password_hash(), "vendor-1",
                            {.owner = domain::Owner::browse, .deadline = clock_.now()});
  EXPECT_EQ(late.error().code, Errc::deadline_exceeded);
  EXPECT_EQ(vault_.hashed(), before);
}

TEST_F(VaultTest, ALineThatIsFullIsRefused) {
  PasswordVault::Options none = quick();
  none.max_waiting = 0;
  PasswordVault vault(clock_, none);
  EXPECT_EQ(run_to_end(vault.hash({}, "secret")).error().code, Errc::overloaded);
}

TEST_F(VaultTest, AfterTheEndItSaysSo) {
  vault_.stop();
  EXPECT_EQ(run_to_end(vault_.hash({}, "secret")).error().code, Errc::unavailable);
  vault_.stop();
}

TEST_F(VaultTest, TokensDifferAndTheirDigestTellsNothingOfThem) {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) tokens.insert(vault_.random_token());
  EXPECT_EQ(tokens.size(), 100U);
  const std::string token = *tokens.begin();
  EXPECT_EQ(token.size(), 32U);
  EXPECT_EQ(vault_.digest(token), vault_.digest(token));
  EXPECT_EQ(vault_.digest(token).find(token), std::string::npos);
}

}  // namespace
}  // namespace souk::credentials
