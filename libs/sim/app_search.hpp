// Which apps a text finds: an inverted index of the words of names, summaries, descriptions, vendors and release notes.
// Made once for a catalogue and only read from then on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace souk::sim {

class AppSearch {
 public:
  struct Hit {
    std::uint32_t app = 0;
    double relevance = 0;
  };

  // The texts of one app by field; names weigh most, descriptions least.
  struct Fields {
    std::string_view name;
    std::string_view summary;
    std::string_view description;
    std::string_view vendor;
    std::string_view release_notes;
  };
  // Apps are numbered by their place.
  explicit AppSearch(const std::vector<Fields>& apps);

  // The apps in which each of the first 16 words occurs, at least as a beginning (a single letter as a word), in the
  // order of their numbers.
  // Words are those of domain::words_of(), case does not matter. Nothing if there is no word at all.
  std::vector<Hit> find(std::string_view text) const;

 private:
  struct Word {
    std::string text;
    std::vector<Hit> apps;  // by number; `relevance` is the weight of the word's occurrences
  };
  // The apps with a word that begins so, each with the weight of all such words.
  std::vector<Hit> find_beginning(std::string_view beginning) const;

  std::size_t apps_ = 0;
  std::vector<Word> words_;  // by text
};

}  // namespace souk::sim
