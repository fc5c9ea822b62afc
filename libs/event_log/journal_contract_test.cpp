// The journal as an EventLog like any other.
#include "event_log/journal.hpp"
#include "event_log/journal_test_support.hpp"
#include "event_log/test_clock.hpp"
#include "tests/contract/event_log_contract.hpp"

namespace souk::tests {
namespace {

class JournalFixture final : public EventLogFixture {
 public:
  JournalFixture() { open(); }
  ports::EventLog& log() override { return *journal_; }
  ports::Clock& clock() override { return clock_; }
  void close() override { ASSERT_TRUE(journal_->close().has_value()); }
  void reopen() override {
    journal_.reset();
    open();
  }

 private:
  void open() {
    journal_ = std::move(
        event_log::Journal::open({.folder = folder_.path(), .clock = clock_, .segment_bytes = 64UL * 1024}).value());
  }

  event_log::TemporaryFolder folder_;
  event_log::TestClock clock_;
  std::unique_ptr<event_log::Journal> journal_;
};

std::unique_ptr<EventLogFixture> make_journal_fixture() { return std::make_unique<JournalFixture>(); }

INSTANTIATE_TEST_SUITE_P(Journal, EventLogContract, testing::Values(EventLogAdapter{"journal", &make_journal_fixture}),
                         adapter_name);

}  // namespace
}  // namespace souk::tests
