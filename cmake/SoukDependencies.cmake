# Everything comes from Debian 12 packages (see deploy/packages.txt).
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(prometheus-cpp REQUIRED)
find_package(simdjson REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(GTest REQUIRED)
# Coroutine frames of a few hundred bytes to a few KB come and go by the million: glibc's malloc is a third of a
# simulated run. Sanitizers bring their own.
add_library(souk_allocator INTERFACE)
if(NOT SOUK_SANITIZE)
  find_package(mimalloc REQUIRED)
  target_link_libraries(souk_allocator INTERFACE mimalloc)
endif()
if(SOUK_BENCH)
  find_package(benchmark REQUIRED)
endif()

# Asio and Beast are heavy headers: their non-template parts are compiled once, here. Asio would keep two coroutine
# frames a thread for use again and ask for aligned memory for all others; the allocator alone is faster.
add_library(souk_asio STATIC ${CMAKE_SOURCE_DIR}/cmake/asio.cpp)
target_compile_definitions(souk_asio PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_BOOST_COROUTINE BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
# g++ 12 takes Asio's recycled coroutine frames for a mismatch of new and delete.
target_compile_options(souk_asio PUBLIC $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)
target_link_libraries(souk_asio PUBLIC Boost::headers Boost::json Boost::url Threads::Threads)

# CPU profiles on demand: gperftools samples, elfutils' libdw knows the names.
find_library(SOUK_LIBPROFILER profiler REQUIRED)
find_library(SOUK_LIBDW dw REQUIRED)
add_library(souk_cpu_profiler INTERFACE)
target_link_libraries(souk_cpu_profiler INTERFACE ${SOUK_LIBPROFILER} ${SOUK_LIBDW})

# The cluster substrate's clients.
find_library(SOUK_LIBNATS nats REQUIRED)
add_library(souk_nats INTERFACE)
target_link_libraries(souk_nats INTERFACE ${SOUK_LIBNATS})
find_package(PostgreSQL REQUIRED)
add_library(souk_pq INTERFACE)
target_include_directories(souk_pq SYSTEM INTERFACE ${PostgreSQL_INCLUDE_DIRS})
target_link_libraries(souk_pq INTERFACE ${PostgreSQL_LIBRARIES})

add_library(souk_queue INTERFACE)
target_include_directories(souk_queue SYSTEM INTERFACE /usr/include/concurrentqueue)

add_library(souk_yaml INTERFACE)
target_link_libraries(souk_yaml INTERFACE yaml-cpp)
