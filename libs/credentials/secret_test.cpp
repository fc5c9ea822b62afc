#include "credentials/secret.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace souk::credentials {
namespace {

class SecretTest : public testing::Test {
 protected:
  SecretTest() : path_(std::filesystem::temp_directory_path() / ("souk-secret-" + std::to_string(::getpid()))) {
    ::unsetenv("SOUK_TEST_SECRET");
    ::unsetenv("SOUK_TEST_SECRET_FILE");
  }
  ~SecretTest() override { std::filesystem::remove(path_); }
  void write(const char* text, mode_t mode) {
    std::ofstream(path_) << text;
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
    ::setenv("SOUK_TEST_SECRET_FILE", path_.c_str(), 1);
  }
  static Result<std::string> read() { return read_secret("SOUK_TEST_SECRET"); }

  std::filesystem::path path_;
};

TEST_F(SecretTest, IsEmptyWhenNobodyGaveOne) { EXPECT_EQ(read().value(), ""); }

TEST_F(SecretTest, ComesFromTheEnvironment) {
  ::setenv("SOUK_TEST_SECRET", "hunter2", 1);
  EXPECT_EQ(read().value(), "hunter2");
}

TEST_F(SecretTest, ComesFromAFileWithoutItsLineEnd) {
  write("hunter2\r\nmore\n", 0600);
  EXPECT_EQ(read().value(), "hunter2");
}

TEST_F(SecretTest, IsNotTakenFromAFileThatOthersMayRead) {
  write("hunter2", 0644);
  const Result<std::string> secret = read();
  ASSERT_TRUE(secret.has_error());
  EXPECT_THAT(secret.error().detail, testing::HasSubstr("chmod 600"));
  EXPECT_THAT(secret.error().detail, testing::Not(testing::HasSubstr("hunter2")));
}

TEST_F(SecretTest, IsNotGuessedWhereTwoAreGiven) {
  write("one", 0600);
  ::setenv("SOUK_TEST_SECRET", "two", 1);
  EXPECT_EQ(read().error().code, Errc::invalid_argument);
}

TEST_F(SecretTest, SaysWhichFileIsNotThere) {
  ::setenv("SOUK_TEST_SECRET_FILE", "/nowhere/at/all", 1);
  EXPECT_THAT(read().error().detail, testing::HasSubstr("/nowhere/at/all"));
}

}  // namespace
}  // namespace souk::credentials
