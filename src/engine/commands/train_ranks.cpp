#include "train_ranks.h"

#include <algorithm>

#include "as_rank.h"
#include "signals.h"
#include "train_answer.h"
#include "training_session.h"
#include "wgan/device/device.h"
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

/// Returns the flags that were typed for this start alone, such as --json, as a resumed run takes
/// them.
Assignments flags_of_start(TrainSettings settings) {
  Assignments all;
  for (const Flag& flag : train_flags(settings.options)) {
    const auto source = settings.sources.find(flag.name);
    if (flag.role != Role::kOnce || flag.new_run_only || flag.name == "resume" ||
        source == settings.sources.end() || source->second != "command line")
      continue;
    for (const std::string& text : flag.field.texts())
      all.push_back({flag.name, text, source->second});
  }
  return all;
}

/// Returns what must be the same on all ranks: a line for each setting, "batch 64".
std::string lines_to_compare(const Train& request, const TrainOptions& o) {
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
  return join(lines, "\n");
}

/// Returns the smallest of every rank's number: hosts may have other numbers of cores.
int64_t least_of_all(int64_t number, const ProcessGroup& group) {
  for (const std::string& other : group.gather(std::to_string(number)))
    number = std::min(number, static_cast<int64_t>(*to_unsigned(other)));
  return number;
}

/// Gives a request the device, the threads and the pictures of this start.
void take_start(Train& request, const TrainOptions& start) {
  TrainOptions& o = request.settings.options;
  o.device = start.device;
  o.threads = start.threads;
  o.data.source.paths = start.data.source.paths;
  if (request.resume.empty()) return;
  std::erase_if(request.changes,
                [](const Assignment& a) { return a.flag == "device" || a.flag == "threads"; });
  request.changes.push_back({"device", start.device, "command line"});
  request.changes.push_back({"threads", std::to_string(start.threads), "command line"});
}

}  // namespace

ExitCode train_as_rank(const Train& request, const Launch& launch) {
  TrainOptions start = options_of_start(request);
  const JoinOptions join{.backend = start.backend, .timeout = start.peer_timeout};
  return as_rank(launch, join, [&](const ProcessGroup& group) {
    Console console;
    Train own = request;
    if (const auto folder = group.remembered(kFolder); folder && group.leads()) {
      console.warn(cat("the processes were started again; going on with ", escaped(*folder)));
      if (own.resume.empty()) own.changes = flags_of_start(own.settings);
      own.resume = *folder;
    }
    const bool any_threads = start.threads == 0;
    take_own_part(start.device, start.threads, launch);
    if (any_threads) start.threads = least_of_all(start.threads, group);
    if (start.backend == "nccl" && start.device == "cpu")
      throw Error(ExitCode::kUsage,
                  "--backend nccl exchanges between GPUs, and this run computes on the processor; "
                  "use --backend gloo");
    check_same_everywhere(lines_to_compare(request, start), group);
    take_start(own, start);
    Signals signals(Signals::Sender::kLauncher, group.leads());
    const TrainingOutcome run = start_training(
        own, console,
        {.hold = [&] { signals.hold(); },
         .stop = [&] { return signals.received(); },
         .save_asked = [&] { return signals.save_asked(); },
         .made =
             [&](const RunFolder& folder) {
               group.remember(kFolder, std::filesystem::absolute(folder.root).string());
             },
         .on_host = launch.local_size,
         .group = group});
    if (group.leads()) group.remember(kFolder, "");  // it has come to its end
    if (group.leads()) print_answer(run.folder, run.step, run.steps, run.options);
    return run.ending ? exit_code(*run.ending) : ExitCode::kDone;
  });
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

TrainOptions of_one_rank(TrainOptions o, const ProcessGroup& group) {
  o.batch /= group.size();
  return o;
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
