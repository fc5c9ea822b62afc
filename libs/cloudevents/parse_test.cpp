#include "cloudevents/parse.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace souk::cloudevents {
namespace {

using Kind = Rejection::Kind;
using domain::EventType;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Headers kStructured{{"content-type", "application/cloudevents+json; charset=UTF-8"}};
const Headers kBatch{{"content-type", "application/cloudevents-batch+json"}};

std::string event_json(const std::string& id, const std::string& type = "souk.heartbeat") {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/instances/i-000001","type":")" + type +
         R"(","time":"2020-03-05T10:15:30.250Z","datacontenttype":"application/json","traceparent":"00-x",)" +
         R"("data":{"app_key":"com.example.tables","instance_id":"i-000001","more":[1,{"x":null}]}})";
}

std::string batch_json(std::size_t count) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + event_json(std::to_string(i));
  return text + "]";
}

// The reason of the single bad event, or the detail of any other rejection.
std::string refusal(const Headers& headers, std::string_view body) {
  const auto parsed = parse(headers, body);
  if (parsed) return "accepted";
  return parsed.error().bad_events.size() == 1 ? parsed.error().bad_events[0].reason : parsed.error().detail;
}
std::string refusal(std::string_view body) { return refusal(kStructured, body); }

std::string without(std::string text, const std::string& part) { return text.erase(text.find(part), part.size()); }
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(CloudEvents, ReadsAStructuredEvent) {
  const auto parsed = parse(kStructured, event_json("e-1", "souk.enablement-failure"));
  ASSERT_TRUE(parsed.has_value());
  ASSERT_EQ(parsed->size(), 1U);
  const auto& event = parsed->front();
  EXPECT_EQ(event.id, "e-1");
  EXPECT_EQ(event.source, "/instances/i-000001");
  EXPECT_EQ(event.type, EventType::enablement_failure);
  EXPECT_EQ(event.app_key, "com.example.tables");
  EXPECT_EQ(event.instance_id, "i-000001");
  EXPECT_EQ(event.occurred_at, 1'583'403'330'250);
}

TEST(CloudEvents, KnowsEveryType) {
  for (std::size_t i = 0; i < domain::kEventTypeCount; ++i) {
    const auto parsed = parse(kStructured, event_json("x", "souk." + std::string(domain::kEventTypeNames[i])));
    ASSERT_TRUE(parsed.has_value()) << domain::kEventTypeNames[i];
    EXPECT_EQ(parsed->front().type, static_cast<EventType>(i));
  }
}

TEST(CloudEvents, OptionalPartsMayBeAbsentOrNull) {
  const auto parsed = parse(kStructured, R"({"specversion":"1.0","id":"1","source":"s","type":"souk.search-performed",
      "time":null,"data":null})");
  ASSERT_TRUE(parsed.has_value()) << parsed.error().detail;
  EXPECT_EQ(parsed->front().occurred_at, 0);
  EXPECT_EQ(parsed->front().app_key, "");
  EXPECT_EQ(parsed->front().instance_id, "");
}

TEST(CloudEvents, EscapesAreDecoded) {
  const auto parsed = parse(kStructured, event_json(R"(a\"b\u00e9)"));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->front().id, "a\"b\u00e9");
}

