#include "services/marketplace/command_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/stream_parser.hpp>
#include <utility>

#include "domain/pricing.hpp"
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"

namespace souk::marketplace {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxKeyBytes = 255;

Error bad(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }

Result<json::value> parse_json(std::string_view text) {
  json::stream_parser parser;
  boost::system::error_code error;
  const std::size_t at = parser.write_some(text.data(), text.size(), error);
  if (!error && at < text.size()) return bad(fmt::format("the body is not JSON: unexpected text at byte {}", at));
  if (!error) parser.finish(error);
  if (error) return bad(fmt::format("the body is not JSON: {} at byte {}", error.message(), at));
  return parser.release();
}

Result<std::string> text_of(std::string_view name, const json::value& value) {
  if (!value.is_string()) return bad(fmt::format("{} must be a string", name));
  if (value.get_string().empty()) return bad(fmt::format("{} is empty", name));
  return std::string(value.get_string());
}

Result<void> read_member(std::string_view name, const json::value& value, BodyMembers members,
                         domain::Command& command) {
  if (name == "users" && members.users) {
    if (!value.is_int64() || !domain::is_user_tier(value.get_int64()))
      return bad("users must be one of 10, 25, 50, 100, 250, 500, 2000, 10000 and -1 (unlimited)");
    command.users = value.get_int64();
    return {};
  }
  const bool known = (name == "app_key" && members.app_key) || (name == "hosting" && members.hosting) ||
                     (name == "version" && members.version);
  if (!known) return bad(fmt::format("\"{}\" is not a member of this body", name));
  auto text = text_of(name, value);
  if (!text) return text.error();
  if (name == "app_key") {
    command.app_key = std::move(*text);
  } else if (name == "version") {
    command.version = std::move(*text);
  } else {
    const auto hosting = domain::parse_hosting(*text);
    if (!hosting) return hosting.error();
    command.hosting = *hosting;
  }
  return {};
}

json::object receipt_json(const domain::Receipt& receipt) {
  json::object body;
  body["kind"] = domain::to_string(receipt.kind);
  body["id"] = receipt.id;
  body["instance"] = receipt.instance_id;
  body["app_key"] = receipt.app_key;
  body["hosting"] = domain::to_string(receipt.hosting);
  if (!receipt.version.empty()) body["version"] = receipt.version;
  if (receipt.kind == domain::CommandKind::purchase || receipt.kind == domain::CommandKind::renew)
    body["amount_cents"] = receipt.amount_cents;
  body["at"] = iso_time(receipt.at);
  if (receipt.expires_at != 0) body["expires_at"] = iso_time(receipt.expires_at);
  return body;
}

// application/json with any parameters; clients that send no type mean JSON.
bool is_json(std::string_view content_type) {
  const auto type = content_type.substr(0, content_type.find_first_of("; \t"));
  constexpr std::string_view kJson = "application/json";
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return type.empty() || std::equal(type.begin(), type.end(), kJson.begin(), kJson.end(), same);
}

}  // namespace

Result<std::string> read_idempotency_key(std::string_view header) {
  if (header.empty()) return bad("the Idempotency-Key header is missing");
  std::string key;
  if (header.front() == '"') {
    if (header.size() < 2 || header.back() != '"') return bad("Idempotency-Key: the closing quote is missing");
    const auto quoted = header.substr(1, header.size() - 2);
    for (std::size_t i = 0; i < quoted.size(); ++i) {
      if (quoted[i] == '"') return bad("Idempotency-Key: a quote within the quotes needs a backslash");
      if (quoted[i] == '\\') {
        ++i;
        if (i == quoted.size() || (quoted[i] != '"' && quoted[i] != '\\'))
          return bad("Idempotency-Key: a backslash stands before a quote or a backslash only");
      }
      key += quoted[i];
    }
  } else {
    key = header;
  }
  if (key.empty()) return bad("the Idempotency-Key is empty");
  if (key.size() > kMaxKeyBytes) return bad(fmt::format("the Idempotency-Key is longer than {} bytes", kMaxKeyBytes));
  const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable) return bad("the Idempotency-Key has characters other than printable ASCII");
  return key;
}

Result<void> read_body(std::string_view body, BodyMembers members, domain::Command& command) {
  if (body.empty()) {
    if (members.app_key) return bad("the body is missing: a JSON object with app_key is required");
    return {};
  }
  const auto parsed = parse_json(body);
  if (!parsed) return parsed.error();
  const json::object* const object = parsed->if_object();
  if (object == nullptr) return bad("the body is not a JSON object");
  for (const auto& member : *object) {
    if (auto taken = read_member(member.key(), member.value(), members, command); !taken) return taken;
  }
  if (members.app_key && command.app_key.empty()) return bad("app_key is missing");
  return {};
}

Task<http::Response> run_command(app::Shop& shop, http::Request& request, domain::CommandKind kind, BodyMembers members,
                                 int success) {
  auto key = read_idempotency_key(request.header("idempotency-key"));
  if (!key) co_return http::problem(key.error());
  if (!request.body.empty() && !is_json(request.header("content-type")))
    co_return http::problem(415, "unsupported media type", "send the body as application/json");
  domain::Command command;
  command.kind = kind;
  command.instance_id = request.path_parameter("instance");
  command.app_key = request.path_parameter("app");
  const bool has_body = request.method != "DELETE";
  const auto read = has_body ? read_body(request.body, members, command) : Result<void>();
  if (!read) co_return http::problem(read.error());

  auto running = shop.command(context_of(request), std::move(command), std::move(*key));
  const auto recorded = co_await std::move(running);
  const MakingAnswer making(request);
  if (!recorded) co_return http::problem(recorded.error());
  const domain::Receipt& receipt = recorded->receipt;
  http::Response response = receipt.code == Errc::ok ? json_answer(receipt_json(receipt), success)
                                                     : http::problem(fail(receipt.code, receipt.detail));
  if (recorded->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  co_return response;
}

}  // namespace souk::marketplace
