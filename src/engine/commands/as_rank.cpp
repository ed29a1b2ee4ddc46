#include "as_rank.h"

#include <algorithm>
#include <map>

#include "wgan/base/console_style.h"
#include "wgan/commands/errors.h"
#include "wgan/device/device.h"
#include "wgan/device/gpus.h"
#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// Returns the lines by their first word.
std::map<std::string, std::string> by_name(const std::string& text) {
  std::map<std::string, std::string> all;
  for (const std::string& line : lines_of(text)) {
    const size_t space = line.find(' ');
    all[line.substr(0, space)] = space == std::string::npos ? "" : line.substr(space + 1);
  }
  return all;
}

std::string named(const std::string& name, const std::map<std::string, std::string>& lines) {
  const auto found = lines.find(name);
  if (found == lines.end()) return cat("no ", name);
  return found->second.empty() ? name : cat(name, " ", escaped(found->second));
}

/// Says what differs between rank 0 and another; empty if nothing does.
std::string difference(const std::string& of_leader, const std::string& of_other) {
  const auto leader = by_name(of_leader), other = by_name(of_other);
  std::vector<std::string> found;
  for (const auto& [name, value] : leader) {
    const auto same = other.find(name);
    if (same == other.end() || same->second != value)
      found.push_back(cat(named(name, other), ", and rank 0 ", named(name, leader)));
  }
  for (const auto& [name, value] : other) {
    if (!leader.count(name)) found.push_back(cat(named(name, other), ", and rank 0 no ", name));
  }
  return join(found, "; ");
}

}  // namespace

ExitCode as_rank(const Launch& launch, const JoinOptions& options,
                 const std::function<ExitCode(const ProcessGroup& group)>& work) {
  const auto own = [&](const std::string& message) {
    return launch.rank == 0 || message.empty() ? message : cat("rank ", launch.rank, ": ", message);
  };
  if (launch.rank > 0) {
    ConsoleStyle style;
    style.silent = true;
    set_console_style(style);
  }
  std::unique_ptr<ProcessGroup> group;
  try {
    return with_errors_of_one_line([&] {
      group = join(launch, options);
      return work(*group);
    });
  } catch (const PeerLost& error) {
    const LostRank lost = group->lost();
    throw Error(error.code(), lost.tells ? own(lost.reason) : "");
  } catch (const Error& error) {
    // Rank 0 tells what ended another rank, or has failed by the same.
    const bool known = group && group->give_up(error.what());
    throw Error(error.code(), known && launch.rank > 0 ? "" : own(error.what()));
  }
}

ExitCode with_model_on_ranks(
    const ModelOptions& options, const std::string& command,
    const std::function<void(const OpenedModel& opened, const ProcessGroup& group)>& work) {
  const auto launch = launch_of(process_environment());
  if (!launch) {
    work(open_model(options), single_process());
    return ExitCode::kDone;
  }
  return as_rank(*launch, {}, [&](const ProcessGroup& group) {
    ModelOptions own = options;
    take_own_part(own.device, own.threads, *launch);
    const OpenedModel opened = open_model(own);
    check_same_everywhere(
        cat("wgan ", WGAN_VERSION, "\nmodel ", opened.name().digest, "\ncommand ", command), group);
    work(opened, group);
    return ExitCode::kDone;
  });
}

void take_own_part(std::string& device, int64_t& threads, const Launch& launch) {
  if (threads == 0) threads = std::max<int64_t>(1, default_threads() / launch.local_size);
  const Device chosen = choose_device(device);
  const bool numbered = device.find(':') != std::string::npos;
  device = device_name(chosen);
  // A launcher may show each process its own GPU alone.
  if (!chosen.is_cpu() && !numbered && gpu_report().gpu_memory.size() > 1)
    device = device_name(choose_device(cat("cuda:", launch.local_rank)));
}

void check_same_everywhere(const std::string& lines, const ProcessGroup& group) {
  const auto all = group.gather(lines);
  for (size_t i = 1; i < all.size(); ++i) {
    if (const std::string found = difference(all[0], all[i]); !found.empty())
      throw Error(ExitCode::kUsage,
                  group.leads() ? cat("the processes differ: rank ", i, " has ", found) : "");
  }
}

Share share_of(int64_t all, int64_t step, int64_t rank, int64_t ranks) {
  const int64_t steps = (all + step - 1) / step, each = (steps + ranks - 1) / ranks * step;
  const int64_t first = std::min(rank * each, all);
  return {first, std::min(each, all - first)};
}

}  // namespace wgan
