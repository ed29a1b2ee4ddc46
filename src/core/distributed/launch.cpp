#include "wgan/distributed/launch.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The most processes that a run can have.
constexpr int64_t kMostRanks = 65'536;

[[noreturn]] void refuse(const std::string& message) { throw Error(ExitCode::kUsage, message); }

/// Reads the variables of one launcher.
class Variables {
 public:
  explicit Variables(const Environment& environment) : environment_(environment) {}

  std::optional<std::string> text(const std::string& name) const { return environment_(name); }

  /// Returns a whole number from `least` to `most`; nothing if the variable is not set.
  std::optional<int64_t> number(const std::string& name, int64_t least, int64_t most) const {
    const auto value = environment_(name);
    if (!value) return std::nullopt;
    const auto found = to_unsigned(*value);
    if (found && *found <= static_cast<uint64_t>(most) && static_cast<int64_t>(*found) >= least)
      return static_cast<int64_t>(*found);
    refuse(cat(name, " is ", escaped(*value), " and must be a whole number from ", least, " to ",
               most));
  }

  /// Returns size and rank, which come together.
  std::pair<int64_t, int64_t> size_and_rank(const std::string& size,
                                            const std::string& rank) const {
    const auto found = number(size, 1, kMostRanks);
    if (!found) refuse(cat(rank, " is set and ", size, " is not: set both or neither"));
    const auto own = number(rank, 0, kMostRanks);
    if (!own) refuse(cat(size, " is set and ", rank, " is not: set both or neither"));
    if (*own >= *found)
      refuse(cat(rank, " is ", *own, " and must be less than ", size, ", which is ", *found));
    return {*found, *own};
  }

 private:
  const Environment& environment_;
};

/// Returns a port for all processes of a job, below those that systems hand out by themselves.
uint16_t port_of_job(const std::string& job) {
  constexpr uint32_t kFirst = 20'000, kPorts = 12'000;
  uint32_t hash = 2'166'136'261;  // FNV-1a
  for (const char c : job) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619;
  return static_cast<uint16_t>(kFirst + hash % kPorts);
}

