#include "wgan/machine.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

#include "wgan/text.h"

namespace wgan {
namespace {

/// The first one if the system does not tell.
cpu_set_t usable_processors() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return allowed;
  CPU_ZERO(&allowed);
  CPU_SET(0, &allowed);
  return allowed;
}

/// The number that a file begins with; infinity if there is none, such as "max".
double limit_in(const std::string& file) {
  double limit;
  return std::ifstream(file) >> limit ? limit : std::numeric_limits<double>::infinity();
}

/// The smallest limit of a control group and those that it lies in.
double smallest_limit(const std::string& top, std::string group, const char* file) {
  double smallest = limit_in(cat(top, "/", file));
  for (; group.size() > 1; group.resize(group.rfind('/')))
    smallest = std::min(smallest, limit_in(cat(top, group, "/", file)));
  return smallest;
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
  return static_cast<int64_t>(cores.size());
}

int64_t reading_threads(int64_t threads) {
  const cpu_set_t allowed = usable_processors();
  return threads > 0 ? threads : CPU_COUNT(&allowed);
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
  double limit = std::numeric_limits<double>::infinity();
  std::ifstream info(root + "/proc/meminfo");
  double kilobytes;
  for (std::string word; info >> word;) {
    if (word == "MemTotal:" && info >> kilobytes) limit = kilobytes * 1024;
  }
  // "0::/group" in version 2, "4:memory:/group" in version 1.
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1),
                      group = line.substr(second + 1);
    if (controllers.empty())
      limit = std::min(limit, smallest_limit(root + "/sys/fs/cgroup", group, "memory.max"));
    if (controllers == "memory")
      limit = std::min(
          limit, smallest_limit(root + "/sys/fs/cgroup/memory", group, "memory.limit_in_bytes"));
  }
  return limit;
}

}  // namespace wgan
