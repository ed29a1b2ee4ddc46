#include "wgan/commands/evaluate.h"

#include <algorithm>
#include <iostream>

#include "as_rank.h"
#include "evaluation_ranks.h"
#include "evaluation_text.h"
#include "feature_scores.h"
#include "measured.h"
#include "model.h"
#include "sheets.h"
#include "wgan/base/clock.h"
#include "wgan/base/error.h"
#include "wgan/data/source.h"
#include "wgan/device/device.h"
#include "wgan/files/files.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/machine/machine.h"
#include "wgan/options/settings.h"
#include "wgan/run/run_folder.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

std::string channels_text(int64_t channels) {
  return channels == 1 ? "grey" : channels == 3 ? "colour" : "colour with transparency";
}

/// What `evaluate` was told, and the pictures that it measures.
class Evaluator {
 public:
  Evaluator(const Evaluate& options, const EvaluationRanks& ranks)
      : ranks_(ranks),
        command_(command_line(options)),
        whole_(options.metrics.empty() && options.count == 0),
        o_(options) {
    prepare_to_train(at::kCPU, /*deterministic=*/true);  // many tensors of the same sizes
    if (o_.fakes.empty()) open_model_and_data();
    else open_two_sources();
    for (const std::string& named : o_.features) networks_.push_back(open_features(named));
  }

  Evaluation run() {
    Evaluation evaluation = measure();
    console_.live({});
    if (const auto run = own_run(); run && evaluation.left_out.empty()) keep_in(*run, evaluation);
    return evaluation;
  }

 private:
  Evaluation measure() {
    Evaluation evaluation;
    std::vector<std::string> wanted = MetricList::names();  // in the order of the list
    std::erase_if(wanted, [&](const std::string& name) {
      return !o_.metrics.empty() && std::count(o_.metrics.begin(), o_.metrics.end(), name) == 0;
    });
    for (int64_t i = 0; i < o_.repeat && (i == 0 || !late()); ++i) {
      const Measured fake = fakes(i);
      if (i == 0) evaluation.protocol = protocol(fake.pictures.size(0));
      evaluation.repeats.push_back(evaluate(
          real_.pictures, fake.pictures,
          {.seed = o_.seed + static_cast<uint64_t>(i), .labels = real_.labels, .metrics = wanted},
          [&](const char* name, int64_t done, int64_t all) {
            if (i == 0 && late()) {
              evaluation.left_out.assign(wanted.end() - (all - done), wanted.end());
              return false;
            }
            console_.live({cat("measuring ", name, " ", progress_bar(done, all))});
            return true;
          }));
      if (!evaluation.left_out.empty()) break;
      for (size_t f = 0; f < networks_.size(); ++f) {
        if (i == 0 && late()) {
          evaluation.left_out.push_back(networks_[f].name);
          continue;
        }
        if (i == 0)
          features_.emplace_back(networks_[f], real_, o_.seed, console_,
                                 [this, f](const Pictures& pictures, const auto& progress) {
                                   return ranks_.features(networks_, f, pictures, progress);
                                 });
        const auto scores = features_[f].of(fake, console_);
        evaluation.repeats.back().insert(evaluation.repeats.back().end(), scores.begin(),
                                         scores.end());
      }
      if (!evaluation.left_out.empty()) break;
      if (i == 0 && (own_run() || !o_.nearest.empty())) draw_nearest(fake.pictures);
    }
    return evaluation;
  }

  bool late() const { return o_.time_limit > 0 && seconds_since(start_) > o_.time_limit; }

  void open_model_and_data() {
    model_.emplace(open_model(o_.model));
    take_data_of(*model_, o_.model.checkpoint, o_.data);
    real_ = real_pictures(o_.data, o_.seed, o_.model.threads, console_);
    if (o_.count == 0) o_.count = std::min(real_.pictures.size(0), kMostPictures);
  }

  void open_two_sources() {
    set_threads(o_.model.threads);
    fake_ = fake_pictures(o_, o_.data, console_);
    check_not_enlarged(o_.data);
    const int64_t channels = o_.data.channels;
    real_ = real_pictures(o_.data, o_.seed, o_.model.threads, console_);
    if (fake_.pictures.size(3) == real_.pictures.size(3)) return;
    throw Error(ExitCode::kData, cat(escaped(join(o_.fakes, ", ")), " is ", channels_text(channels),
                                     " and ", escaped(join(o_.data.source.paths, ", ")), " is ",
                                     channels_text(o_.data.channels),
                                     "; --channels 1 or 3 brings both to one form"));
  }

  /// The pictures of one repeat: other samples each time, or the same files.
  Measured fakes(int64_t repeat) {
    if (!model_) return fake_;
    const uint64_t first = o_.seed + static_cast<uint64_t>(repeat * o_.count);
    const auto show = [&](int64_t done) {
      console_.live({cat("making samples ", progress_bar(done, o_.count))});
    };
    Measured made{ranks_.samples(model_->sampler(), first, o_.count, show), {}, "", o_.count};
    console_.live({});
    return made;
  }

