#include "wgan/machine/machine.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <latch>
#include <limits>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>
#include <thread>
#include <tuple>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the processors that this process may use; the first one if the system does not tell.
cpu_set_t usable_processors() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return allowed;
  CPU_ZERO(&allowed);
  CPU_SET(0, &allowed);
  return allowed;
}

/// On Linux a thread has its own "nice" value, from -20 to 19; a larger one leaves more to others.
int niceness(pid_t thread) { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(thread)); }

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// Returns the number at the start of a file; no limit if there is none, as in "max".
double number_in(const std::string& file) {
  double number;
  return std::ifstream(file) >> number ? number : kNoLimit;
}

double memory_limit_in(const std::string& group) {
  return std::min(number_in(group + "/memory.max"), number_in(group + "/memory.limit_in_bytes"));
}

/// Returns the processor seconds that may be used per second.
double processor_limit_in(const std::string& group) {
  double quota, period;
  const bool second = static_cast<bool>(std::ifstream(group + "/cpu.max") >> quota >> period);
  if (!second) {
    quota = number_in(group + "/cpu.cfs_quota_us");  // -1 = none
    period = number_in(group + "/cpu.cfs_period_us");
  }
  const bool limited = quota > 0 && quota < kNoLimit && period > 0 && period < kNoLimit;
  return limited ? quota / period : kNoLimit;
}

/// Returns the smallest limit of the control groups that this process runs in and of their parents,
/// in version 2 and in the `controller` of version 1.
template <typename Limit>
double smallest_limit(const std::string& root, const std::string& controller,
                      const Limit& limit_in) {
  double smallest = kNoLimit;
  // "0::/group" in version 2, "5:cpu,cpuacct:/group" in version 1.
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool mine =
        cat(",", controllers, ",").find(cat(",", controller, ",")) != std::string::npos;
    if (!mine && !controllers.empty()) continue;
    const std::string top = cat(root, "/sys/fs/cgroup", mine ? "/" + controller : "");
    smallest = std::min(smallest, limit_in(top));
    for (std::string group = line.substr(second + 1); group.size() > 1;
         group.resize(group.rfind('/')))
      smallest = std::min(smallest, limit_in(top + group));
  }
  return smallest;
}

/// Returns `count`, reduced to the processors that the control groups give time for, rounded up.
int64_t within_quota(size_t count, const std::string& root) {
  const double quota = std::ceil(smallest_limit(root, "cpu", processor_limit_in));
  return std::max<int64_t>(1, static_cast<int64_t>(std::min(static_cast<double>(count), quota)));
}

}  // namespace

int64_t usable_cores(const std::string& root) {
  const cpu_set_t allowed = usable_processors();
  std::set<std::string> cores;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    std::string siblings;
    std::ifstream(
        cat(root, "/sys/devices/system/cpu/cpu", cpu, "/topology/thread_siblings_list")) >>
        siblings;
    cores.insert(siblings.empty() ? std::to_string(cpu) : siblings);
  }
  return within_quota(cores.size(), root);
}

namespace {

/// Returns the threads in WGAN_THREADS, if it is set. Throws Error(kUsage).
std::optional<int64_t> threads_of_environment() {
  const char* told = std::getenv("WGAN_THREADS");
  if (!told || !*told) return std::nullopt;
  constexpr int64_t kMost = 1024;
  const auto threads = to_integer(told);
  if (!threads || *threads < 1 || *threads > kMost)
    throw Error(ExitCode::kUsage, cat("WGAN_THREADS is '", escaped(told),
                                      "': expected a whole number, 1 to ", kMost));
  return threads;
}

}  // namespace

int64_t default_threads() {
  const auto told = threads_of_environment();
  return told ? *told : usable_cores();
}

int64_t reading_threads(int64_t threads, const std::string& root) {
  if (threads > 0) return threads;
  if (const auto told = threads_of_environment()) return *told;
  const cpu_set_t allowed = usable_processors();
  return within_quota(static_cast<size_t>(CPU_COUNT(&allowed)), root);
}

