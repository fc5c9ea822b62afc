// Memory of entries. They come and go millions of times a second, in a few sizes: freed ones are kept by size and
// handed out again. Per thread, because sweeps run one world a thread.
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <utility>

namespace souk::sim {

class EntryPool {
 public:
  static void* take(std::size_t bytes) {
    const std::size_t size_class = class_of(bytes);
    if (size_class >= kClasses) return ::operator new(bytes);
    Free*& head = lists().heads[size_class];
    if (head == nullptr) return ::operator new((size_class + 1) * kStep);
    Free* taken = head;
    head = taken->next;
    return taken;
  }
  static void give_back(void* memory, std::size_t bytes) {
    const std::size_t size_class = class_of(bytes);
    if (size_class >= kClasses) return ::operator delete(memory);
    lists().heads[size_class] = new (memory) Free{lists().heads[size_class]};
  }

 private:
  static constexpr std::size_t kStep = 64;
  static constexpr std::size_t kClasses = 8;  // up to 512 bytes
  struct Free {
    Free* next;
  };
  struct Lists {
    std::array<Free*, kClasses> heads{};
    Lists() = default;
    Lists(const Lists&) = delete;
    Lists& operator=(const Lists&) = delete;
    ~Lists() {
      for (Free* head : heads) {
        while (head != nullptr) ::operator delete(std::exchange(head, head->next));
      }
    }
  };
  static std::size_t class_of(std::size_t bytes) { return (bytes - 1) / kStep; }
  static Lists& lists() {
    thread_local Lists kept;
    return kept;
  }
};

}  // namespace souk::sim
