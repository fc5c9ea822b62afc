#include "tests/support/nats_server.hpp"

#include <signal.h>

#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/support/ports.hpp"

namespace souk::tests {
namespace {

constexpr int kStartSeconds = 20;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

NatsServer::NatsServer(NatsSettings settings)
    : settings_(std::move(settings)), folder_("souk-nats"), port_(free_port()) {
  start();
}

std::string NatsServer::url() const { return "nats://127.0.0.1:" + std::to_string(port_); }

void NatsServer::write_configuration() const {
  std::ofstream out(folder_.path() / "nats.conf");
  out << "server_name: \"" << settings_.name << "\"\nlisten: \"127.0.0.1:" << port_ << "\"\n";
  if (settings_.jetstream) out << "jetstream { store_dir: \"" << (folder_.path() / "data").string() << "\" }\n";
  if (!settings_.password.empty()) {
    out << "authorization { user: souk, password: \"" << settings_.password << "\" }\n";
  }
  if (settings_.route_port != 0) {
    out << "cluster { name: souk, listen: \"127.0.0.1:" << settings_.route_port << "\", routes: [";
    const char* comma = "";
    for (const int route : settings_.routes)
      out << std::exchange(comma, ", ") << "\"nats://127.0.0.1:" << route << "\"";
    out << "] }\n";
  }
  out << settings_.more << "\n";
}

void NatsServer::start() {
  if (process_.has_value()) return;
  write_configuration();
  const std::filesystem::path log = folder_.path() / "log";
  Result<cluster::ChildProcess> started = cluster::ChildProcess::start(
      {"/usr/sbin/nats-server", "-c", (folder_.path() / "nats.conf").string()}, log.string());
  if (started.has_error()) {
    throw std::runtime_error(started.error().detail + "; the tests of the cluster need the package nats-server");
  }
  process_.emplace(std::move(started.value()));
  const auto ended = [this] { return process_->poll().has_value(); };
  if (!await_port(port_, kStartSeconds, ended)) {
    throw std::runtime_error("nats-server does not listen:\n" + text_of(log));
  }
}

void NatsServer::stop(int signal) {
  if (!process_.has_value()) return;
  process_->signal(signal);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!process_->poll().has_value() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  process_.reset();
}

void NatsServer::pause() { process_->signal(SIGSTOP); }
void NatsServer::resume() { process_->signal(SIGCONT); }

NatsCluster::NatsCluster() {
  const std::array<int, 3> ports{free_port(), free_port(), free_port()};
  for (std::size_t i = 0; i < ports.size(); ++i) {
    NatsSettings settings;
    settings.name = "node-" + std::to_string(i + 1);
    settings.route_port = ports[i];
    for (std::size_t other = 0; other < ports.size(); ++other) {
      if (other != i) settings.routes.push_back(ports[other]);
    }
    nodes_.push_back(std::make_unique<NatsServer>(std::move(settings)));
  }
}

std::vector<std::string> NatsCluster::urls() const {
  std::vector<std::string> all;
  for (const auto& node : nodes_) all.push_back(node->url());
  return all;
}

}  // namespace souk::tests
