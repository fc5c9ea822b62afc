// The whole marketplace in one process on an embedded data folder: `souk up` is this and a wait for a signal.
#pragma once

#include <memory>
#include <string>

#include "domain/catalogue.hpp"
#include "domain/event_queue.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk {

struct EngineOptions {
  std::string folder = "data";
  std::string address = "127.0.0.1";
  unsigned short port = 8080;                  // shop and ingest; 0 = any free one
  unsigned short ops_port = 8081;              // operator API; 0 = any free one
  unsigned io_threads = 2;                     // of each replica
  std::size_t replicas = 1;                    // of the shop's side; a deployment replaces them
  std::size_t pool_connections = 8;            // of each replica
  std::size_t pool_line = 2'048;               // waiting requests at the pool
  Nanos pool_wait = std::chrono::seconds(30);  // the longest wait in that line
  Nanos shutdown_grace = std::chrono::seconds(5);
  bool probes = true;  // of the status page; without them it knows nothing
  domain::EventQueue queue = domain::EventQueue::journal;
  domain::CatalogueSpec catalogue;  // used for an empty folder
};

class Engine {
 public:
  // Opens the folder (making it, with a generated catalogue, if it is empty) and starts everything; both ports answer
  // when it returns. Errors: conflict (folder or port in use, or the folder has events in the other kind of queue),
  // corrupt, no_space, io; each names the place.
  static Result<std::unique_ptr<Engine>> start(const EngineOptions& options);
  // Stops as stop() does.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  std::string shop_url() const;
  std::string ops_url() const;
  // No new requests; those in flight and the events in workers' hands are finished (within the grace); then closes.
  void stop();

 private:
  struct Parts;
  explicit Engine(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace souk
