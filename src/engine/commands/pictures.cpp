#include "pictures.h"

#include "wgan/base/error.h"
#include "wgan/commands/model_command.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/inspect/shapes.h"
#include "wgan/text/text.h"

namespace wgan {

void report_skipped(const std::vector<Skipped>& skipped, int64_t used, bool strict,
                    Console& console) {
  constexpr size_t kShown = 20;
  for (size_t i = 0; i < std::min(kShown, skipped.size()); ++i)
    console.warn(line_about(skipped[i]));
  if (skipped.empty()) return;
  const size_t more = skipped.size() - std::min(kShown, skipped.size());
  const std::string hidden = more ? cat(grouped(static_cast<int64_t>(more)),
                                        " more than named here ('wgan data check' has them all)")
                                  : "";
  const int64_t unused = count_unused(skipped);
  if (unused > 0 || more > 0)
    console.warn(cat("skipped ", grouped(unused), ", used ", grouped(used),
                     hidden.empty() ? "" : "; ", hidden));
  if (!strict) return;
  const auto first =
      std::find_if(skipped.begin(), skipped.end(), [](const Skipped& one) { return !one.used; });
  if (first == skipped.end()) throw Error(ExitCode::kData, "--strict: " + line_about(skipped[0]));
  throw Error(ExitCode::kData,
              cat("--strict: ", grouped(unused), unused == 1 ? " picture" : " pictures",
                  " cannot be used; the first is ", escaped(first->name), ": ", first->reason));
}

Range range_for(const std::string& norm, const PictureSet& pictures) {
  if (norm != "channel") return {norm, {}, {}};
  ChannelStatistics found = statistics(pictures);
  return {norm, std::move(found.mean), std::move(found.deviation)};
}

bool learns_classes(const TrainOptions& o) { return o.network.conditional || o.loss.semi; }

namespace {

/// Throws Error(kData) if the names take more room than a model file has for them.
void check_names(const std::vector<std::string>& names) {
  constexpr size_t kMost = kMostIndexBytes / 4;  // in JSON a letter takes up to four times as much
  size_t bytes_of_names = 0;
  for (const std::string& name : names) bytes_of_names += escaped(name).size() + 1;
  if (bytes_of_names <= kMost) return;
  throw Error(ExitCode::kData, cat("the names of the ", grouped(static_cast<int64_t>(names.size())),
                                   " classes take ", bytes(static_cast<double>(bytes_of_names)),
                                   ", and a model file has room for ", bytes(kMost),
                                   ": learn fewer classes, or give their folders shorter names"));
}

}  // namespace

void check_classes(const TrainOptions& o, const std::vector<std::string>& names,
                   const std::vector<int32_t>& labels) {
  if (!learns_classes(o)) return;
  check_names(names);
  if (o.network.conditional && std::count(names.begin(), names.end(), kAllClasses)) {
    throw Error(ExitCode::kData, cat("--conditional: a class is called ", kAllClasses,
                                     ", which sample --class takes for every class; rename its "
                                     "folder"));
  }
  const size_t classes = names.size();
  const auto without = std::count(labels.begin(), labels.end(), -1);
  const bool enough = o.loss.semi ? without < std::ssize(labels) : without == 0;
  if (enough && classes >= 2) return;
  throw Error(
      ExitCode::kData,
      cat(o.network.conditional ? "--conditional" : "--semi", " needs at least two classes; ",
          escaped(join(o.data.source.paths, ", ")),
          classes >= 2 ? cat(" has ", classes, ", and ", grouped(without),
                             " pictures without one: name the folders or files with labels alone, "
                             "such as train_X.bin")
                       : cat(" has ", classes == 1 ? "one" : "none",
                             ": put the pictures of each class into a sub-folder of its own, or "
                             "name those of CIFAR-10, STL-10 or MNIST")));
}

void look_at_pictures(TrainOptions& o) {
  if (o.data.source.paths.empty()) return;
  const auto source = open_source(o.data.source, o.data.size);
  o.data.channels = natural_channels(*source, o.data);
  if (!learns_classes(o)) return;
  std::vector<int32_t> labels;
  for (int64_t i = 0; i < source->size(); ++i)
    labels.push_back(static_cast<int32_t>(source->label(i)));
  check_classes(o, source->classes(), labels);
  set_classes(o, static_cast<int64_t>(source->classes().size()));
}

LoadedPictures load_pictures(DataOptions& o, int64_t threads, Console& console) {
  std::unique_ptr<ImageSource> source = open_source(o.source, o.size);
  o.channels = natural_channels(*source, o);
  if (o.channels == 4) o.alpha = "keep";
  LoadedPictures loaded;
  loaded.classes = source->classes();
  console.info(cat("reading ", grouped(source->size()), " pictures from ",
                   escaped(join(o.source.paths, ", ")),
                   loaded.classes.empty() ? "" : cat(", in ", loaded.classes.size(), " classes")));
  LoadOptions how{.threads = threads, .cache_limit = o.cache_limit};
  if (static_cast<double>(source->size() * o.size.width * o.size.height * o.channels) >
      o.cache_limit)
    how.cache = cache_folder() / "pictures";
  how.progress = [&](int64_t done, int64_t all) {
    console.live({cat("reading pictures ", progress_bar(done, all))});
  };
  how.note = [&](const std::string& message) { console.info(message); };
  loaded.set = load(*source, preparation(o), how);
  console.live({});
  loaded.set.name = names_of(*source, loaded.set.skipped);
  loaded.source = std::move(source);
  report_skipped(loaded.set.skipped, loaded.set.count(), o.source.strict, console);
  if (const auto mixed = mixed_kinds(loaded.set.shapes, loaded.classes)) console.warn(*mixed);
  if (const auto cut = cut_by_fit(loaded.set.shapes, o)) console.warn(*cut);
  return loaded;
}

}  // namespace wgan
