// Each rule finds what it is for, says where, and leaves the rest alone.
#include "tests/tidy/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace souk::tidy {
namespace {

using testing::HasSubstr;

SourceFile file(std::string path, std::string text) { return {.path = std::move(path), .text = std::move(text)}; }

TEST(LayersRule, ArrowsPointInwardsOnly) {
  EXPECT_EQ(to_text(check_layers(file("libs/domain/a.hpp", "#pragma once\n#include \"ports/clock.hpp\"\n"))),
            "libs/domain/a.hpp:2: domain must not include \"ports/clock.hpp\"\n");
  const auto count = [](const char* path, const char* header) {
    return check_layers(file(path, "#include \"" + std::string(header) + "\"\n")).size();
  };
  EXPECT_EQ(count("libs/ports/a.hpp", "domain/time.hpp"), 0U);
  EXPECT_EQ(count("libs/ports/a.hpp", "app/shop.hpp"), 1U);
  EXPECT_EQ(count("libs/app/users/a.cpp", "app/shop.hpp"), 0U);
  EXPECT_EQ(count("libs/app/a.cpp", "runtime/live_clock.hpp"), 1U);
  EXPECT_EQ(count("libs/runtime/a.cpp", "app/shop.hpp"), 0U);
  EXPECT_EQ(count("libs/storage/a.cpp", "http/server.hpp"), 1U);
  EXPECT_EQ(count("libs/storage/a.cpp", "services/souk/engine.hpp"), 1U);
  EXPECT_EQ(count("libs/load/a.cpp", "http/client.hpp"), 0U);
  EXPECT_EQ(count("services/souk/a.cpp", "storage/store.hpp"), 0U);
}

TEST(LayersRule, TestsMayUseTheHelpersButNotInTheDomain) {
  const std::string text = "#include \"flags/static_flags.hpp\"\n";
  EXPECT_TRUE(check_layers(file("libs/app/shop_test.cpp", text)).empty());
  EXPECT_FALSE(check_layers(file("libs/app/shop.cpp", text)).empty());
  EXPECT_FALSE(check_layers(file("libs/domain/load_test.cpp", text)).empty());
}

TEST(LayersRule, AnIncludeNeedsItsPathAndAModuleItsLine) {
  EXPECT_FALSE(check_layers(file("libs/app/a.cpp", "#include \"shop.hpp\"\n")).empty());
  EXPECT_FALSE(check_layers(file("libs/app/a.cpp", "#include \"../domain/time.hpp\"\n")).empty());
  EXPECT_THAT(to_text(check_layers(file("libs/blockchain/a.cpp", ""))), HasSubstr("libs/blockchain has no line"));
  EXPECT_TRUE(check_layers(file("libs/domain/a.cpp", "// #include \"app/shop.hpp\"\n")).empty());
}

TEST(OutsideHeadersRule, InnerLayersBringNoLoopOfTheirOwn) {
  const auto count = [](const char* path, const char* header) {
    return check_outside_headers(file(path, "#include <" + std::string(header) + ">\n")).size();
  };
  EXPECT_EQ(count("libs/domain/a.cpp", "vector"), 0U);
  EXPECT_EQ(count("libs/domain/a.cpp", "boost/system/result.hpp"), 0U);
  EXPECT_EQ(count("libs/domain/a.cpp", "boost/asio/awaitable.hpp"), 1U);
  EXPECT_EQ(count("libs/domain/a.cpp", "mutex"), 1U);
  EXPECT_EQ(count("libs/domain/a.cpp", "random"), 1U);
  EXPECT_EQ(count("libs/domain/a.cpp", "fmt/format.h"), 1U);
  EXPECT_EQ(count("libs/ports/a.hpp", "boost/asio/awaitable.hpp"), 0U);
  EXPECT_EQ(count("libs/ports/a.hpp", "boost/asio/post.hpp"), 1U);
  EXPECT_EQ(count("libs/app/a.cpp", "boost/asio/co_spawn.hpp"), 0U);
  EXPECT_EQ(count("libs/app/a.cpp", "mutex"), 0U);
  EXPECT_EQ(count("libs/app/a.cpp", "boost/asio/steady_timer.hpp"), 1U);
  EXPECT_EQ(count("libs/app/a.cpp", "boost/asio/io_context.hpp"), 1U);
  EXPECT_EQ(count("libs/app/a.cpp", "boost/asio/ip/tcp.hpp"), 1U);
  EXPECT_EQ(count("libs/app/a.cpp", "sys/socket.h"), 1U);
  EXPECT_EQ(count("libs/app/a_test.cpp", "boost/asio/io_context.hpp"), 0U);
  EXPECT_EQ(count("libs/http/a.cpp", "boost/asio/io_context.hpp"), 0U);
}

TEST(BannedWordsRule, FindsWholeWordsInCodeOnly) {
  EXPECT_EQ(to_text(check_banned_words(file("libs/app/a.cpp", "\nauto t = std::chrono::steady_clock::now();\n"))),
            "libs/app/a.cpp:2: libs/app/ does without steady_clock\n");
  const auto count = [](const char* path, const char* code) { return check_banned_words(file(path, code)).size(); };
  EXPECT_EQ(count("libs/domain/a.cpp", "std::mutex m;"), 1U);
  EXPECT_EQ(count("libs/app/a.cpp", "std::mutex m;"), 0U);
  EXPECT_EQ(count("libs/domain/a.cpp", "std::mt19937 g; std::uniform_int_distribution<int> d;"), 2U);
  EXPECT_EQ(count("libs/app/a.cpp", "std::this_thread::sleep_for(1ms);"), 1U);
  EXPECT_EQ(count("libs/app/a.cpp", "co_await clock.sleep_for(1ms);"), 0U);
  EXPECT_EQ(count("libs/app/a.cpp", "asio::steady_timer timer;"), 1U);
  EXPECT_EQ(count("libs/app/a.cpp", "int my_steady_timer_count;"), 0U);
  EXPECT_EQ(count("libs/app/a.cpp", "// like steady_clock\nauto s = \"steady_clock\";"), 0U);
  EXPECT_EQ(count("libs/app/a_test.cpp", "std::thread t;"), 0U);
  EXPECT_EQ(count("libs/http/a.cpp", "std::thread t;"), 0U);
}

TEST(MachineRule, OnlyListedFilesMayUseIt) {
  const auto count = [](const char* path, const char* code) { return check_machine(file(path, code)).size(); };
  const char* clock = "auto t = std::chrono::steady_clock::now();\n";
  EXPECT_EQ(count("libs/runtime/live_clock.cpp", clock), 0U);
  EXPECT_EQ(count("libs/storage/market_store.cpp", clock), 1U);
  EXPECT_EQ(count("services/souk/engine.cpp", clock), 1U);
  EXPECT_EQ(count("libs/storage/a_test.cpp", clock), 0U);
  EXPECT_EQ(count("tests/support/running_souk.cpp", clock), 0U);
  EXPECT_EQ(count("libs/http/io_thread.cpp", "std::thread t;"), 0U);
  EXPECT_EQ(count("libs/http/router.cpp", "std::thread t;"), 1U);
  EXPECT_EQ(count("libs/http/listener.cpp", "asio::ip::tcp::acceptor a;"), 0U);
  EXPECT_EQ(count("libs/report/a.cpp", "asio::ip::tcp::acceptor a;"), 1U);
  EXPECT_EQ(count("libs/report/a.cpp", "std::random_device d;"), 1U);
  EXPECT_EQ(count("libs/runtime/live_clock.cpp", "std::this_thread::sleep_for(1ms);"), 1U);
}

TEST(PragmaOnceRule, HeadersOnlyAndNotInAComment) {
  EXPECT_TRUE(check_pragma_once(file("libs/a/a.hpp", "// What.\n#pragma once\n")).empty());
  EXPECT_FALSE(check_pragma_once(file("libs/a/a.hpp", "// What.\n")).empty());
  EXPECT_FALSE(check_pragma_once(file("libs/a/a.hpp", "/*\n#pragma once\n*/\n")).empty());
  EXPECT_TRUE(check_pragma_once(file("libs/a/a.cpp", "")).empty());
}

TEST(LastLineRule, OneNewlineAtTheEnd) {
  EXPECT_TRUE(check_last_line(file("a.md", "text\n")).empty());
  EXPECT_TRUE(check_last_line(file("a.md", "")).empty());
  EXPECT_EQ(to_text(check_last_line(file("a.md", "one\ntwo"))), "a.md:2: the last line does not end\n");
  EXPECT_FALSE(check_last_line(file("a.md", "text\n\n")).empty());
}

TEST(WhiteSpaceRule, NamesTheLine) {
  EXPECT_TRUE(check_white_space(file("a.yaml", "a: 1\n  b: 2\n")).empty());
  EXPECT_EQ(to_text(check_white_space(file("a.yaml", "a:\n\tb: 2\n"))), "a.yaml:2: a tab\n");
  EXPECT_EQ(to_text(check_white_space(file("a.yaml", "a:\r\n"))), "a.yaml:1: a carriage return\n");
  EXPECT_EQ(to_text(check_white_space(file("a.yaml", "a: \n"))), "a.yaml:1: a space at the end\n");
}

TEST(LineLengthRule, CountsCharactersOfCode) {
  const std::string fits(120, 'x');
  EXPECT_TRUE(check_line_length(file("a.cpp", fits + "\n")).empty());
  EXPECT_EQ(to_text(check_line_length(file("a.cpp", "\n" + fits + "x\n"))),
            "a.cpp:2: 121 characters, 120 are allowed\n");
  EXPECT_TRUE(check_line_length(file("a.cpp", std::string(119, 'x') + "\xC3\xA9\n")).empty());
  EXPECT_FALSE(check_line_length(file("run", "#!/bin/sh\n" + fits + "x\n")).empty());
  EXPECT_TRUE(check_line_length(file("a.md", fits + "x\n")).empty());
}

TEST(FileLengthRule, FiveHundredLinesOfCode) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "\n";
  EXPECT_TRUE(check_file_length(file("a.cpp", text)).empty());
  EXPECT_THAT(to_text(check_file_length(file("a.cpp", text + "\n"))), HasSubstr("501 lines"));
  EXPECT_TRUE(check_file_length(file("a.json", text + "\n")).empty());
}