TEST(CloudEvents, SaysWhatIsWrongWithAnEvent) {
  const std::string good = event_json("e-1");
  EXPECT_EQ(refusal(good), "accepted");
  EXPECT_EQ(refusal(without(good, R"("id":"e-1",)")), "id is missing");
  EXPECT_EQ(refusal(event_json("")), "id is empty");
  EXPECT_EQ(refusal(replaced(good, "\"e-1\"", "7")), "id is not a string");
  EXPECT_EQ(refusal(without(good, R"("source":"/instances/i-000001",)")), "source is missing");
  EXPECT_EQ(refusal(without(good, R"("specversion":"1.0",)")), "specversion is missing");
  EXPECT_EQ(refusal(replaced(good, "\"1.0\"", "\"0.3\"")), "specversion is \"0.3\"; \"1.0\" is understood");
  EXPECT_EQ(refusal(without(good, R"("type":"souk.heartbeat",)")), "type is missing");
  EXPECT_EQ(refusal(event_json("1", "souk.nonsense")), "type \"souk.nonsense\" is not known");
  EXPECT_EQ(refusal(event_json("1", "heartbeat")), "type \"heartbeat\" is not known");
  EXPECT_THAT(refusal(replaced(good, "2020-03-05T", "yesterday ")), HasSubstr("time \"yesterday "));
  EXPECT_EQ(refusal(replaced(good, R"("app_key":"com.example.tables",)", "")), "data.app_key is missing");
  EXPECT_EQ(refusal(replaced(good, R"("com.example.tables")", "null")), "data.app_key is missing");
  EXPECT_EQ(refusal(replaced(good, R"("com.example.tables")", "{}")), "data.app_key is not a string");
  EXPECT_EQ(refusal(R"({"specversion":"1.0","id":"1","source":"s","type":"souk.heartbeat","data":"text"})"),
            "data is not an object");
  EXPECT_THAT(refusal(R"({"specversion":"1.0","id":"1","source":"s","type":"souk.heartbeat","data_base64":"AA=="})"),
              HasSubstr("data_base64"));
  EXPECT_EQ(refusal(event_json(std::string(1'025, 'x'))), "id is longer than 1024 bytes");
}

TEST(CloudEvents, ASyntaxErrorSaysWhere) {
  const auto parsed = parse(kStructured, "{\"id\":\"1\",\n  \"source\": oops}");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().kind, Kind::malformed);
  EXPECT_THAT(parsed.error().detail, HasSubstr("line 2, column 13"));
  for (const std::string_view body : {"", "{", "[", "{}}", "\"", "nul", "{\"a\":1,}", "\xff", "{\"id\":\"\xff\"}"}) {
    const auto bad = parse(kStructured, body);
    ASSERT_FALSE(bad.has_value()) << body;
    EXPECT_EQ(bad.error().kind, Kind::malformed) << body;
    EXPECT_THAT(bad.error().detail, HasSubstr("not valid JSON")) << body;
  }
}

TEST(CloudEvents, TheShapeMustFitTheMode) {
  EXPECT_EQ(parse(kStructured, "[]").error().kind, Kind::malformed);
  EXPECT_EQ(parse(kStructured, "7").error().kind, Kind::malformed);
  EXPECT_EQ(parse(kBatch, event_json("1")).error().kind, Kind::malformed);
}

TEST(CloudEvents, ReadsABatchInOrder) {
  const auto parsed = parse(kBatch, batch_json(1'000));
  ASSERT_TRUE(parsed.has_value());
  ASSERT_EQ(parsed->size(), 1'000U);
  for (std::size_t i = 0; i < parsed->size(); ++i) EXPECT_EQ((*parsed)[i].id, std::to_string(i));
}

TEST(CloudEvents, AnEmptyBatchIsFine) {
  const auto parsed = parse(kBatch, " [ ] ");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_THAT(*parsed, IsEmpty());
}

TEST(CloudEvents, ABatchNamesEveryBadEventAndIsRefusedWhole) {
  const auto parsed = parse(kBatch, "[" + event_json("0") + ",7," + event_json("2") + "," + event_json("") + "]");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().kind, Kind::bad_events);
  ASSERT_EQ(parsed.error().bad_events.size(), 2U);
  EXPECT_EQ(parsed.error().bad_events[0].index, 1U);
  EXPECT_EQ(parsed.error().bad_events[0].reason, "the event is not an object");
  EXPECT_EQ(parsed.error().bad_events[1].index, 3U);
  EXPECT_EQ(parsed.error().bad_events[1].reason, "id is empty");
  EXPECT_THAT(parsed.error().detail, HasSubstr("2 of 4"));
}

TEST(CloudEvents, SizesAreLimited) {
  EXPECT_EQ(parse(kBatch, batch_json(1'001)).error().kind, Kind::too_large);
  EXPECT_EQ(parse(kBatch, "[\"" + std::string(kMaxBodyBytes, 'x') + "\"]").error().kind, Kind::too_large);
  const std::string padding = "\"pad\":\"" + std::string(kMaxEventBytes, 'x') + R"(\"}],{[","specversion")";
  const std::string large = replaced(event_json("large"), "\"specversion\"", padding);
  EXPECT_EQ(parse(kStructured, large).error().kind, Kind::too_large);
  EXPECT_EQ(parse({{"ce-id", "1"}}, large).error().kind, Kind::too_large);
  // In a batch the large one is named, and its neighbours are measured apart.
  const std::string half = replaced(event_json("half"), "\"specversion\"",
                                    "\"pad\":\"" + std::string(kMaxEventBytes / 2, 'x') + "\",\"specversion\"");
  EXPECT_TRUE(parse(kBatch, "[" + half + ", " + half + " ," + half + "]").has_value());
  const auto parsed = parse(kBatch, "[" + half + "," + large + " , " + half + "]");
  ASSERT_FALSE(parsed.has_value());
  ASSERT_EQ(parsed.error().bad_events.size(), 1U);
  EXPECT_EQ(parsed.error().bad_events[0].index, 1U);
  EXPECT_THAT(parsed.error().bad_events[0].reason, HasSubstr("larger than 65536 bytes"));
}

Headers binary_headers() {
  return {{"ce-specversion", "1.0"},           {"ce-id", "e%201"},        {"ce-source", "%E2%82%AC"},
          {"ce-type", "souk.installed"},       {"ce-tenant", "anything"}, {"ce-time", "2020-03-05T11:15:30+01:00"},
          {"content-type", "application/json"}};
}

TEST(CloudEvents, ReadsABinaryEvent) {
  const auto parsed = parse(binary_headers(), R"({"app_key":"a.b","instance_id":"i-1"})");
  ASSERT_TRUE(parsed.has_value()) << parsed.error().detail;
  const auto& event = parsed->front();
  EXPECT_EQ(event.id, "e 1");
  EXPECT_EQ(event.source, "\u20ac");
  EXPECT_EQ(event.type, EventType::installed);
  EXPECT_EQ(event.app_key, "a.b");
  EXPECT_EQ(event.instance_id, "i-1");
  EXPECT_EQ(event.occurred_at, 1'583'403'330'000);
}

TEST(CloudEvents, BinaryDataIsOptionalWhereTheTypeNeedsNone) {
  Headers headers = binary_headers();
  EXPECT_EQ(refusal(headers, ""), "data.app_key is missing");
  headers[3].second = "souk.search-performed";
  EXPECT_EQ(refusal(headers, ""), "accepted");
}

TEST(CloudEvents, BinaryModeRefusesWhatItMust) {
  Headers headers = binary_headers();
  const std::string data = R"({"app_key":"a.b"})";
  EXPECT_EQ(refusal(headers, "[]"), "data is not an object");
  EXPECT_THAT(refusal(headers, "{"), HasSubstr("not valid JSON"));
  headers[1].second = "%FF";
  EXPECT_EQ(parse(headers, data).error().kind, Kind::malformed);
  headers.erase(headers.begin() + 1);
  EXPECT_EQ(refusal(headers, data), "id is missing");
  headers.back().second = "text/plain";
  EXPECT_EQ(parse(headers, data).error().kind, Kind::unsupported_media_type);
}

TEST(CloudEvents, OtherMediaTypesAreUnsupported) {
  for (const std::string type : {"application/json", "", "application/cloudevents+avro",
                                 "application/cloudevents-batch+avro", "application/cloudevents", "text/plain"}) {
    const auto parsed = parse({{"content-type", type}}, batch_json(1));
    ASSERT_FALSE(parsed.has_value()) << type;
    EXPECT_EQ(parsed.error().kind, Kind::unsupported_media_type) << type;
  }
  EXPECT_TRUE(parse({{"content-type", "Application/CloudEvents+JSON ;charset=utf-8"}}, event_json("1")).has_value());
}

TEST(CloudEvents, ThreadsParseIndependently) {
  const std::string body = batch_json(50);
  std::array<std::size_t, 4> read{};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < read.size(); ++t) {
    threads.emplace_back([&read, &body, t] {
      for (int i = 0; i < 20; ++i) read[t] += parse(kBatch, body)->size();
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto count : read) EXPECT_EQ(count, 1'000U);
}

TEST(CloudEvents, ValueOfARejectionThrows) { EXPECT_THROW(parse(kStructured, "").value(), std::runtime_error); }

}  // namespace
}  // namespace souk::cloudevents
