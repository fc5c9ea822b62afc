#pragma once

#include "app/live_settings.hpp"
#include "http/handler.hpp"

namespace souk::console {

http::Handler list_settings(app::LiveSettings& settings);
http::Handler put_setting(app::LiveSettings& settings);

}  // namespace souk::console
