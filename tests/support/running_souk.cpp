#include "tests/support/running_souk.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

namespace souk::testing {
namespace {

namespace json = boost::json;

unsigned short port_of(const json::value& url) {
  const std::string text(url.as_string());
  return static_cast<unsigned short>(std::stoi(text.substr(text.rfind(':') + 1)));
}

}  // namespace

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

namespace {

// `then` is called once `shown` stands in the output; the empty text does at once.
Ended run_until(std::vector<std::string> arguments, const std::filesystem::path& log, std::chrono::milliseconds limit,
                const std::string& shown, const std::function<void(cluster::ChildProcess&)>& then) {
  arguments.insert(arguments.begin(), SOUK_BINARY);
  Result<cluster::ChildProcess> child = cluster::ChildProcess::start(arguments, log.string());
  if (child.has_error()) return {-1, child.error().detail};
  eventually([&] { return child->poll() || file_text(log).find(shown) != std::string::npos; }, limit);
  then(*child);
  std::optional<int> ended;
  eventually([&] { return (ended = child->poll()).has_value(); }, limit);
  return {ended && WIFEXITED(*ended) ? WEXITSTATUS(*ended) : -1, file_text(log)};
}

}  // namespace

Ended run_souk(std::vector<std::string> arguments, const std::filesystem::path& log, std::chrono::milliseconds limit) {
  return run_until(std::move(arguments), log, limit, "", [](cluster::ChildProcess&) {});
}

Ended interrupt_souk(std::vector<std::string> arguments, const std::filesystem::path& log, const std::string& shown,
                     std::chrono::milliseconds limit) {
  return run_until(std::move(arguments), log, limit, shown, [](cluster::ChildProcess& child) { child.signal(SIGINT); });
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto give_up = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

RunningSouk::RunningSouk(std::filesystem::path folder, std::vector<std::string> extra)
    : folder_(std::move(folder)), extra_(std::move(extra)) {}

RunningSouk::~RunningSouk() { kill(); }

bool RunningSouk::start() {
  std::filesystem::remove(data() / "souk.json");
  std::vector<std::string> command{SOUK_BINARY, "up", "--data", data().string(), "--ops-port", "0"};
  if (std::find(extra_.begin(), extra_.end(), "--port") == extra_.end()) {
    command.insert(command.end(), {"--port", "0"});
  }
  // Tests that count events or requests want their own alone.
  if (!probes_) command.emplace_back("--no-probes");
  command.insert(command.end(), extra_.begin(), extra_.end());
  Result<cluster::ChildProcess> child = cluster::ChildProcess::start(command, (folder_ / "log").string());
  if (child.has_error()) return false;
  child_.emplace(std::move(child.value()));
  const bool ready = eventually([this] { return child_->poll() || std::filesystem::exists(data() / "souk.json"); });
  if (!ready || child_->poll()) return false;
  const json::value file = json::parse(file_text(data() / "souk.json"));
  port_ = port_of(file.at("shop_url"));
  ops_port_ = port_of(file.at("ops_url"));
  return true;
}

int RunningSouk::stop() {
  if (!child_) return -1;
  child_->signal(SIGTERM);
  const bool ended = eventually([this] { return child_->poll().has_value(); });
  const int status = ended && WIFEXITED(*child_->poll()) ? WEXITSTATUS(*child_->poll()) : -1;
  child_.reset();
  return status;
}

void RunningSouk::kill() { child_.reset(); }

std::string RunningSouk::log() const { return file_text(folder_ / "log"); }

json::object RunningSouk::status() const {
  const std::optional<HttpReply> reply = request(ops_port_, "GET", "/rest/souk/1/ops/status");
  if (!reply || reply->status != 200) return {};
  return json::parse(reply->body).as_object();
}

std::int64_t RunningSouk::number(const std::vector<std::string>& path) const {
  json::value value = status();
  for (const std::string& name : path) {
    const json::object* object = value.if_object();
    const json::value* next = object == nullptr ? nullptr : object->if_contains(name);
    if (next == nullptr) return -1;
    value = json::value(*next);
  }
  return value.to_number<std::int64_t>();
}

bool RunningSouk::set_flag(const std::string& key, const std::string& value) const {
  const std::optional<HttpReply> reply =
      request(ops_port_, "PUT", "/rest/souk/1/ops/flags/" + key, {{"Content-Type", "application/json"}},
              json::serialize(json::object{{"value", value}, {"who", "test"}, {"why", "test"}, {"confirm", true}}));
  return reply && reply->status == 200;
}

std::int64_t RunningSouk::discrepancies() const {
  const std::optional<HttpReply> reply =
      request(ops_port_, "POST", "/rest/souk/1/ops/reconcile", {}, {}, std::chrono::seconds(60));
  if (!reply || reply->status != 200) return -1;
  return static_cast<std::int64_t>(json::parse(reply->body).at("discrepancies").as_array().size());
}

std::string event_batch(const std::string& prefix, std::size_t count, const std::string& app_key) {
  json::array events;
  for (std::size_t i = 0; i < count; ++i) {
    events.push_back({{"specversion", "1.0"},
                      {"id", prefix + "-" + std::to_string(i)},
                      {"source", "/instances/i-000001"},
                      {"type", "souk.heartbeat"},
                      {"data", {{"app_key", app_key}, {"instance_id", "i-000001"}}}});
  }
  return json::serialize(events);
}

}  // namespace souk::testing
