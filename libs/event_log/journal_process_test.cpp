// The journal against the operating system: another process, a full disk, kill -9. Each needs a process of its own, so
// what happens there is reported by its exit status, with a line on stderr.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#undef BLOCK_SIZE  // a macro of <sys/mount.h>, and the name of a member in moodycamel's queue

#include "event_log/journal_test_support.hpp"

namespace souk::event_log {
namespace {

constexpr int kSkipped = 77;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "in the child process: not so: %s\n", what);
  ::_exit(1);
}
#define SOUK_REQUIRE(condition) require((condition), #condition)

class JournalProcessTest : public JournalTest {
 protected:
  // Runs `body` in a process of its own and returns its exit status. The caller must have no other threads.
  template <class Body>
  int in_child(Body body) {
    const pid_t child = ::fork();
    if (child == 0) {
      body();
      ::_exit(0);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  JournalOptions small_segments() {
    JournalOptions small = options();
    small.segment_bytes = 64UL * 1024;
    return small;
  }
};

TEST_F(JournalProcessTest, ASecondProcessIsRefused) {
  // The first process holds the folder while the second, its child, tries.
  const int status = in_child([this] {
    const std::unique_ptr<Journal> journal = open();
    const int inner = in_child([this] {
      const Error error = open_error();
      SOUK_REQUIRE(error.code == Errc::conflict);
      SOUK_REQUIRE(error.detail.find(folder().string()) != std::string::npos);
    });
    SOUK_REQUIRE(inner == 0);
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(open_error().code, Errc::ok);
}

void limit_file_size(rlim_t bytes) {
  rlimit limit{};
  SOUK_REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
  limit.rlim_cur = std::min(bytes, limit.rlim_max);
  SOUK_REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

TEST_F(JournalProcessTest, AFullDiskRefusesAppendsAndLosesNothing) {
  const int status = in_child([this] {
    ::signal(SIGXFSZ, SIG_IGN);
    const std::string large(10'000, 'L');
    std::unique_ptr<Journal> journal = open();
    SOUK_REQUIRE(append(*journal, {"first"}).has_value());
    limit_file_size(journal->stats().bytes + 1'000);
    // Twice: the part that was written must not be in the way.
    SOUK_REQUIRE(append(*journal, {large}).error().code == Errc::no_space);
    SOUK_REQUIRE(append(*journal, {large}).error().code == Errc::no_space);
    SOUK_REQUIRE(payloads(*journal) == std::vector<std::string>{"first"});
    SOUK_REQUIRE(append(*journal, {"small"}).has_value());
    limit_file_size(RLIM_INFINITY);
    SOUK_REQUIRE(append(*journal, {large}).has_value());
    SOUK_REQUIRE((payloads(*journal) == std::vector<std::string>{"first", "small", large}));
  });
  EXPECT_EQ(status, 0);
  std::unique_ptr<Journal> journal = open();
  EXPECT_EQ(journal->cut_bytes(), 0U);
  EXPECT_EQ(payloads(*journal).size(), 3U);
}

// A disk of `size` at `folder`, seen by this process only. False where the machine forbids it.
bool mount_small_disk(const std::filesystem::path& folder, const char* options) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount("tmpfs", folder.c_str(), "tmpfs", 0, options) == 0;
}

TEST_F(JournalProcessTest, ARealFullDiskRefusesAppendsUntilThereIsRoom) {
  const int status = in_child([this] {
    if (!mount_small_disk(folder(), "size=400k")) ::_exit(kSkipped);
    const std::vector<std::string> batch(10, std::string(1'000, 'x'));
    std::unique_ptr<Journal> journal = open(small_segments());
    std::uint64_t accepted = 0;
    for (auto receipt = append(*journal, batch); receipt.has_value(); receipt = append(*journal, batch)) {
      accepted += receipt->count;
      SOUK_REQUIRE(accepted < 1'000);
    }
    SOUK_REQUIRE(accepted > 100);
    SOUK_REQUIRE(append(*journal, batch).error().code == Errc::no_space);
    SOUK_REQUIRE(payloads(*journal).size() == accepted);
    // A full disk does not keep the journal from opening and being read.
    SOUK_REQUIRE(!journal->close().has_error() || journal->stats().next_position == accepted);
    journal.reset();
    journal = open(small_segments());
    SOUK_REQUIRE(payloads(*journal).size() == accepted);
    // Room again.
    SOUK_REQUIRE(coroutines().get(journal->trim(accepted)).has_value());
    const auto receipt = append(*journal, batch);
    SOUK_REQUIRE(receipt.has_value());
    SOUK_REQUIRE(receipt->first_position == accepted);
  });
  if (status == kSkipped) GTEST_SKIP() << "no right to mount here";
  EXPECT_EQ(status, 0);
}

TEST_F(JournalProcessTest, AReadOnlyDiskIsNamed) {
  const int status = in_child([this] {
    if (!mount_small_disk(folder(), "size=400k")) ::_exit(kSkipped);
    SOUK_REQUIRE(open_error().code == Errc::ok);
    if (::mount("tmpfs", folder().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) != 0) ::_exit(kSkipped);
    SOUK_REQUIRE(open_error().code == Errc::no_space);
  });
  if (status == kSkipped) GTEST_SKIP() << "no right to mount here";
  EXPECT_EQ(status, 0);
}

// What the child tells the parent once an append was acknowledged.
struct Acknowledged {
  std::uint64_t first_position = 0;
  std::uint64_t count = 0;
  std::uint64_t appender = 0;
  std::uint64_t number = 0;
};

std::string payload_of(const Acknowledged& append, std::uint64_t index) {
  return std::to_string(append.appender) + ":" + std::to_string(append.number) + ":" + std::to_string(index) +
         std::string(append.number % 200, '.');
}

void tell(int pipe, Acknowledged append) {
  SOUK_REQUIRE(::write(pipe, &append, sizeof(append)) == static_cast<ssize_t>(sizeof(append)));
}

Task<void> append_until_killed(Journal& journal, std::uint64_t appender, int pipe) {
  for (std::uint64_t number = 0;; ++number) {
    Acknowledged append{.count = 1 + (number + appender) % 7, .appender = appender, .number = number};
    std::vector<std::string> payloads;
    for (std::uint64_t i = 0; i < append.count; ++i) payloads.push_back(payload_of(append, i));
    const Result<ports::AppendReceipt> receipt = co_await journal.append(std::move(payloads));
    SOUK_REQUIRE(receipt.has_value());
    append.first_position = receipt->first_position;
    tell(pipe, append);
  }
}

TEST_F(JournalProcessTest, KillNineLosesNothingAcknowledged) {
  std::vector<Acknowledged> acknowledged;
  for (std::size_t round = 0; round < 6; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const std::unique_ptr<Journal> journal = open(small_segments());
      for (std::uint64_t appender = 0; appender < 8; ++appender) {
        coroutines().start(append_until_killed(*journal, round * 8 + appender, ends[1]));
      }
      coroutines().finish();
      ::_exit(1);
    }
    ::close(ends[1]);
    const std::size_t enough = acknowledged.size() + 100 + 37 * round;
    Acknowledged append;
    while (::read(ends[0], &append, sizeof(append)) == sizeof(append)) {
      acknowledged.push_back(append);
      if (acknowledged.size() == enough) ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_GE(acknowledged.size(), enough);

    std::unique_ptr<Journal> journal = open(small_segments());
    const std::vector<std::string> kept = payloads(*journal);
    ASSERT_EQ(kept.size(), journal->stats().next_position);
    for (const Acknowledged& one : acknowledged) {
      ASSERT_LE(one.first_position + one.count, kept.size());
      for (std::uint64_t i = 0; i < one.count; ++i) ASSERT_EQ(kept[one.first_position + i], payload_of(one, i));
    }
  }
}

}  // namespace
}  // namespace souk::event_log
