#include "mail/mail_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace souk::mail {
namespace {

namespace fs = std::filesystem;

class MailFolderTest : public testing::Test {
 protected:
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  static bool deliver(MailFolder& folder, const std::string& name, const std::string& text) {
    asio::io_context context;
    bool delivered = false;
    asio::co_spawn(context, folder.deliver(name, text),
                   [&delivered](const std::exception_ptr& thrown, const Result<void>& result) {
                     if (thrown) std::rethrow_exception(thrown);
                     delivered = result.has_value();
                   });
    context.run();
    return delivered;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(root_ / "mail" / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(root_ / "mail")) names.push_back(entry.path().filename());
    return names;
  }

  fs::path root_ = fs::temp_directory_path() / ("souk-mail-" + std::to_string(::getpid()));
};

TEST_F(MailFolderTest, KeepsAMessageWholeUnderItsName) {
  MailFolder folder = MailFolder::open(root_ / "mail").value();
  ASSERT_TRUE(deliver(folder, "1-notice.eml", "Hello\r\n"));
  EXPECT_EQ(read("1-notice.eml"), "Hello\r\n");
}

TEST_F(MailFolderTest, ARepeatedDeliveryIsNone) {
  MailFolder folder = MailFolder::open(root_ / "mail").value();
  ASSERT_TRUE(deliver(folder, "1-notice.eml", "Hello\r\n"));
  ASSERT_TRUE(deliver(folder, "1-notice.eml", "Hello\r\n"));
  EXPECT_THAT(names(), testing::ElementsAre("1-notice.eml"));
  EXPECT_TRUE(MailFolder::open(root_ / "mail").has_value()) << "and an old folder is opened again";
}

TEST_F(MailFolderTest, NamesTheFolderThatItCannotMake) {
  fs::create_directories(root_);
  std::ofstream(root_ / "mail") << "a file";
  const auto folder = MailFolder::open(root_ / "mail");
  ASSERT_TRUE(folder.has_error());
  EXPECT_THAT(folder.error().detail, testing::HasSubstr((root_ / "mail").string()));
}

}  // namespace
}  // namespace souk::mail
