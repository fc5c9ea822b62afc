#include "services/souk/top_frame.hpp"

#include <gtest/gtest.h>

#include "domain/flag.hpp"

namespace souk {
namespace {

using domain::index_of;
using domain::Owner;
using domain::RequestPhase;
using domain::ServiceStatus;

ServiceStatus collapsed() {
  ServiceStatus status;
  status.pid = 7;
  status.uptime_ms = 192'000;
  status.cpu_seconds = 100;
  status.backlog = 13'400;
  status.oldest_age_ms = 7'100;
  status.workers = 512;
  status.workers_target = 512;
  status.core_ok = 1'000;
  status.core_failed = 200;
  status.core_p99_us = 1'509'000;
  status.core_samples = 300;
  status.pool.capacity = 8;
  status.pool.in_use = 8;
  status.pool.holding[index_of(Owner::core)] = 8;
  status.pool.longest_hold_us[index_of(Owner::core)] = 231'000;
  status.pool.waiting[index_of(Owner::core)] = 812;
  status.pool.longest_wait_us[index_of(Owner::core)] = 2'300'000;
  status.pool.waiting[index_of(Owner::browse)] = 40;
  status.telemetry = std::make_shared<const domain::Telemetry>();
  status.writer.capacity = 1;
  status.writer.in_use = 1;
  status.writer.holding[index_of(Owner::analytics)] = 1;
  status.writer.waiting[index_of(Owner::analytics)] = 504;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    status.flags[std::string(definition.key)] = domain::to_text(definition.default_value);
  }
  return status;
}

ServiceStatus a_second_later(ServiceStatus status) {
  status.uptime_ms += 1'000;
  status.cpu_seconds += 1.87;
  status.core_failed += 148;
  status.backlog += 1'210;
  domain::Telemetry telemetry;
  telemetry.phases[index_of(RequestPhase::pool)][index_of(Owner::core)] = {.count = 10, .total_us = 21'000'000};
  telemetry.phases[index_of(RequestPhase::writer)][index_of(Owner::core)] = {.count = 10, .total_us = 2'310'000};
  status.telemetry = std::make_shared<const domain::Telemetry>(telemetry);
  return status;
}

std::string text_of(const std::vector<TopLine>& lines) {
  std::string text;
  for (const TopLine& line : lines) text += line.text + "\n";
  return text;
}

std::string line_with(const std::vector<TopLine>& lines, const std::string& part) {
  for (const TopLine& line : lines) {
    if (line.text.find(part) != std::string::npos) return line.text;
  }
  return "no line with " + part + " in\n" + text_of(lines);
}

TEST(TopFrame, TellsWhoHoldsAndWhoWaits) {
  const ServiceStatus before = collapsed();
  const auto lines = top_frame(before, a_second_later(before), {.columns = 100, .blocks = false});
  const std::string core = line_with(lines, "  core  ");
  EXPECT_NE(core.find("8 #####################  231 ms"), std::string::npos) << core;
  EXPECT_NE(core.find("812 #####################   2.3 s"), std::string::npos) << core;
  const std::string browse = line_with(lines, "  browse");
  EXPECT_NE(browse.find(" 40 # "), std::string::npos) << browse;
  EXPECT_EQ(text_of(lines).find("outbox"), std::string::npos) << "who neither holds nor waits is not there";
}

TEST(TopFrame, TellsWhatHappenedSinceTheReadingBefore) {
  const ServiceStatus before = collapsed();
  const auto lines = top_frame(before, a_second_later(before), {});
  EXPECT_NE(line_with(lines, "cpu").find("cpu 187%"), std::string::npos);
  EXPECT_NE(line_with(lines, "p99").find("0/s ok   148/s failed   p99 1.5 s"), std::string::npos)
      << line_with(lines, "p99");
  EXPECT_NE(line_with(lines, "backlog").find("14,610 (+1,210/s)   oldest 7.1 s"), std::string::npos);
  EXPECT_NE(line_with(lines, "core request").find("pool 2.1 s   writer 231 ms"), std::string::npos);
}

TEST(TopFrame, WithoutAReadingBeforeThereAreNoRates) {
  const auto lines = top_frame(std::nullopt, collapsed(), {});
  EXPECT_NE(line_with(lines, "p99").find("-/s ok"), std::string::npos);
  EXPECT_NE(line_with(lines, "cpu").find("cpu -"), std::string::npos);
}

TEST(TopFrame, ARestartInBetweenIsNoRate) {
  const ServiceStatus before = collapsed();
  ServiceStatus restarted = a_second_later(before);
  restarted.pid = 8;
  restarted.core_failed = 0;
  EXPECT_NE(line_with(top_frame(before, restarted, {}), "p99").find("-/s failed"), std::string::npos);
}

TEST(TopFrame, NamesTheFlagsThatAreNotAtTheirDefaults) {
  ServiceStatus status = collapsed();
  EXPECT_EQ(line_with(top_frame(std::nullopt, status, {}), "flags"), "flags     all at their defaults");
  status.flags["worker-limit"] = "8";
  status.flags["processing-strategy"] = "batched";
  EXPECT_EQ(line_with(top_frame(std::nullopt, status, {}), "flags"),
            "flags     processing-strategy=batched   worker-limit=8");
}

TEST(TopFrame, FitsTheTerminal) {
  for (const std::size_t columns : {80U, 100U, 140U}) {
    const auto lines = top_frame(std::nullopt, collapsed(), {.columns = columns, .blocks = false});
    for (const TopLine& line : lines) EXPECT_LE(line.text.size(), std::max<std::size_t>(columns, 80)) << line.text;
  }
}

}  // namespace
}  // namespace souk
