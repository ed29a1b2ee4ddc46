#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// What a launcher (torchrun, mpirun, srun) tells each of the processes that it starts.
namespace wgan {

/// The place of this process among those that train one pair of networks together.
struct Launch {
  std::string launcher;           // by which its variables are known: "torchrun"
  int64_t rank = 0, size = 1;     // of all processes
  int64_t local_rank = 0;         // among those on this host
  int64_t local_size = 1;         // of them
  std::string master;             // host of rank 0
  uint16_t port = 0;              // where rank 0, or its launcher, listens
  bool launcher_listens = false;  // torchrun serves the store itself
  std::string run_id;             // the same for all ranks of one start, if the launcher has one
};

/// Returns the value of an environment variable; nothing if it is not set or empty.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

/// Returns what a launcher says of this process; nothing if none does, or if there is one process
/// alone. Understands RANK and WORLD_SIZE (torchrun, or set by hand), Open MPI's variables and
/// those of Slurm's srun, in this order. Throws Error(kUsage) naming the variable that is missing
/// or wrong.
std::optional<Launch> launch_of(const Environment& environment);

/// Returns the environment of this process without what makes it one of several: "NAME=VALUE" each.
std::vector<std::string> environment_without_launch();

/// Returns the first host of a list as Slurm writes it: "node07" for "node[07-09,12],login1".
std::string first_host(const std::string& list);

/// Returns the number of tasks on host number `host` of a list as Slurm writes it: "2(x3),1" stands
/// for 2, 2, 2 and 1. Nothing if the list has no such host.
std::optional<int64_t> tasks_on_host(const std::string& list, int64_t host);

}  // namespace wgan
