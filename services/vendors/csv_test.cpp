#include "services/vendors/csv.hpp"

#include <gtest/gtest.h>

namespace souk::vendors {
namespace {

TEST(CsvTest, QuotesWhatNeedsIt) {
  EXPECT_EQ(csv_record({"a", "", "b c"}), "a,,b c\r\n");
  EXPECT_EQ(csv_record({"a,b", "say \"x\"", "two\nlines"}), "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\r\n");
}

TEST(CsvTest, NothingStartsAFormula) {
  EXPECT_EQ(csv_record({"=1+1", "+1", "-1", "@x", "\tx"}), "'=1+1,'+1,'-1,'@x,'\tx\r\n");
  EXPECT_EQ(csv_record({"=1,2"}), "\"'=1,2\"\r\n");
  EXPECT_EQ(csv_record({"1-1", "a@b.example"}), "1-1,a@b.example\r\n");
}

}  // namespace
}  // namespace souk::vendors
