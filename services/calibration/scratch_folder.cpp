#include "services/calibration/scratch_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

namespace souk::calibration {

Result<ScratchFolder> ScratchFolder::make(const std::filesystem::path& inside) {
  std::string name = (inside / "souk-calibration-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return fail(Errc::io, "cannot make a scratch folder in '" + inside.string() + "': " + std::strerror(errno) +
                              "; name a folder that can be written with --data");
  }
  return ScratchFolder(name);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace souk::calibration
