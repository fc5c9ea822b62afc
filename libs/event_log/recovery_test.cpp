// What a crash or a bad disk leaves behind, and what opening the journal makes of it.
#include "event_log/recovery.hpp"

#include <gmock/gmock.h>

#include "event_log/journal_test_support.hpp"

namespace souk::event_log {
namespace {

using testing::HasSubstr;

class RecoveryTest : public JournalTest {
 protected:
  // The bytes of a segment as a crash leaves them: `frames`, each synced, and no seal. `ends` gets the end of each.
  std::string crashed_with(const std::vector<std::vector<std::string>>& frames, std::vector<std::uint64_t>* ends) {
    std::unique_ptr<Journal> journal = open();
    for (const std::vector<std::string>& frame : frames) {
      EXPECT_TRUE(append(*journal, frame).has_value());
      ends->push_back(journal->stats().bytes);
    }
    return bytes_of(segment(0));
  }

  // Refused, naming the file and `offset`, and the file is as it was.
  void expect_refused(const std::string& bytes, std::uint64_t offset, const std::string& context) {
    write_bytes(segment(0), bytes);
    const Error error = open_error();
    ASSERT_EQ(error.code, Errc::corrupt) << context << ": " << error.detail;
    EXPECT_THAT(error.detail, HasSubstr(segment(0).string() + ", byte " + std::to_string(offset) + ":")) << context;
    EXPECT_THAT(error.detail, HasSubstr("restore")) << context;
    EXPECT_EQ(bytes_of(segment(0)), bytes) << context;
  }
};

const std::vector<std::vector<std::string>> kThreeFrames{{"one", "two"}, {"three"}, {"four", "five", "six"}};

TEST_F(RecoveryTest, CutsATornTailAtEveryByteAndKeepsTheFramesBefore) {
  std::vector<std::uint64_t> ends;
  const std::string bytes = crashed_with(kThreeFrames, &ends);
  ASSERT_EQ(bytes.size(), ends[2]);
  for (std::uint64_t length = ends[1]; length < ends[2]; ++length) {
    write_bytes(segment(0), bytes.substr(0, length));
    std::unique_ptr<Journal> journal = open();
    ASSERT_EQ(payloads(*journal), (std::vector<std::string>{"one", "two", "three"})) << length;
    EXPECT_EQ(journal->cut_bytes(), length - ends[1]);
    const auto receipt = append(*journal, {"again"});
    ASSERT_TRUE(receipt.has_value());
    EXPECT_EQ(receipt->first_position, 3U);
    ASSERT_EQ(payloads(*journal).back(), "again");
  }
}

TEST_F(RecoveryTest, CutsATailWhoseSectorsNeverReachedTheDisk) {
  std::vector<std::uint64_t> ends;
  const std::string bytes = crashed_with({{"kept"}, {std::string(5'000, 'x')}}, &ends);
  for (const std::uint64_t from : {ends[0], std::uint64_t{512}, std::uint64_t{2'048}, std::uint64_t{4'096}}) {
    std::string torn = bytes;
    torn.replace(from, 700, 700, '\0');
    write_bytes(segment(0), torn);
    std::unique_ptr<Journal> journal = open();
    EXPECT_EQ(payloads(*journal), std::vector<std::string>{"kept"}) << from;
    EXPECT_EQ(journal->cut_bytes(), ends[1] - ends[0]);
  }
}

TEST_F(RecoveryTest, CutsZerosAfterTheLastFrame) {
  std::vector<std::uint64_t> ends;
  const std::string bytes = crashed_with({{"kept"}}, &ends);
  write_bytes(segment(0), bytes + std::string(3'000, '\0'));
  std::unique_ptr<Journal> journal = open();
  EXPECT_EQ(payloads(*journal), std::vector<std::string>{"kept"});
  EXPECT_EQ(journal->cut_bytes(), 3'000U);
}

TEST_F(RecoveryTest, RefusesDamageBeforeTheLastFrame) {
  std::vector<std::uint64_t> ends;
  const std::string bytes = crashed_with(kThreeFrames, &ends);
  // The frame's header is named by the frame's place, a record by its own.
  const std::uint64_t second_record = ends[0] + kFrameHeaderBytes;
  for (std::uint64_t at = ends[0]; at < ends[1]; ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    expect_refused(damaged, at < second_record ? ends[0] : second_record, "byte " + std::to_string(at));
  }
}

TEST_F(RecoveryTest, RefusesDamageBeforeATornTail) {
  std::vector<std::uint64_t> ends;
  std::string bytes = crashed_with(kThreeFrames, &ends);
  bytes[ends[1] - 1] = '?';
  bytes.pop_back();
  expect_refused(bytes, ends[0] + kFrameHeaderBytes, "both");
}

TEST_F(RecoveryTest, RefusesDamageToTheLastFrameThatNoTornWriteExplains) {
  std::vector<std::uint64_t> ends;
  const std::string bytes = crashed_with(kThreeFrames, &ends);
  ASSERT_LT(bytes.size(), 512U);
  for (std::uint64_t at = ends[1]; at < ends[1] + kFrameHeaderBytes; ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    expect_refused(damaged, ends[1], "byte " + std::to_string(at));
  }
  std::string damaged = bytes;
  damaged.back() = '?';
  write_bytes(segment(0), damaged);
  const Error error = open_error();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_THAT(error.detail, HasSubstr("truncate -s " + std::to_string(ends[1]) + " " + segment(0).string()));
}

TEST_F(RecoveryTest, FollowingTheRemedyOpensTheJournal) {
  std::vector<std::uint64_t> ends;
  std::string bytes = crashed_with(kThreeFrames, &ends);
  bytes.back() = '?';
  write_bytes(segment(0), bytes);
  ASSERT_EQ(open_error().code, Errc::corrupt);
  std::filesystem::resize_file(segment(0), ends[1]);
  EXPECT_EQ(payloads(*open()), (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(RecoveryTest, RefusesAnyDamageAfterACleanClose) {
  std::vector<std::uint64_t> ends;
  (void)crashed_with({{"kept"}, {std::string(5'000, 'x')}}, &ends);
  ASSERT_TRUE(open()->close().has_value());
  std::string bytes = bytes_of(segment(0));
  bytes.replace(2'048, 1'024, 1'024, '\0');
  expect_refused(bytes, ends[0] + kFrameHeaderBytes, "zeros before a seal");
}

TEST_F(RecoveryTest, IsNotFooledByAPayloadThatLooksLikeAFrame) {
  std::string foreign_frames;
  {
    const TemporaryFolder other_folder;
    TestClock clock;
    const auto other = Journal::open({.folder = other_folder.path(), .clock = clock});
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(append(*other.value(), {"planted"}).has_value());
    foreign_frames = bytes_of(other_folder.path() / segment_name(0)).substr(kSegmentHeaderBytes);
  }
  std::vector<std::uint64_t> ends;
  const std::string bytes = crashed_with({{"kept"}, {foreign_frames}}, &ends);
  write_bytes(segment(0), bytes.substr(0, bytes.size() - 1));
  EXPECT_EQ(payloads(*open()), std::vector<std::string>{"kept"});
}

TEST_F(RecoveryTest, RefusesADamagedSegmentHeader) {
  std::vector<std::uint64_t> ends;
  const std::string bytes = crashed_with(kThreeFrames, &ends);
  for (std::uint64_t at = 0; at < kSegmentHeaderBytes; ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    expect_refused(damaged, 0, "byte " + std::to_string(at));
  }
  expect_refused(bytes.substr(0, kSegmentHeaderBytes - 1), 0, "cut");
  expect_refused("", 0, "empty");
}

TEST_F(RecoveryTest, NamesTheVersionItCannotRead) {
  std::vector<std::uint64_t> ends;
  std::string bytes = crashed_with(kThreeFrames, &ends);
  bytes[8] = 2;
  write_bytes(segment(0), bytes);
  EXPECT_THAT(open_error().detail, HasSubstr("format version 2, this program reads version 1"));
}

// Several full segments of one frame each, and the last one.
class SegmentsTest : public RecoveryTest {
 protected:
  JournalOptions small_segments() {
    JournalOptions small = options();
    small.segment_bytes = 1'000;
    return small;
  }
  void SetUp() override {
    std::unique_ptr<Journal> journal = open(small_segments());
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(append(*journal, {"begin", std::string(900, 'x'), "end"}).has_value());
    ASSERT_TRUE(std::filesystem::exists(segment(9)));
  }
};

TEST_F(SegmentsTest, AreReadAcross) { EXPECT_EQ(payloads(*open(small_segments())).size(), 12U); }

TEST_F(SegmentsTest, DamageInAFullSegmentIsFoundWhenRead) {
  const std::uint64_t damaged_record = kSegmentHeaderBytes + kFrameHeaderBytes + kRecordHeaderBytes + 5;
  flip_byte(segment(3), damaged_record + 100);
  std::unique_ptr<Journal> journal = open(small_segments());

  const auto before = read(*journal, 0, 100);
  ASSERT_TRUE(before.has_value());
  EXPECT_EQ(before->size(), 4U);

  const auto damaged = read(*journal, 4, 100);
  ASSERT_TRUE(damaged.has_error());
  EXPECT_EQ(damaged.error().code, Errc::corrupt);
  EXPECT_THAT(damaged.error().detail,
              HasSubstr(segment(3).string() + ", byte " + std::to_string(damaged_record) + ":"));

  const auto after = read(*journal, 5, 100);
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->size(), 7U);
}

TEST_F(SegmentsTest, RefusesAFullSegmentThatWasCut) {
  std::filesystem::resize_file(segment(3), std::filesystem::file_size(segment(3)) - 1);
  const Error error = open_error();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_THAT(error.detail, HasSubstr(segment(3).string()));
}

TEST_F(SegmentsTest, RefusesAMissingSegment) {
  std::filesystem::remove(segment(6));
  const Error error = open_error();
  EXPECT_EQ(error.code, Errc::corrupt);
  EXPECT_THAT(error.detail, HasSubstr(segment(3).string()));
}

TEST_F(SegmentsTest, RefusesASegmentUnderAnotherName) {
  std::filesystem::rename(segment(9), segment(10));
  EXPECT_EQ(open_error().code, Errc::corrupt);
}

TEST_F(SegmentsTest, RemovesAHalfMadeSegment) {
  const std::filesystem::path half_made = segment(12).string() + ".tmp";
  write_bytes(half_made, "sou");
  EXPECT_EQ(payloads(*open(small_segments())).size(), 12U);
  EXPECT_FALSE(std::filesystem::exists(half_made));
}

TEST_F(SegmentsTest, GoOnAfterTheOldestWereRemoved) {
  std::filesystem::remove(segment(0));
  std::filesystem::remove(segment(3));
  std::unique_ptr<Journal> journal = open(small_segments());
  EXPECT_EQ(journal->stats().first_position, 6U);
  EXPECT_EQ(payloads(*journal).size(), 6U);
}

}  // namespace
}  // namespace souk::event_log
