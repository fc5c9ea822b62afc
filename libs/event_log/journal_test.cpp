// What is the journal's own beside the contract of every event log.
#include "event_log/journal.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "event_log/journal_test_support.hpp"

namespace souk::event_log {
namespace {

using testing::HasSubstr;

Task<void> append_into(Journal& journal, std::vector<std::string> payloads,
                       std::vector<Result<ports::AppendReceipt>>* receipts) {
  Result<ports::AppendReceipt> receipt = co_await journal.append(std::move(payloads));
  receipts->push_back(std::move(receipt));
}

// Reads from `from` on until `end`, waiting for what is not there yet.
Task<void> follow(Journal& journal, std::uint64_t end, std::vector<ports::LogRecord>* records) {
  while (records->size() < end) {
    const std::uint64_t next = records->size();
    if (!co_await journal.wait_for(next, kNever)) co_return;
    Result<std::vector<ports::LogRecord>> some = co_await journal.read(next, 64);
    for (ports::LogRecord& record : some.value()) records->push_back(std::move(record));
  }
}

TEST_F(JournalTest, GroupsWhatIsQueuedIntoOneSync) {
  std::unique_ptr<Journal> journal = open();
  std::vector<Result<ports::AppendReceipt>> receipts;
  // The first append keeps the writer busy for long; the others are queued behind it.
  coroutines().start(append_into(*journal, std::vector<std::string>(500, std::string(64UL * 1024, 'x')), &receipts));
  for (int i = 0; i < 400; ++i) coroutines().start(append_into(*journal, {"small", "events"}, &receipts));
  coroutines().finish();

  EXPECT_EQ(receipts.size(), 401U);
  for (const auto& receipt : receipts) EXPECT_TRUE(receipt.has_value());
  EXPECT_EQ(journal->stats().next_position, 1'300U);
  EXPECT_LE(journal->stats().syncs, 100U);
}

TEST_F(JournalTest, AnswersEveryAppendWhenTheQueueOverflows) {
  JournalOptions small = options();
  small.queue_payloads = 4;
  std::unique_ptr<Journal> journal = open(small);
  std::vector<Result<ports::AppendReceipt>> receipts;
  for (int i = 0; i < 300; ++i) coroutines().start(append_into(*journal, {"a", "b"}, &receipts));
  coroutines().finish();

  std::uint64_t accepted = 0;
  for (const auto& receipt : receipts) {
    if (receipt.has_value()) {
      accepted += receipt->count;
    } else {
      EXPECT_EQ(receipt.error().code, Errc::overloaded);
    }
  }
  EXPECT_EQ(receipts.size(), 300U);
  EXPECT_GT(accepted, 0U);
  EXPECT_EQ(journal->stats().next_position, accepted);
  EXPECT_EQ(payloads(*journal).size(), accepted);
}

TEST_F(JournalTest, RefusesAnAppendThatCanNeverFitIntoTheQueue) {
  JournalOptions small = options();
  small.queue_payloads = 4;
  small.queue_bytes = 1'000;
  std::unique_ptr<Journal> journal = open(small);
  EXPECT_EQ(append(*journal, std::vector<std::string>(5, "x")).error().code, Errc::too_large);
  EXPECT_EQ(append(*journal, {std::string(1'000, 'x')}).error().code, Errc::too_large);
  EXPECT_TRUE(append(*journal, {std::string(900, 'x')}).has_value());
}

TEST_F(JournalTest, TakesTheLargestAppendThereIs) {
  std::unique_ptr<Journal> journal = open();
  ASSERT_TRUE(append(*journal, std::vector<std::string>(1'000, std::string(64UL * 1024, 'x'))).has_value());
  ASSERT_TRUE(append(*journal, {"next"}).has_value());
  journal = open_again(std::move(journal));
  EXPECT_EQ(journal->stats().next_position, 1'001U);
  EXPECT_EQ(read(*journal, 999, 10)->size(), 2U);
}

TEST_F(JournalTest, CloseWritesWhatIsQueued) {
  std::unique_ptr<Journal> journal = open();
  std::vector<Result<ports::AppendReceipt>> receipts;
  for (int i = 0; i < 100; ++i) coroutines().start(append_into(*journal, {"x"}, &receipts));
  coroutines().poll();
  ASSERT_TRUE(journal->close().has_value());
  EXPECT_TRUE(journal->close().has_value());
  coroutines().finish();
  EXPECT_EQ(receipts.size(), 100U);
  for (const auto& receipt : receipts) EXPECT_TRUE(receipt.has_value());
  EXPECT_EQ(read(*journal, 0, 1).error().code, Errc::unavailable);
  EXPECT_EQ(payloads(*open()).size(), 100U);
}

TEST_F(JournalTest, DestructionEndsWaits) {
  std::unique_ptr<Journal> journal = open();
  std::optional<bool> answer;
  coroutines().start(tests::wait_into(*journal, 0, kNever, &answer));
  coroutines().poll();
  journal.reset();
  coroutines().finish();
  EXPECT_EQ(answer, false);
}

TEST_F(JournalTest, AWaitThatIsGivenUpLeavesNothingBehind) {
  std::unique_ptr<Journal> journal = open();
  std::optional<bool> answer;
  {
    tests::Coroutines abandoned;
    abandoned.start(tests::wait_into(*journal, 0, kNever, &answer));
    abandoned.poll();
  }
  ASSERT_TRUE(append(*journal, {"x"}).has_value());
  EXPECT_FALSE(answer.has_value());
}

TEST_F(JournalTest, CleanReopensDoNotGrowIt) {
  std::unique_ptr<Journal> journal = open();
  ASSERT_TRUE(append(*journal, {"x"}).has_value());
  journal = open_again(std::move(journal));
  const std::uint64_t bytes = journal->stats().bytes;
  for (int i = 0; i < 3; ++i) journal = open_again(std::move(journal));
  EXPECT_EQ(journal->stats().bytes, bytes);
  EXPECT_EQ(journal->cut_bytes(), 0U);
}

TEST_F(JournalTest, ASecondOpenIsRefused) {
  const std::unique_ptr<Journal> journal = open();
  const Error error = open_error();
  EXPECT_EQ(error.code, Errc::conflict);
  EXPECT_THAT(error.detail, HasSubstr(folder().string()));
}

TEST_F(JournalTest, NamesTheFolderItCannotMake) {
  write_bytes(folder() / "file", "x");
  JournalOptions bad = options();
  bad.folder = folder() / "file" / "journal";
  const auto journal = Journal::open(bad);
  ASSERT_TRUE(journal.has_error());
  EXPECT_EQ(journal.error().code, Errc::io);
  EXPECT_THAT(journal.error().detail, HasSubstr(bad.folder.string()));
}

TEST_F(JournalTest, ServesAppendersAndAFollowerOnTheirOwnThreads) {
  JournalOptions small = options();
  small.segment_bytes = 16UL * 1024;
  std::unique_ptr<Journal> journal = open(small);
  constexpr std::uint64_t kAppends = 200;
  std::array<std::vector<std::uint64_t>, 3> positions;
  std::vector<ports::LogRecord> records;
  {
    std::vector<std::jthread> threads;
    threads.reserve(positions.size() + 1);
    for (std::vector<std::uint64_t>& mine : positions) {
      threads.emplace_back([&journal, &mine] {
        tests::Coroutines own;
        own.start(tests::append_one_by_one(*journal, std::string(100, 'x'), static_cast<int>(kAppends), &mine));
        own.finish();
      });
    }
    threads.emplace_back([&journal, &records] {
      tests::Coroutines own;
      own.start(follow(*journal, 3 * kAppends, &records));
      own.finish();
    });
  }
  ASSERT_EQ(records.size(), 3 * kAppends);
  for (std::uint64_t i = 0; i < records.size(); ++i) EXPECT_EQ(records[i].position, i);
  for (const std::vector<std::uint64_t>& mine : positions) EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
}

// Makes every descriptor of this process that is open on `path` lead to /dev/null, which takes writes and cannot sync.
void lose_the_disk_under(const std::filesystem::path& path) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ASSERT_GE(null, 0);
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code ignored;
    if (std::filesystem::read_symlink(entry.path(), ignored) != path) continue;
    ASSERT_GE(::dup2(null, std::stoi(entry.path().filename().string())), 0);
  }
  ::close(null);
}

TEST_F(JournalTest, TrustsNothingAfterAFailedSyncUntilReopened) {
  std::unique_ptr<Journal> journal = open();
  ASSERT_TRUE(append(*journal, {"kept"}).has_value());
  lose_the_disk_under(std::filesystem::canonical(segment(0)));
  EXPECT_EQ(append(*journal, {"lost"}).error().code, Errc::io);
  const auto refused = append(*journal, {"refused"});
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::io);
  EXPECT_THAT(refused.error().detail, HasSubstr("open the journal again"));
  EXPECT_EQ(payloads(*journal), std::vector<std::string>{"kept"});
  EXPECT_EQ(journal->close().error().code, Errc::io);

  journal = open();
  EXPECT_EQ(payloads(*journal), std::vector<std::string>{"kept"});
  EXPECT_TRUE(append(*journal, {"more"}).has_value());
}

}  // namespace
}  // namespace souk::event_log