TEST(UnfinishedRule, FindsNotesAnywhere) {
  const std::string note = std::string("TO") + "DO";
  EXPECT_THAT(to_text(check_unfinished(file("a.cpp", "\n// " + note + ": later\n"))), HasSubstr("a.cpp:2: " + note));
  EXPECT_FALSE(check_unfinished(file("a.md", "(" + std::string("FIX") + "ME)\n")).empty());
  EXPECT_TRUE(check_unfinished(file("a.cpp", "int " + note + "S;\n")).empty());
}

TEST(TestsAssertRule, ATestMustBeAbleToFail) {
  EXPECT_TRUE(check_tests_assert(file("libs/a/a_test.cpp", "EXPECT_EQ(1, 1);")).empty());
  EXPECT_TRUE(check_tests_assert(file("libs/a/a_test.cpp", "INSTANTIATE_TEST_SUITE_P(A, B, C);")).empty());
  EXPECT_FALSE(check_tests_assert(file("libs/a/a_test.cpp", "TEST(A, B) { run(); }  // EXPECT_ nothing")).empty());
  EXPECT_TRUE(check_tests_assert(file("libs/a/a.cpp", "")).empty());
}

TEST(WithoutComments, KnowsTheGrammar) {
  EXPECT_EQ(without_comments("a // b\nc", false), "a     \nc");
  EXPECT_EQ(without_comments("a /* b\n */ c", false), "a     \n    c");
  EXPECT_EQ(without_comments("f(\"// no comment\"); // x", false), "f(\"// no comment\");     ");
  EXPECT_EQ(without_comments("f(\"a\\\"b\"); g", true), "f(\"    \"); g");
  EXPECT_EQ(without_comments("x = '\"'; // y", false), "x = '\"';     ");
  EXPECT_EQ(without_comments("n = 1'000'000; // y", false), "n = 1'000'000;     ");
  EXPECT_EQ(without_comments("R\"(a // b)\" + c", true), "R\"(      )\" + c");
  EXPECT_EQ(without_comments("R\"x(a )\" b)x\" // c", false), "R\"x(a )\" b)x\"     ");
}

