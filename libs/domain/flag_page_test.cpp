#include "domain/flag_page.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "domain/flag_proof.hpp"

namespace souk::domain {
namespace {

TEST(FlagPageTest, EveryFlagHasAnOwnerAndAProofInItsPlace) {
  for (const FlagDefinition& definition : flag_definitions()) {
    const FlagProof& proof = proof_of(definition.flag);
    EXPECT_EQ(proof.flag, definition.flag) << definition.key;
    EXPECT_FALSE(proof.owner.empty()) << definition.key;
    EXPECT_GT(proof.action.size(), 10U) << definition.key;
    EXPECT_GT(proof.effect.size(), 10U) << definition.key;
  }
}

TEST(FlagPageTest, ThePageInTheDocsIsThatOfTheDefinitions) {
  std::ostringstream page;
  page << std::ifstream(SOUK_SOURCE_DIR "/docs/flags.md").rdbuf();
  const std::string text = page.str();
  const std::string begin = "<!-- souk flags docs -->\n";
  const std::string end = "<!-- end of souk flags docs -->\n";
  const std::size_t from = text.find(begin);
  const std::size_t to = text.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  EXPECT_EQ(text.substr(from + begin.size(), to - from - begin.size()), flag_tables())
      << "put what `souk flags docs` prints between the two marks";
}

}  // namespace
}  // namespace souk::domain
