// A data folder of the calibration's own, inside the folder whose disk is measured; gone with the object.
#pragma once

#include <filesystem>

#include "domain/result.hpp"

namespace souk::calibration {

class ScratchFolder {
 public:
  // Errors: io, naming the folder.
  static Result<ScratchFolder> make(const std::filesystem::path& inside);
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace souk::calibration
