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

void expect_clean(const std::function<Findings(const SourceFile&)>& rule) {
  std::string text;
  for (const SourceFile& file : tree()) text += to_text(rule(file));
  if (!text.empty()) ADD_FAILURE() << "\n" << text;
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

TEST(TidyTest, LayersPointOneWay) { expect_clean(check_layers); }
TEST(TidyTest, InnerLayersTakeLittleFromOutside) { expect_clean(check_outside_headers); }
TEST(TidyTest, InnerLayersDoWithoutClocksThreadsAndTheStandardsRandomness) { expect_clean(check_banned_words); }
TEST(TidyTest, OnlyListedFilesTouchTheMachine) { expect_clean(check_machine); }
TEST(TidyTest, HeadersHavePragmaOnce) { expect_clean(check_pragma_once); }
TEST(TidyTest, FilesEndWithANewline) { expect_clean(check_last_line); }
TEST(TidyTest, NoTabsAndNoStrayWhiteSpace) { expect_clean(check_white_space); }
TEST(TidyTest, LinesFitTheScreen) { expect_clean(check_line_length); }
TEST(TidyTest, FilesStayShort) { expect_clean(check_file_length); }
TEST(TidyTest, NothingIsLeftUnfinished) { expect_clean(check_unfinished); }
TEST(TidyTest, TestsExpectSomething) { expect_clean(check_tests_assert); }

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
