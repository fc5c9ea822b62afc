# Compiler settings shared by every target. Warnings and sanitizers are INTERFACE targets so that
# programs, tests and benches are built from the same objects.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

set(SOUK_SANITIZE "" CACHE STRING "Comma-separated sanitizers, for example address,undefined or thread")
option(SOUK_BENCH "Build the benchmarks" ON)
option(SOUK_FUZZ "Build the fuzzers; the compiler has to be clang" OFF)
option(SOUK_PCH "Precompile the heavy Boost headers" ON)

find_program(SOUK_CCACHE ccache)
if(SOUK_CCACHE)
  # Precompiled headers need these two relaxations (see the ccache manual, "Precompiled headers").
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${SOUK_CCACHE})
endif()
find_program(SOUK_MOLD mold)
if(SOUK_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(souk_warnings INTERFACE)
target_compile_options(souk_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
# clang counts it among -Wconversion, g++ does not.
target_compile_options(souk_warnings INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>)

add_library(souk_sanitize INTERFACE)
if(SOUK_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(SOUK_SANITIZE)
  add_compile_options(-fsanitize=${SOUK_SANITIZE} -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${SOUK_SANITIZE})
  # With a sanitizer's instrumentation g++ 12 no longer sees that a result holds a value before it is read.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  if(SOUK_SANITIZE MATCHES "undefined")
    # Left alone, the sanitizer of undefined behaviour prints a line and goes on, and the test passes.
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(SOUK_SANITIZE MATCHES "thread")
    # GCC warns that TSan cannot see std::atomic_thread_fence; moodycamel uses one.
    add_compile_options(-Wno-tsan)
  endif()
endif()
