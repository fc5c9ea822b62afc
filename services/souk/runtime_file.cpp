#include "services/souk/runtime_file.hpp"

#include <boost/json.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace souk {
namespace {

namespace json = boost::json;

std::filesystem::path path_of(const std::string& folder) { return std::filesystem::path(folder) / "souk.json"; }

}  // namespace

Result<void> write_runtime_file(const std::string& folder, const RuntimeFile& file) {
  const std::filesystem::path path = path_of(folder);
  const std::filesystem::path temporary = path.string() + ".new";
  {
    std::ofstream out(temporary, std::ios::trunc);
    out << json::serialize(json::object{{"shop_url", file.shop_url}, {"ops_url", file.ops_url}, {"pid", file.pid}})
        << '\n';
    out.flush();
    if (!out) return fail(Errc::no_space, "cannot write " + temporary.string() + ": is the disk full or read-only?");
  }
  std::error_code error;
  std::filesystem::rename(temporary, path, error);
  if (error) return fail(Errc::io, "cannot write " + path.string() + ": " + error.message());
  return {};
}

void remove_runtime_file(const std::string& folder) {
  std::error_code ignored;  // gone already, or the disk is read-only: the pid inside tells that it is stale
  std::filesystem::remove(path_of(folder), ignored);
}

Result<RuntimeFile> read_runtime_file(const std::string& folder) {
  const std::filesystem::path path = path_of(folder);
  std::ifstream in(path);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::string none = "no souk runs on the data folder '" + folder + "'; start one with `souk up --data " +
                           folder + "`, or name it with --data or --url";
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_object()) return fail(Errc::not_found, none);
  try {
    RuntimeFile file;
    file.shop_url = std::string(value.at("shop_url").as_string());
    file.ops_url = std::string(value.at("ops_url").as_string());
    file.pid = value.at("pid").as_int64();
    if (::kill(static_cast<pid_t>(file.pid), 0) != 0 && errno == ESRCH) return fail(Errc::not_found, none);
    return file;
  } catch (const std::exception&) {
    return fail(Errc::not_found, none);
  }
}

}  // namespace souk
