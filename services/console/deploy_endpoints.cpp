#include "services/console/deploy_endpoints.hpp"

#include <boost/json.hpp>
#include <utility>

#include "cluster/status_json.hpp"
#include "http/json.hpp"
#include "http/problem.hpp"

namespace souk::console {
namespace {

Task<http::Response> answer(int status, boost::json::value body) { co_return http::json_response(body, status); }

Task<http::Response> refuse(Error error) { co_return http::problem(error); }

}  // namespace

http::Handler post_deploy(std::function<Result<void>()> deploy, std::function<domain::DeploymentStatus()> deployment) {
  return [deploy = std::move(deploy), deployment = std::move(deployment)](http::Request&) {
    const Result<void> begun = deploy();
    return begun ? answer(202, cluster::to_json(deployment())) : refuse(begun.error());
  };
}

http::Handler get_deploy(std::function<domain::DeploymentStatus()> deployment) {
  return [deployment = std::move(deployment)](http::Request&) { return answer(200, cluster::to_json(deployment())); };
}

}  // namespace souk::console
