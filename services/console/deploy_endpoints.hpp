#pragma once

#include <functional>

#include "domain/deployment.hpp"
#include "domain/result.hpp"
#include "http/handler.hpp"

namespace souk::console {

http::Handler post_deploy(std::function<Result<void>()> deploy, std::function<domain::DeploymentStatus()> deployment);
http::Handler get_deploy(std::function<domain::DeploymentStatus()> deployment);

}  // namespace souk::console