TEST(SourceFileTest, TestCodeIsKnownByItsName) {
  for (const auto* path : {"libs/app/shop_test.cpp", "libs/app/test_support.hpp", "libs/app/shop_testing.hpp",
                           "libs/event_log/journal_test_support.hpp", "tests/chaos/kill.cpp", "bench/http_bench.cpp"}) {
    EXPECT_TRUE(file(path, "").is_test_code()) << path;
  }
  for (const auto* path :
       {"libs/app/shop.cpp", "libs/domain/latest.hpp", "libs/app/contest.cpp", "libs/app/tests.cpp"}) {
    EXPECT_FALSE(file(path, "").is_test_code()) << path;
  }
}

TEST(LoadTreeTest, TakesWhatIsOursAndSkipsWhatIsLeftBehind) {
  namespace fs = std::filesystem;
  const fs::path root = fs::temp_directory_path() / ("souk-tidy-" + std::to_string(::getpid()));
  const auto write = [&root](const char* path) {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << "x\n";
  };
  for (const auto* path : {"libs/a.cpp", "run", ".ci/run", "build/b.cpp", "libs/data/c.json", ".git/d.txt",
                           "node_modules/e.js", "data/f.txt", "libs/picture.png"}) {
    write(path);
  }
  std::vector<std::string> paths;
  for (const SourceFile& found : load_tree(root)) paths.push_back(found.path);
  fs::remove_all(root);
  EXPECT_EQ(paths, (std::vector<std::string>{".ci/run", "libs/a.cpp", "libs/data/c.json", "run"}));
}

}  // namespace
}  // namespace souk::tidy
