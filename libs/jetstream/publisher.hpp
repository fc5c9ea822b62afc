// The log's appending half: a thread that takes what is queued, as much as there is, sends it as one group and answers
// everybody once the servers have acknowledged their events.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "event_log/append_queue.hpp"
#include "jetstream/connection.hpp"
#include "jetstream/delivery.hpp"
#include "jetstream/figures.hpp"
#include "jetstream/options.hpp"

namespace souk::jetstream {

class Publisher {
 public:
  // Takes the connection; options and figures outlive it. Errors: io.
  static Result<std::unique_ptr<Publisher>> start(const Options& options, std::unique_ptr<Connection> connection,
                                                  Figures& figures);
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;
  ~Publisher() { close(); }

  event_log::AppendQueue& queue() { return queue_; }
  // Refuses appends from now on; sends what is queued, without repeating it. Blocks until done, at most
  // options.ack_timeout a group.
  void close();

 private:
  Publisher(const Options& options, std::unique_ptr<Connection> connection, std::unique_ptr<Delivery> delivery,
            Figures& figures);

  void run();
  void publish(std::vector<event_log::AppendRequestPtr>& requests);
  void answer_all(std::vector<event_log::AppendRequestPtr>& requests, const Result<void>& delivered);

  const Options& options_;
  Figures& figures_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Delivery> delivery_;
  event_log::AppendQueue queue_;
  std::atomic<bool> closing_{false};
  // The thread's own.
  const std::string id_prefix_;  // unlike that of any other log, in this process or another
  std::uint64_t ids_ = 0;
  std::vector<Outgoing> group_;
  std::thread thread_;
};

}  // namespace souk::jetstream
