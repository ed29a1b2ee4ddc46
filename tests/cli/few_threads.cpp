// Loaded before the C library (LD_PRELOAD) it lets a process have no more threads than
// WGAN_TEST_THREADS, as `ulimit -u` does for users other than root.
#include <dlfcn.h>
#include <pthread.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace {

long threads() { return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}); }

}  // namespace

extern "C" __attribute__((visibility("default"))) int pthread_create(
    pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* with) {
  static const auto real =
      reinterpret_cast<decltype(&pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
  const char* most = std::getenv("WGAN_TEST_THREADS");
  if (most && threads() >= std::atol(most)) return EAGAIN;
  return real(thread, attributes, run, with);
}