bool computes_in_bf16(const std::string& root) {
  std::ifstream info(root + "/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word != "flags" && word != "Features") continue;  // x86, ARM
    while (words >> word) {
      if (word == "avx512_bf16" || word == "amx_bf16" || word == "bf16") return true;
    }
    return false;
  }
  return false;
}

double usable_memory(const std::string& root) {
  double limit = kNoLimit;
  std::ifstream info(root + "/proc/meminfo");
  double kilobytes;
  for (std::string word; info >> word;) {
    if (word == "MemTotal:" && info >> kilobytes) limit = kilobytes * 1024;
  }
  return std::min(limit, smallest_limit(root, "memory", memory_limit_in));
}

double peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

void check_threads(int64_t threads) {
  std::latch end(1);
  std::vector<std::jthread> started;
  const auto all_or_error = [&]() -> std::optional<std::string> {
    try {
      while (std::ssize(started) < threads) started.emplace_back([&] { end.wait(); });
      return std::nullopt;
    } catch (const std::exception& error) {
      return error.what();
    }
  };
  const auto why = all_or_error();
  const auto room = std::ssize(started);
  end.count_down();
  if (!why) return;
  throw Error(ExitCode::kDevice,
              cat("this process may start ", room, room == 1 ? " thread" : " threads",
                  " and needs ", threads, " (", *why,
                  "): raise the limit on processes (ulimit -u, or pids.max of a "
                  "container), or ask for fewer by --threads"));
}

std::vector<std::string> arithmetic_variables() {
  constexpr std::array kNames{"ATEN_CPU_CAPABILITY",
                              "CUBLAS_WORKSPACE_CONFIG",
                              "DNNL_CPU_ISA_HINTS",
                              "DNNL_DEFAULT_FPMATH_MODE",
                              "DNNL_MAX_CPU_ISA",
                              "MKL_CBWR",
                              "MKL_DEBUG_CPU_TYPE",
                              "MKL_DYNAMIC",
                              "MKL_ENABLE_INSTRUCTIONS",
                              "NVIDIA_TF32_OVERRIDE",
                              "OMP_DYNAMIC",
                              "OMP_THREAD_LIMIT",
                              "ONEDNN_CPU_ISA_HINTS",
                              "ONEDNN_DEFAULT_FPMATH_MODE",
                              "ONEDNN_MAX_CPU_ISA",
                              "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"};
  constexpr size_t kMostBytes = 64;  // no meaningful value is longer
  std::vector<std::string> set;
  for (const char* name : kNames) {
    if (const char* value = std::getenv(name))
      set.push_back(cat(name, "=", escaped(std::string_view(value).substr(0, kMostBytes))));
  }
  return set;
}

bool limit_spinning() {
  if (std::getenv("GOMP_SPINCOUNT") || std::getenv("OMP_WAIT_POLICY")) return false;
  return ::setenv("GOMP_SPINCOUNT", "3000", /*overwrite=*/0) == 0;
}

void work_in_background() {
  constexpr int kMore = 10, kMost = 19;
  const int nice = std::min(kMost, niceness(::gettid()) + kMore);
  // A system that refuses changes only the speed.
  std::ignore = ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);
}

ProcessorTime processor_time(const std::string& root) {
  ProcessorTime time;
  std::error_code error;
  for (const auto& thread : std::filesystem::directory_iterator(root + "/proc/self/task", error)) {
    const auto number = to_integer(thread.path().filename().string());
    if (number && niceness(static_cast<pid_t>(*number)) > niceness(::getpid())) continue;
    double ran = 0, waited = 0;  // nanoseconds
    if (std::ifstream(thread.path() / "schedstat") >> ran >> waited) {
      time.ran += ran * 1e-9;
      time.waited += waited * 1e-9;
    }
  }
  return time;
}

}  // namespace wgan
