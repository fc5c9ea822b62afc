// The log on given servers as the contract suite drives it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "jetstream/jetstream_test_support.hpp"
#include "tests/contract/event_log_contract.hpp"

namespace souk::jetstream {

class JetStreamFixture : public tests::EventLogFixture {
 public:
  JetStreamFixture(std::vector<std::string> urls, const std::string& stream, std::int64_t replicas)
      : options_(test_options(clock_, std::move(urls), stream, replicas)) {
    open();
  }
  ports::EventLog& log() override { return *log_; }
  ports::Clock& clock() override { return clock_; }
  void close() override { log_->close(); }
  void reopen() override {
    log_.reset();
    open();
  }

 private:
  void open() { log_ = std::move(JetStreamLog::open(options_).value()); }

  runtime::LiveClock clock_;
  Options options_;
  std::unique_ptr<JetStreamLog> log_;
};

}  // namespace souk::jetstream
