#include "services/souk/ops_target.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <exception>
#include <optional>

#include "runtime/live_clock.hpp"
#include "services/souk/runtime_file.hpp"

namespace souk {
void OpsTarget::add_options(CLI::App& command) {
  command.add_option("--data", folder, "Data folder of the running souk")->capture_default_str();
  command.add_option("--url", url, "Operator API of the running souk, instead of --data");
}

int OpsTarget::run(const std::string& name, const std::function<Task<Result<int>>(cluster::OpsClient&)>& talk) const {
  std::string target = url;
  if (target.empty()) {
    const Result<RuntimeFile> file = read_runtime_file(folder);
    if (file.has_error()) {
      std::fprintf(stderr, "souk %s: %s\n", name.c_str(), file.error().detail.c_str());
      return 1;
    }
    target = file->ops_url;
  }
  const Result<http::Url> origin = http::resolve_url(target);
  if (origin.has_error()) {
    std::fprintf(stderr, "souk %s: %s\n", name.c_str(), origin.error().detail.c_str());
    return 2;
  }

  asio::io_context context{1};
  runtime::LiveClock clock;
  http::Client client(context.get_executor(), clock, {.endpoint = origin->endpoint, .host = origin->host});
  cluster::OpsClient ops(client, clock);
  std::optional<Result<int>> outcome;
  asio::co_spawn(context, talk(ops), [&outcome, &client](const std::exception_ptr& error, Result<int> result) {
    if (error) std::rethrow_exception(error);
    outcome = std::move(result);
    client.shutdown();
  });
  context.run();
  if (outcome->has_error()) {
    std::fprintf(stderr, "souk %s: %s\n", name.c_str(), outcome->error().detail.c_str());
    return outcome->error().code == Errc::invalid_argument || outcome->error().code == Errc::not_found ? 2 : 1;
  }
  return outcome->value();
}

}  // namespace souk
