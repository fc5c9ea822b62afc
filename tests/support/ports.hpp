// Ports of the loopback, for servers that tests start.
#pragma once

#include <functional>

namespace souk::tests {

// One that nobody listens on now.
int free_port();

// Waits until somebody listens on it, at most `seconds`, and no longer once given_up(). False: nobody does.
bool await_port(int port, int seconds, const std::function<bool()>& given_up);

}  // namespace souk::tests
