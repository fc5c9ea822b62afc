#include "load/load_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/duration.hpp"
#include "load/load_report.hpp"
#include "load/open_loop.hpp"
#include "runtime/interrupt.hpp"

namespace souk::load {
namespace {

constexpr int kUsage = 2;
constexpr int kInvalid = 3;

constexpr const char* kExamples = R"(Examples:
  souk load --url http://127.0.0.1:8080/rest/2/addons --rate 1000 --duration 15s
  souk load --url http://127.0.0.1:8080/ --rate 500 --arrivals constant --connections 50 --out results
  souk load --url http://127.0.0.1:8080/ --rate 2000 --arrivals ramp --ramp-from 100 --duration 2m
  souk load --url http://127.0.0.1:8080/things --method POST --body '{"a":1}' --header 'Content-Type: application/json'

Requests start when the arrival process says so, whether or not earlier ones were answered. Latency counts from that
intended start. Exit status: 0 the figures can be trusted, 2 usage, 3 the generator fell behind.)";

struct Arguments {
  OpenLoopOptions options;
  std::string arrivals = "poisson";
  std::vector<std::string> headers;
  std::string out;
};

CLI::Option* add_duration(CLI::App& command, const char* name, Nanos& target, const char* description) {
  return command
      .add_option_function<std::string>(
          name,
          [&target, name](const std::string& text) {
            const Result<Nanos> parsed = domain::parse_duration(text);
            if (!parsed) throw CLI::ValidationError(name, parsed.error().detail);
            target = *parsed;
          },
          description)
      ->type_name("DURATION")
      ->default_str(domain::format_duration(target));
}

Result<OpenLoopOptions> options_from(const Arguments& arguments) {
  OpenLoopOptions options = arguments.options;
  const bool has_ramp_from = options.ramp_from_per_s > 0;
  if (arguments.arrivals == "constant") options.arrivals = domain::ArrivalKind::constant;
  if (arguments.arrivals == "ramp") options.ramp = options.duration;
  if (has_ramp_from && arguments.arrivals != "ramp") {
    return fail(Errc::invalid_argument, "--ramp-from needs --arrivals ramp");
  }
  for (const std::string& header : arguments.headers) {
    const std::size_t colon = header.find(':');
    if (colon == 0 || colon == std::string::npos) {
      return fail(Errc::invalid_argument, "--header \"" + header + "\" is not of the form 'Name: value'");
    }
    const std::size_t value = header.find_first_not_of(' ', colon + 1);
    options.request.add_header(header.substr(0, colon), value == std::string::npos ? "" : header.substr(value));
  }
  return options;
}

void show_progress(const LoadProgress& progress) {
  const domain::Accounting& sums = progress.accounting;
  fmt::print(stderr, "\r{:>5.0f}s  {} ok/s  p99 {:.1f} ms  in flight {}  error {}  timeout {}  shed {}   ",
             to_s(progress.elapsed), progress.ok_in_last_second, to_ms(progress.p99_in_last_second), sums.in_flight,
             sums.error, sums.timeout, sums.shed);
  std::fflush(stderr);
}

int run(const Arguments& arguments) {
  const Result<OpenLoopOptions> options = options_from(arguments);
  if (!options) {
    fmt::print(stderr, "souk load: {}\n", options.error().detail);
    return kUsage;
  }
  const bool terminal = isatty(STDERR_FILENO) == 1;
  const runtime::Interrupt interrupt;
  const Result<LoadResult> result = run_open_loop(*options, terminal ? ProgressCallback(show_progress) : nullptr,
                                                  [&interrupt] { return interrupt.requested(); });
  if (terminal) fmt::print(stderr, "\n");
  if (!result) {
    fmt::print(stderr, "souk load: {}\n", result.error().detail);
    return kUsage;
  }
  fmt::print("{}", summary_of(*result));
  if (!arguments.out.empty()) {
    const Result<void> written = write_results(*result, arguments.out);
    if (!written) {
      fmt::print(stderr, "souk load: {}\n", written.error().detail);
      return kInvalid;
    }
  }
  return result->valid() ? 0 : kInvalid;
}

}  // namespace

void add_load_command(CLI::App& app, int& exit_code) {
  CLI::App& command = *app.add_subcommand("load", "Open-loop load against any HTTP/1.1 server");
  command.footer(kExamples);
  const auto arguments = std::make_shared<Arguments>();
  OpenLoopOptions& options = arguments->options;
  command.add_option("--url", options.url, "http://host[:port]/path")->required();
  command.add_option("--rate", options.rate_per_s, "Requests per second")
      ->capture_default_str()
      ->check(CLI::Range(1e-3, 1e6));
  add_duration(command, "--duration", options.duration, "How long requests start");
  command.add_option("--arrivals", arguments->arrivals, "poisson, constant, or ramp (poisson with a rising rate)")
      ->capture_default_str()
      ->check(CLI::IsMember({"poisson", "constant", "ramp"}));
  command.add_option("--ramp-from", options.ramp_from_per_s, "With ramp: requests per second at the start")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  command.add_option("--connections", options.connections, "Connections at once; a request waits for a free one")
      ->capture_default_str()
      ->check(CLI::Range(1, 60'000));
  add_duration(command, "--timeout", options.timeout, "From the intended start of a request");
  command.add_option("--method", options.request.method, "HTTP method")
      ->capture_default_str()
      ->check(CLI::IsMember({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}));
  command.add_option("--body", options.request.body, "Request body");
  command.add_option("--header", arguments->headers, "'Name: value'; may be repeated");
  command.add_option("--seed", options.seed, "Of the arrival process")->capture_default_str();
  add_duration(command, "--lateness-bound", options.lateness_bound,
               "The run is invalid if the p99 of the generator's own lateness is above it");
  command.add_option("--out", arguments->out, "Folder for load.json and the .hgrm files");
  command.callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace souk::load