  Protocol protocol(int64_t count) const {
    Protocol told;
    if (model_) {
      told.emplace_back("model", model_->path.string());
      told.emplace_back("weights", o_.model.raw ? "newest" : "averaged");
      told.emplace_back("model digest", digest(read_file(model_->path)));
      told.emplace_back("samples", cat(grouped(count), ", seeds from ", o_.seed, " on"));
    } else {
      told.emplace_back("fake", join(o_.fakes, ", "));
      told.emplace_back("fake digest", fake_.digest);
      told.emplace_back("samples", grouped(count));
    }
    const DataOptions& data = o_.data;
    told.emplace_back("real", join(data.source.paths, ", "));
    told.emplace_back("real digest", real_.digest);
    told.emplace_back("pictures", grouped(real_.found) +
                                      (real_.found > real_.pictures.size(0)
                                           ? cat(", of which ", grouped(real_.pictures.size(0)),
                                                 " drawn at random")
                                           : ""));
    told.emplace_back("prepared", cat(data.size.width, "x", data.size.height, ", ",
                                      channels_text(data.channels), ", --fit ", data.fit,
                                      ", --resample ", data.resample, ", --alpha ", data.alpha));
    told.emplace_back("seed", std::to_string(o_.seed));
    for (const OpenedFeatures& network : networks_) told.emplace_back(network.name, network.digest);
    if (o_.repeat > 1) told.emplace_back("repeats", std::to_string(o_.repeat));
    told.emplace_back("program", cat("wgan ", WGAN_VERSION));
    return told;
  }

  /// Draws the samples nearest to real pictures, each with that picture at its right.
  void draw_nearest(const Pictures& fake) {
    constexpr int64_t kPairs = 32, kPairsInARow = 4;
    const auto matches = closest_matches(real_.pictures, fake, kPairs);
    Sheet sheet({2 * std::ssize(matches), 2 * kPairsInARow, o_.data.size.width, o_.data.size.height,
                 o_.data.channels});
    const auto add = [&](const Pictures& set, int64_t i) {
      Image image(o_.data.size.width, o_.data.size.height, o_.data.channels);
      std::copy_n(set.const_data_ptr<uint8_t>() + i * std::ssize(image.pixels), image.pixels.size(),
                  image.pixels.begin());
      sheet.add(image);
    };
    for (const Match& match : matches) {
      add(fake, match.fake);
      add(real_.pictures, match.real);
    }
    nearest_ = sheet.image();
    if (o_.nearest.empty()) return;
    console_.info(cat("the samples nearest to real pictures, each with that picture at its right: ",
                      escaped(write_nearest(o_.nearest).string())));
  }

  Path write_nearest(const std::string& out) const {
    return write_sheet(*nearest_, out, "nearest.png", texts_of_command(command_));
  }

  /// Returns the run whose newest model is measured by all metrics and as many samples as usual;
  /// nothing if it is another model or a part of them.
  std::optional<RunFolder> own_run() const {
    if (!model_ || !whole_ || o_.model.raw) return std::nullopt;
    const RunFolder run{model_->path.parent_path()};
    const bool newest = model_->path.filename() == run.model().filename();
    return newest && is_there(run.settings()) ? std::optional(run) : std::nullopt;
  }

  /// Leaves the evaluation in the folder of the run, for its report. The command does not fail if
  /// that cannot be written.
  void keep_in(const RunFolder& run, const Evaluation& evaluation) {
    try {
      check_no_links(run);
      write_nearest(run.nearest().string());
      write_atomically(run.evaluation(), to_json(evaluation));
      console_.info(cat("kept as evaluation.json and nearest.png in ",
                        escaped(run.root.empty() ? "." : run.root.string()), " for wgan report"));
    } catch (const Error& error) {
      console_.warn(cat("not kept for the report of the run: ", error.what()));
    }
  }

  const EvaluationRanks& ranks_;
  const std::string command_;
  const bool whole_;
  Evaluate o_;
  Console console_;
  Clock::time_point start_ = Clock::now();
  std::optional<OpenedModel> model_;
  Measured real_, fake_;
  std::vector<OpenedFeatures> networks_;
  std::optional<Image> nearest_;
  std::vector<FeatureScores> features_;  // of the first of `networks_`, as far as time allows
};

}  // namespace

ExitCode Evaluate::run() const {
  const auto lead = [&](const Evaluate& own, const ProcessGroup& group) {
    const EvaluationRanks ranks(group);
    const Evaluation evaluation = Evaluator(own, ranks).run();
    ranks.dismiss();
    std::cout << (json ? to_json(evaluation) : to_text(evaluation));
    std::cout.flush();
    return ExitCode::kDone;
  };
  const auto launch = launch_of(process_environment());
  if (!launch) return lead(*this, single_process());
  return as_rank(*launch, {}, [&](const ProcessGroup& group) {
    Evaluate own = *this;
    take_own_part(own.model.device, own.model.threads, *launch);
    set_threads(own.model.threads);
    std::string same = cat("wgan ", WGAN_VERSION, "\ncommand ", command_line(*this));
    std::optional<OpenedModel> opened;
    if (fakes.empty()) {
      opened.emplace(open_model(own.model));
      same += cat("\nmodel ", opened->name().digest);
    }
    std::vector<OpenedFeatures> networks;
    for (const std::string& named : features) {
      networks.push_back(open_features(named));
      same += cat("\n", networks.back().name, " ", networks.back().digest);
    }
    check_same_everywhere(same, group);
    if (group.leads()) {
      const Occupied occupied(group, "measuring");
      return lead(own, group);
    }
    EvaluationRanks(group).serve(opened ? &*opened : nullptr, networks);
    return ExitCode::kDone;
  });
}

}  // namespace wgan
