#include "jetstream/options.hpp"

#include <gmock/gmock.h>

namespace souk::jetstream {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ParseServers, ReadsOneOrMore) {
  const Result<Servers> one = parse_servers("nats://127.0.0.1:4222");
  ASSERT_TRUE(one.has_value());
  EXPECT_THAT(one->urls, ElementsAre("nats://127.0.0.1:4222"));
  EXPECT_EQ(one->user, "");
  const Result<Servers> three = parse_servers("nats://souk@a:1,nats://b,[::1]:3");
  ASSERT_TRUE(three.has_value()) << three.error().detail;
  EXPECT_THAT(three->urls, ElementsAre("nats://a:1", "nats://b", "nats://[::1]:3"));
  EXPECT_EQ(three->user, "souk");
}

TEST(ParseServers, RefusesAPasswordWithoutRepeatingIt) {
  const Result<Servers> servers = parse_servers("nats://souk:hunter2@127.0.0.1:4222");
  ASSERT_TRUE(servers.has_error());
  EXPECT_EQ(servers.error().code, Errc::invalid_argument);
  EXPECT_THAT(servers.error().detail, HasSubstr("SOUK_NATS_PASSWORD_FILE"));
  EXPECT_THAT(servers.error().detail, Not(HasSubstr("hunter2")));
}

TEST(ParseServers, RefusesWhatIsNone) {
  for (const char* text : {"", "127.0.0.1:4222", "http://a:1", "nats://", "nats://a:0", "nats://a:x", "nats://a:70000",
                           "nats://a,,b", "nats://:4222", "nats://a/b", "nats://souk@"}) {
    const Result<Servers> servers = parse_servers(text);
    ASSERT_TRUE(servers.has_error()) << text;
    EXPECT_EQ(servers.error().code, Errc::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace souk::jetstream
