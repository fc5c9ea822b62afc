#pragma once

#include "http/handler.hpp"
#include "ports/flags.hpp"

namespace souk::console {

http::Handler list_flags(ports::Flags& flags);
http::Handler get_flag(ports::Flags& flags);
http::Handler put_flag(ports::Flags& flags, ports::FlagAdmin& admin);

}  // namespace souk::console
