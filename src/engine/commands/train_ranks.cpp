#include "train_ranks.h"

#include <algorithm>
#include <map>

#include "machine_text.h"
#include "signals.h"
#include "train_answer.h"
#include "training_session.h"
#include "wgan/commands/errors.h"
#include "wgan/device/device.h"
#include "wgan/distributed/join.h"
#include "wgan/machine/machine.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kFolder = "folder";  // of the run, for ranks that are started again

/// Returns the options of this start alone, such as --backend, which a resumed run does not store.
TrainOptions options_of_start(const Train& request) {
  if (request.resume.empty()) return request.settings.options;
  TrainOptions typed;
  const Flags flags = train_flags(typed);
  for (const Assignment& a : request.changes)
    assign(find_flag(flags, a.flag, a.source), a.value, a.source);
  return typed;
}

/// Returns the device and the threads of this process: its GPU, and its share of the host's cores.
void take_own_part(TrainOptions& o, const Launch& launch) {
  if (o.threads == 0) o.threads = std::max<int64_t>(1, default_threads() / launch.local_size);
  const Device device = choose_device(o.device);
  const bool numbered = o.device.find(':') != std::string::npos;
  o.device = device_name(
      device.is_cpu() || numbered ? device : choose_device(cat("cuda:", launch.local_rank)));
}

/// Returns what must be the same on all ranks: a line for each setting, "batch 64".
std::vector<std::string> lines_to_compare(const Train& request, const TrainOptions& o) {
  std::vector<std::string> lines{cat("wgan ", WGAN_VERSION), cat("LibTorch ", libtorch_version()),
                                 cat("threads ", o.threads)};
  const auto add = [&](const std::string& flag, const std::string& value) {
    static const std::vector<std::string> kOwn{"data", "device", "threads",
                                               "out",  "resume", "json-log"};
    if (std::find(kOwn.begin(), kOwn.end(), flag) == kOwn.end())
      lines.push_back(cat("--", flag, " ", value));
  };
  if (request.resume.empty()) {
    const std::string settings = setting_lines(request.settings, /*with_path=*/false);
    for (const Assignment& a : parse_flag_lines(settings, "")) add(a.flag, a.value);
  } else {
    lines.push_back("--resume");
    for (const Assignment& a : request.changes) add(a.flag, a.value);
  }
  return lines;
}

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
      found.push_back(cat(named(name, other), " where rank 0 has ", named(name, leader)));
  }
  for (const auto& [name, value] : other) {
    if (!leader.count(name)) found.push_back(cat(named(name, other), " where rank 0 has none"));
  }
  return join(found, ", ");
}

/// Calls `work`. The other ranks hear why it failed, and one of all tells the user.
template <typename Work>
auto among_ranks(const ProcessGroup& group, const Work& work) {
  const auto own = [&](const std::string& message) {
    return group.leads() || message.empty() ? message : cat("rank ", group.rank(), ": ", message);
  };
  try {
    return with_errors_of_one_line(work);
  } catch (const PeerLost& lost) {
    throw Error(lost.code(), lost.tells() ? own(lost.what()) : "");
  } catch (const Error& error) {
    group.give_up(error.what());
    throw Error(error.code(), own(error.what()));
  }
}

}  // namespace

ExitCode train_as_rank(const Train& request, const Launch& launch) {
  if (launch.rank > 0) {
    ConsoleStyle style;
    style.silent = true;
    set_console_style(style);
  }
  Train own = request;
  TrainOptions start = options_of_start(request);
  const auto group = [&] {
    try {
      return join(launch,
                  {.backend = start.backend, .device = at::kCPU, .timeout = start.peer_timeout});
    } catch (const Error& error) {
      if (launch.rank == 0) throw;
      throw Error(error.code(), cat("rank ", launch.rank, ": ", error.what()));
    }
  }();
  return among_ranks(*group, [&] {
    Console console;
    if (const auto folder = group->remembered(kFolder); folder && group->leads()) {
      console.warn(cat("the ranks were started again; going on with ", escaped(*folder)));
      own.resume = *folder;
      own.changes.clear();
    }
    take_own_part(start, launch);
    check_same_request(request, start, *group);
    own.settings.options.device = start.device;
    own.settings.options.threads = start.threads;
    own.settings.options.data.source.paths = start.data.source.paths;
    if (!own.resume.empty()) {
      std::erase_if(own.changes,
                    [](const Assignment& a) { return a.flag == "device" || a.flag == "threads"; });
      own.changes.push_back({"device", start.device, "command line"});
      own.changes.push_back({"threads", std::to_string(start.threads), "command line"});
    }
    Signals signals(Signals::Sender::kLauncher, group->leads());
    const TrainingOutcome run = start_training(
        own, console,
        {.hold = [&] { signals.hold(); },
         .stop = [&] { return signals.received(); },
         .save_asked = [&] { return signals.save_asked(); },
         .made =
             [&](const RunFolder& folder) {
               group->remember(kFolder, std::filesystem::absolute(folder.root).string());
             },
         .group = *group});
    if (group->leads()) print_answer(run.folder, run.step, run.steps, run.options);
    return run.ending ? exit_code(*run.ending) : ExitCode::kDone;
  });
}

void check_same_request(const Train& request, const TrainOptions& o, const ProcessGroup& group) {
  const auto all = group.gather(join(lines_to_compare(request, o), "\n"));
  for (size_t i = 1; i < all.size(); ++i) {
    if (const std::string found = difference(all[0], all[i]); !found.empty())
      throw Error(ExitCode::kUsage, group.leads() ? cat("rank ", i, " has ", found) : "");
  }
}

TrainSettings settings_of_leader(const TrainSettings& settled, const TrainOptions& own,
                                 const ProcessGroup& group) {
  const std::string lines = group.broadcast(group.leads() ? setting_lines(settled) : "");
  if (group.leads()) return settled;
  TrainSettings taken{read_settings(lines, "the settings of rank 0"), {}};
  TrainOptions& o = taken.options;
  o.device = own.device;
  o.threads = own.threads;
  if (!own.data.source.paths.empty()) o.data.source.paths = own.data.source.paths;
  return taken;
}

void check_shares(const TrainOptions& o, const ProcessGroup& group) {
  const int64_t ranks = group.size(), parts = ranks * o.accumulate;
  if (group.is_alone() || (o.batch % parts == 0 && o.batch / parts >= 2)) return;
  const std::string message =
      o.batch / parts < 2
          ? cat("--batch ", o.batch, " is too small for ", ranks,
                " processes: each needs two pictures or more",
                o.accumulate > 1 ? " for each part of --accumulate" : "", ", so at least --batch ",
                2 * parts)
          : cat("--batch ", o.batch, " cannot be shared equally by ", ranks, " processes",
                o.accumulate > 1 ? cat(" with --accumulate ", o.accumulate) : "", "; use ",
                o.batch / parts * parts, " or ", (o.batch / parts + 1) * parts);
  throw Error(ExitCode::kUsage, group.leads() ? message : "");
}

void check_same_pictures_everywhere(const std::string& fingerprint, const ProcessGroup& group) {
  const auto all = group.gather(fingerprint);
  for (size_t i = 1; i < all.size(); ++i) {
    if (all[i] == all[0]) continue;
    throw Error(ExitCode::kData, group.leads()
                                     ? cat("rank ", i, " has other pictures than rank 0: ",
                                           escaped(all[i]), " instead of ", escaped(all[0]))
                                     : "");
  }
}

}  // namespace wgan
