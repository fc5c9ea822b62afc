#include "drill/document.hpp"

#include <yaml-cpp/eventhandler.h>

#include <sstream>

namespace souk::drill {
namespace {

// Walks over the document without building it, and throws at the first thing beyond the limits.
class Limits final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { count(mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw YAML::ParserException(mark, "aliases are not allowed in drills");
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string&) override {
    count(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    enter(mark, anchor);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    enter(mark, anchor);
  }
  void OnMapEnd() override { --depth_; }

 private:
  void count(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) throw YAML::ParserException(mark, "anchors are not allowed in drills");
    if (++nodes_ > kMostNodes) throw YAML::ParserException(mark, "too many values for a drill");
  }
  void enter(const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(mark, anchor);
    if (++depth_ > kDeepest) throw YAML::ParserException(mark, "nested too deeply for a drill");
  }

  std::size_t nodes_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

std::optional<YAML::Node> load_document(const std::string& text, Mistakes& mistakes) {
  if (text.size() > kLargestFile) {
    mistakes.add_for_file("the file has more than 256 KiB", "a drill is a page or two");
    return std::nullopt;
  }
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    Limits first;
    if (!parser.HandleNextDocument(first)) {
      mistakes.add_for_file("the file is empty", "see docs/drills.md for an example");
      return std::nullopt;
    }
    Limits second;
    if (parser.HandleNextDocument(second)) {
      mistakes.add_for_file("the file has more than one document", "one drill a file, without \"---\" in between");
      return std::nullopt;
    }
    return YAML::Load(text);
  } catch (const YAML::Exception& exception) {
    mistakes.add(exception.mark, exception.msg);
    return std::nullopt;
  }
}

}  // namespace souk::drill
