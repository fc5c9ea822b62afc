// What the journal's tests share: a folder that goes away, and short ways to open, append and read.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "event_log/journal.hpp"
#include "event_log/test_clock.hpp"
#include "tests/contract/event_log_coroutines.hpp"
#include "tests/support/temporary_folder.hpp"

namespace souk::event_log {

struct TemporaryFolder : tests::TemporaryFolder {
  TemporaryFolder() : tests::TemporaryFolder("souk-journal") {}
};

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
}

inline void flip_byte(const std::filesystem::path& path, std::uint64_t offset) {
  std::string bytes = bytes_of(path);
  bytes.at(offset) = static_cast<char>(bytes.at(offset) ^ 0x40);
  write_bytes(path, bytes);
}

// A test with a folder, a clock and journals in it.
class JournalTest : public testing::Test {
 protected:
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path segment(std::uint64_t first_position) const { return folder() / segment_name(first_position); }
  JournalOptions options() { return JournalOptions{.folder = folder(), .clock = clock_}; }

  std::unique_ptr<Journal> open() { return open(options()); }
  std::unique_ptr<Journal> open(const JournalOptions& with) {
    Result<std::unique_ptr<Journal>> journal = Journal::open(with);
    if (journal.has_error()) throw std::runtime_error(journal.error().detail);
    return std::move(journal.value());
  }
  std::unique_ptr<Journal> open_again(std::unique_ptr<Journal> journal) {
    EXPECT_TRUE(journal->close().has_value());
    return open();
  }
  Error open_error() {
    Result<std::unique_ptr<Journal>> journal = Journal::open(options());
    return journal.has_error() ? journal.error() : Error{Errc::ok, "it opened"};
  }

  Result<ports::AppendReceipt> append(Journal& journal, std::vector<std::string> payloads) {
    return coroutines_.get(journal.append(std::move(payloads)));
  }
  Result<std::vector<ports::LogRecord>> read(Journal& journal, std::uint64_t from, std::size_t max) {
    return coroutines_.get(journal.read(from, max));
  }
  std::vector<std::string> payloads(Journal& journal) {
    std::vector<std::string> all;
    const auto records = read(journal, journal.stats().first_position, 1'000'000);
    for (const ports::LogRecord& record : records.value()) all.push_back(record.payload);
    return all;
  }
  tests::Coroutines& coroutines() { return coroutines_; }

 private:
  TemporaryFolder folder_;
  TestClock clock_;
  tests::Coroutines coroutines_;
};

}  // namespace souk::event_log
