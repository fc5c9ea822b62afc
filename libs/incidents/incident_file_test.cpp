#include "incidents/incident_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "incidents/test_incident.hpp"

namespace souk::incidents {
namespace {

using ::testing::HasSubstr;

struct IncidentFileTest : ::testing::Test {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("souk-incidents-" + std::to_string(::getpid()));
  IncidentFileTest() { std::filesystem::create_directories(folder); }
  ~IncidentFileTest() override { std::filesystem::remove_all(folder); }
};

TEST_F(IncidentFileTest, KeepsThemAcrossAStart) {
  EXPECT_TRUE(IncidentFile(folder).load()->empty());
  ASSERT_TRUE(IncidentFile(folder).save({full_incident()}).has_value());
  const auto loaded = IncidentFile(folder).load();
  ASSERT_TRUE(loaded.has_value()) << loaded.error().detail;
  EXPECT_EQ(*loaded, std::vector{full_incident()});
}

TEST_F(IncidentFileTest, ADamagedFileIsNamed) {
  std::ofstream(folder / "incidents.json") << "{\"incidents\": [{}]}";
  const auto loaded = IncidentFile(folder).load();
  ASSERT_TRUE(loaded.has_error());
  EXPECT_EQ(loaded.error().code, Errc::corrupt);
  EXPECT_THAT(loaded.error().detail, HasSubstr("incidents.json"));
}

TEST_F(IncidentFileTest, AFolderThatIsGoneIsAnErrorAndLeavesNothing) {
  std::filesystem::remove_all(folder);
  EXPECT_TRUE(IncidentFile(folder).save({full_incident()}).has_error());
}

}  // namespace
}  // namespace souk::incidents
