#include "sim/big_pages.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace souk::sim {
namespace {

constexpr std::size_t kPage = std::size_t{2} << 20;

std::size_t rounded_up(std::size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

}  // namespace

void* take_big_pages(std::size_t bytes) {
  const std::size_t size = rounded_up(bytes);
  // One page more than needed, so that a boundary of pages is in it; what lies before and behind goes back.
  void* mapped = mmap(nullptr, size + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  auto* begin = static_cast<std::byte*>(mapped);
  const std::size_t before = (kPage - reinterpret_cast<std::uintptr_t>(mapped) % kPage) % kPage;
  std::byte* memory = begin + before;
  if (before > 0) munmap(begin, before);
  if (before < kPage) munmap(memory + size, kPage - before);
  madvise(memory, size, MADV_HUGEPAGE);  // advice: it may be refused
  return memory;
}

void give_back_big_pages(void* memory, std::size_t bytes) noexcept { munmap(memory, rounded_up(bytes)); }

}  // namespace souk::sim
