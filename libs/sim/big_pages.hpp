// Memory for tables of many megabytes that are looked up at random places. In pages of 4 KiB such a look-up costs, more
// than the row itself, finding out where its page lies; so large tables ask the system for pages of 2 MiB. One that has
// none to give hands out small ones, and nothing but the time that a run takes depends on it.
#pragma once

#include <cstddef>
#include <vector>

namespace souk::sim {

// Throws std::bad_alloc. `bytes`: the same for both.
void* take_big_pages(std::size_t bytes);
void give_back_big_pages(void* memory, std::size_t bytes) noexcept;

template <class T>
class BigPages {
 public:
  using value_type = T;
  BigPages() = default;
  template <class U>
  BigPages(const BigPages<U>&) noexcept {}  // NOLINT(google-explicit-constructor): allocators convert

  T* allocate(std::size_t count) {
    if (count * sizeof(T) < kLarge) return static_cast<T*>(::operator new(count * sizeof(T)));
    return static_cast<T*>(take_big_pages(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    if (count * sizeof(T) < kLarge) return ::operator delete(memory);
    give_back_big_pages(memory, count * sizeof(T));
  }
  friend bool operator==(const BigPages&, const BigPages&) { return true; }

 private:
  static constexpr std::size_t kLarge = std::size_t{1} << 20;
};

template <class T>
using BigVector = std::vector<T, BigPages<T>>;

}  // namespace souk::sim
