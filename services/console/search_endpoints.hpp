#pragma once

#include "app/search_keeper.hpp"
#include "http/handler.hpp"

namespace souk::console {

http::Handler get_search(app::SearchKeeper& search);
http::Handler post_search_snapshot(app::SearchKeeper& search);

}  // namespace souk::console
