// The Top Vendor programme, for operators.
#pragma once

#include "app/vendor_review.hpp"
#include "http/handler.hpp"
#include "ports/review_store.hpp"

namespace souk::console {

http::Handler post_evaluate(app::VendorReview& vendors);
http::Handler post_retract(app::VendorReview& vendors);
http::Handler get_vendor_mail(ports::ReviewStore& reviews);

}  // namespace souk::console
