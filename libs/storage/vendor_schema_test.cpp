#include "storage/vendor_schema.hpp"

#include <gtest/gtest.h>

#include "domain/password_hash.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::storage {
namespace {

TEST(VendorSchemaTest, OpeningAgainKeepsWhatIsThere) {
  const TempFolder folder;
  TestClock clock;
  const domain::PasswordHash password{.salt = "salt", .iterations = 1, .hash = "hash"};
  {
    const auto database = SqliteDatabase::open({.path = folder.file()}, clock).value();
    ASSERT_TRUE(database->load_catalogue(contract::small_catalogue()));
    ASSERT_TRUE(run(database->vendors().set_password({}, 2, password)));
  }
  const auto database = SqliteDatabase::open({.path = folder.file()}, clock).value();
  EXPECT_EQ(run(database->vendors().login({}, "vendor-2"))->password, password);
}

}  // namespace
}  // namespace souk::storage