bool is_loopback_name(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Launch of_torchrun(const Variables& v) {
  Launch l{.launcher = v.text("TORCHELASTIC_RUN_ID") ? "torchrun" : "RANK and WORLD_SIZE"};
  std::tie(l.size, l.rank) = v.size_and_rank("WORLD_SIZE", "RANK");
  if (l.size == 1) return l;
  const auto master = v.text("MASTER_ADDR");
  if (!master) refuse("WORLD_SIZE is set and MASTER_ADDR, the host of rank 0, is not");
  l.master = *master;
  const auto port = v.number("MASTER_PORT", 1, 65'535);
  if (!port) refuse("WORLD_SIZE is set and MASTER_PORT, where rank 0 listens, is not");
  l.port = static_cast<uint16_t>(*port);
  const bool one_host = is_loopback_name(l.master);
  l.local_rank = v.number("LOCAL_RANK", 0, l.size - 1).value_or(one_host ? l.rank : 0);
  l.local_size = v.number("LOCAL_WORLD_SIZE", l.local_rank + 1, l.size)
                     .value_or(one_host ? l.size : l.local_rank + 1);
  l.launcher_listens = v.text("TORCHELASTIC_USE_AGENT_STORE") == "True";
  l.run_id = v.text("TORCHELASTIC_RUN_ID").value_or("");
  return l;
}

Launch of_open_mpi(const Variables& v) {
  Launch l{.launcher = "mpirun"};
  std::tie(l.size, l.rank) = v.size_and_rank("OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK");
  if (l.size == 1) return l;
  l.local_size = v.number("OMPI_COMM_WORLD_LOCAL_SIZE", 1, l.size).value_or(1);
  l.local_rank = v.number("OMPI_COMM_WORLD_LOCAL_RANK", 0, l.local_size - 1).value_or(0);
  const auto master = v.text("MASTER_ADDR");
  if (!master && l.local_size < l.size)
    refuse(
        "mpirun started processes on several hosts, and none knows where rank 0 is: add "
        "-x MASTER_ADDR=HOST to mpirun, with the host of rank 0");
  l.master = master.value_or("127.0.0.1");
  for (const char* name : {"PMIX_NAMESPACE", "OMPI_MCA_ess_base_jobid"}) {
    if (l.run_id.empty()) l.run_id = v.text(name).value_or("");
  }
  const auto port = v.number("MASTER_PORT", 1, 65'535);
  l.port = port ? static_cast<uint16_t>(*port) : port_of_job(l.run_id);
  return l;
}

Launch of_slurm(const Variables& v) {
  Launch l{.launcher = "srun"};
  std::tie(l.size, l.rank) = v.size_and_rank("SLURM_STEP_NUM_TASKS", "SLURM_PROCID");
  if (l.size == 1) return l;
  const int64_t host = v.number("SLURM_NODEID", 0, kMostRanks).value_or(0);
  const auto tasks = v.text("SLURM_STEP_TASKS_PER_NODE");
  l.local_size = tasks ? tasks_on_host(*tasks, host).value_or(1) : 1;
  l.local_rank = v.number("SLURM_LOCALID", 0, kMostRanks).value_or(0);
  if (l.local_rank >= l.local_size) l.local_size = l.local_rank + 1;
  std::string hosts;
  for (const char* name : {"SLURM_STEP_NODELIST", "SLURM_JOB_NODELIST", "SLURM_NODELIST"}) {
    if (hosts.empty()) hosts = v.text(name).value_or("");
  }
  const auto master = v.text("MASTER_ADDR");
  if (!master && hosts.empty())
    refuse("srun names no hosts in SLURM_STEP_NODELIST: set MASTER_ADDR to the host of rank 0");
  l.master = l.local_size == l.size ? "127.0.0.1" : first_host(hosts);
  if (master) l.master = *master;
  l.run_id = cat(v.text("SLURM_JOB_ID").value_or("0"), ".", v.text("SLURM_STEP_ID").value_or("0"));
  const auto port = v.number("MASTER_PORT", 1, 65'535);
  l.port = port ? static_cast<uint16_t>(*port) : port_of_job(l.run_id);
  return l;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value && *value ? std::optional<std::string>(value) : std::nullopt;
  };
}

std::vector<std::string> environment_without_launch() {
  std::vector<std::string> all;
  for (char** variable = environ; *variable; ++variable) {
    const std::string_view text(*variable);
    const std::string_view name = text.substr(0, text.find('='));
    const bool launches = name == "RANK" || name == "WORLD_SIZE" ||
                          name == "OMPI_COMM_WORLD_SIZE" || name == "SLURM_STEP_NUM_TASKS";
    if (!launches) all.emplace_back(text);
  }
  return all;
}

std::optional<Launch> launch_of(const Environment& environment) {
  const Variables v(environment);
  std::optional<Launch> launch;
  if (v.text("RANK") || v.text("WORLD_SIZE")) launch = of_torchrun(v);
  else if (v.text("OMPI_COMM_WORLD_SIZE")) launch = of_open_mpi(v);
  else if (v.text("SLURM_STEP_NUM_TASKS") && v.text("SLURM_PROCID")) launch = of_slurm(v);
  return launch && launch->size > 1 ? launch : std::nullopt;
}

std::string first_host(const std::string& list) {
  const size_t comma = list.find(','), bracket = list.find('[');
  if (bracket == std::string::npos || comma < bracket) return list.substr(0, comma);
  const size_t end = std::min(list.find_first_of("-,]", bracket), list.size());
  const size_t close = list.find(']', bracket);
  std::string host = list.substr(0, bracket) + list.substr(bracket + 1, end - bracket - 1);
  if (close == std::string::npos) return host;
  return host + list.substr(close + 1, std::min(list.find(',', close), list.size()) - close - 1);
}

std::optional<int64_t> tasks_on_host(const std::string& list, int64_t host) {
  for (const std::string_view part : split(list, ',')) {
    const size_t open = std::min(part.find("(x"), part.size());
    const auto tasks = to_unsigned(part.substr(0, open));
    const auto hosts = open == part.size()
                           ? std::optional<uint64_t>(1)
                           : to_unsigned(part.substr(open + 2, part.find(')') - open - 2));
    if (!tasks || !hosts || *tasks == 0 || *tasks > static_cast<uint64_t>(kMostRanks)) return {};
    if (static_cast<uint64_t>(host) < *hosts) return static_cast<int64_t>(*tasks);
    host -= static_cast<int64_t>(*hosts);
  }
  return std::nullopt;
}

}  // namespace wgan
