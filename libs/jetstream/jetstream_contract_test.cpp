// The log on JetStream as an EventLog like any other, on a server alone. On three: tests/cluster.
#include "jetstream/jetstream_test_fixture.hpp"
#include "tests/support/nats_server.hpp"

namespace souk::tests {
namespace {

class OwnServer {
 protected:
  NatsServer server_;
};

class AloneFixture final : OwnServer, public jetstream::JetStreamFixture {
 public:
  AloneFixture() : JetStreamFixture({server_.url()}, "events", 1) {}
};

std::unique_ptr<EventLogFixture> make_alone() { return std::make_unique<AloneFixture>(); }

INSTANTIATE_TEST_SUITE_P(JetStream, EventLogContract, testing::Values(EventLogAdapter{"jetstream", &make_alone}),
                         adapter_name);

}  // namespace
}  // namespace souk::tests
