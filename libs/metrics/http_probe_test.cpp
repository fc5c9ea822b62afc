#include "metrics/http_probe.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "metrics/test_exposition.hpp"

namespace souk::metrics {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(HttpProbeTest, CountsByRouteMethodAndStatus) {
  Registry registry;
  HttpProbe probe(registry);
  probe.on_request("/rest/2/addons/{key}", "GET", 200, microseconds(300));
  probe.on_request("/rest/2/addons/{key}", "GET", 200, milliseconds(30));
  probe.on_request("/rest/2/addons/{key}", "GET", 404, microseconds(300));
  probe.on_request("/rest/souk/1/installs", "POST", 201, milliseconds(700));
  const auto text = parse_exposition(registry.exposition());
  const std::string page = "route=\"/rest/2/addons/{key}\"";
  EXPECT_EQ(text.at("souk_http_requests_total{method=\"GET\"," + page + ",status=\"200\"}"), 2);
  EXPECT_EQ(text.at("souk_http_requests_total{method=\"GET\"," + page + ",status=\"404\"}"), 1);
  EXPECT_EQ(text.at(R"(souk_http_requests_total{method="POST",route="/rest/souk/1/installs",status="201"})"), 1);
  EXPECT_EQ(text.types.at("souk_http_requests_total"), "counter");
}

TEST(HttpProbeTest, DurationsFillAHistogramPerRoute) {
  Registry registry;
  HttpProbe probe(registry);
  probe.on_request("/a", "GET", 200, microseconds(300));
  probe.on_request("/a", "GET", 500, milliseconds(30));
  probe.on_request("/a", "GET", 200, std::chrono::seconds(60));
  const auto text = parse_exposition(registry.exposition());
  EXPECT_EQ(text.types.at("souk_http_request_duration_seconds"), "histogram");
  EXPECT_EQ(text.at(R"(souk_http_request_duration_seconds_bucket{route="/a",le="0.0005"})"), 1);
  EXPECT_EQ(text.at(R"(souk_http_request_duration_seconds_bucket{route="/a",le="0.05"})"), 2);
  EXPECT_EQ(text.at(R"(souk_http_request_duration_seconds_bucket{route="/a",le="10"})"), 2);
  EXPECT_EQ(text.at(R"(souk_http_request_duration_seconds_bucket{route="/a",le="+Inf"})"), 3);
  EXPECT_EQ(text.at(R"(souk_http_request_duration_seconds_count{route="/a"})"), 3);
  EXPECT_NEAR(text.at(R"(souk_http_request_duration_seconds_sum{route="/a"})"), 60.0303, 1e-3);
}

TEST(HttpProbeTest, WhatAClientInventsAddsNoSeries) {
  Registry registry;
  HttpProbe probe(registry);
  for (int i = 0; i < 100; ++i) probe.on_request("", "BREW" + std::to_string(i), 404, microseconds(10));
  const auto text = parse_exposition(registry.exposition());
  EXPECT_EQ(text.at(R"(souk_http_requests_total{method="other",route="unmatched",status="404"})"), 100);
}

TEST(HttpProbeTest, RefusalsAndConnections) {
  Registry registry;
  HttpProbe probe(registry);
  probe.on_refusal("in-flight");
  probe.on_refusal("in-flight");
  probe.on_refusal("shutdown");
  probe.on_connection(+1);
  probe.on_connection(+1);
  probe.on_connection(-1);
  const auto text = parse_exposition(registry.exposition());
  EXPECT_EQ(text.at(R"(souk_http_refusals_total{reason="in-flight"})"), 2);
  EXPECT_EQ(text.at(R"(souk_http_refusals_total{reason="shutdown"})"), 1);
  EXPECT_EQ(text.at("souk_http_connections"), 1);
}

TEST(HttpProbeTest, ThreadsCountTogether) {
  Registry registry;
  HttpProbe probe(registry);
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&probe, &registry] {
      for (int n = 0; n < 2'000; ++n) {
        probe.on_request(n % 2 == 0 ? "/a" : "/b", "GET", 200 + n % 5, microseconds(n));
        if (n % 500 != 0) continue;
        EXPECT_NO_THROW(parse_exposition(registry.exposition()));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto text = parse_exposition(registry.exposition());
  EXPECT_EQ(text.at(R"(souk_http_request_duration_seconds_count{route="/a"})"), 4'000);
  EXPECT_EQ(text.at(R"(souk_http_request_duration_seconds_count{route="/b"})"), 4'000);
  EXPECT_EQ(text.at(R"(souk_http_requests_total{method="GET",route="/a",status="200"})"), 800);
}

}  // namespace
}  // namespace souk::metrics
