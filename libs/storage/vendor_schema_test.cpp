#include "storage/vendor_schema.hpp"

#include <gtest/gtest.h>

#include "domain/password_hash.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::storage {
namespace {

TEST(VendorSchemaTest, ADataFileFromBeforeGetsTheTablesAndTheLogins) {
  const TempFolder folder;
  TestClock clock;
  {
    const auto database = SqliteDatabase::open({.path = folder.file()}, clock).value();
    ASSERT_TRUE(database->load_catalogue(contract::small_catalogue()));
  }
  {
    // As a souk without vendors left it.
    const auto connection = Connection::open({.path = folder.file()}).value();
    connection->script(
        "DROP VIEW every_listing; DROP TABLE vendor_login; DROP TABLE vendor_profile; DROP TABLE listing; "
        "DROP TABLE listing_token; DROP TABLE review; DROP TABLE catalogue_stars; DROP TABLE app_price; "
        "DROP TABLE pending_price; DROP TABLE sale; DROP INDEX app_by_vendor; DROP INDEX licence_by_app;");
    ASSERT_TRUE(connection->take_error());
  }
  const auto database = SqliteDatabase::open({.path = folder.file()}, clock).value();
  const auto login = run(database->vendors().login({}, domain::demo_login(2)));
  ASSERT_TRUE(login);
  EXPECT_EQ(login->vendor_id, 2);
  EXPECT_EQ(run(database->vendors().licences({}, 1, {}))->total, 1U);
}

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
