// The operator's decisions on new apps.
#pragma once

#include "app/vendor_desk.hpp"
#include "http/handler.hpp"

namespace souk::console {

http::Handler list_submissions(app::VendorDesk& vendors);
http::Handler post_approval(app::VendorDesk& vendors);
http::Handler post_rejection(app::VendorDesk& vendors);

}  // namespace souk::console
