// Which running souk a command talks to: --url, or the one on --data.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cluster/ops_client.hpp"
#include "domain/result.hpp"

namespace souk {

struct OpsTarget {
  std::string folder = "data";
  std::string url;

  // Adds --data and --url.
  void add_options(CLI::App& command);
  // Runs `talk` against the operator API and returns its exit status; prints an error (prefixed with `name`) and
  // returns 1 when there is nobody to talk to.
  int run(const std::string& name, const std::function<Task<Result<int>>(cluster::OpsClient&)>& talk) const;
};

}  // namespace souk
