// The house rules over the whole tree. A finding names file and line; the tables are in house.cpp.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <functional>

#include "tests/tidy/rules.hpp"

namespace souk::tidy {
namespace {

const std::vector<SourceFile>& tree() {
  static const std::vector<SourceFile> files = load_tree(SOUK_SOURCE_DIR);
  return files;
}

std::string findings_of(const std::function<Findings(const SourceFile&)>& rule) {
  std::string text;
  for (const SourceFile& file : tree()) text += to_text(rule(file));
  return text;
}

TEST(TidyTest, TheTreeIsFound) {
  const auto has = [](std::string_view path) {
    for (const SourceFile& file : tree()) {
      if (file.path == path) return true;
    }
    return false;
  };
  for (const auto* path : {"libs/domain/flag.hpp", "tests/tidy/tidy_test.cpp", "ARCHITECTURE.md", "CMakeLists.txt",
                           "run", "test", ".ci/run"}) {
    EXPECT_TRUE(has(path)) << path;
  }
  for (const SourceFile& file : tree()) EXPECT_FALSE(file.path.starts_with("build/")) << file.path;
}

TEST(TidyTest, LayersPointOneWay) { EXPECT_EQ(findings_of(check_layers), ""); }
TEST(TidyTest, InnerLayersTakeLittleFromOutside) { EXPECT_EQ(findings_of(check_outside_headers), ""); }
TEST(TidyTest, InnerLayersDoWithoutClocksThreadsAndTheStandardsRandomness) {
  EXPECT_EQ(findings_of(check_banned_words), "");
}
TEST(TidyTest, OnlyListedFilesTouchTheMachine) { EXPECT_EQ(findings_of(check_machine), ""); }
TEST(TidyTest, HeadersHavePragmaOnce) { EXPECT_EQ(findings_of(check_pragma_once), ""); }
TEST(TidyTest, FilesEndWithANewline) { EXPECT_EQ(findings_of(check_last_line), ""); }
TEST(TidyTest, NoTabsAndNoStrayWhiteSpace) { EXPECT_EQ(findings_of(check_white_space), ""); }
TEST(TidyTest, LinesFitTheScreen) { EXPECT_EQ(findings_of(check_line_length), ""); }
TEST(TidyTest, FilesStayShort) { EXPECT_EQ(findings_of(check_file_length), ""); }
TEST(TidyTest, NothingIsLeftUnfinished) { EXPECT_EQ(findings_of(check_unfinished), ""); }
TEST(TidyTest, TestsExpectSomething) { EXPECT_EQ(findings_of(check_tests_assert), ""); }

TEST(TidyTest, CodeIsFormatted) {
  if (std::system("command -v clang-format > /dev/null 2>&1") != 0) GTEST_SKIP() << "clang-format is not installed";
  std::string command = "cd '" SOUK_SOURCE_DIR "' && clang-format --dry-run -Werror";
  for (const SourceFile& file : tree()) {
    if (file.is_cpp()) command += " '" + file.path + "'";
  }
  FILE* output = popen((command + " 2>&1").c_str(), "r");
  ASSERT_NE(output, nullptr);
  std::string text;
  std::array<char, 4096> block{};
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), output)) text.append(block.data(), size);
  EXPECT_EQ(pclose(output), 0) << "run clang-format -i on:\n" << text.substr(0, 4'000);
}

}  // namespace
}  // namespace souk::tidy
