#include "wgan/training/run.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "best_models.h"
#include "event_log.h"
#include "metrics_log.h"
#include "sample_sheets.h"
#include "state_keeper.h"
#include "wgan/base/error.h"
#include "wgan/checkpoint/checkpoint.h"
#include "wgan/critic_input/critic_input.h"
#include "wgan/device/device.h"
#include "wgan/options/stop_rules.h"
#include "wgan/run/json_log.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"
#include "wgan/training/augmentation.h"

namespace wgan {
namespace {

/// Between lines in a pipe; later on, a line comes after each hundredth of the time so far, so that
/// the log of a long run does not fill.
constexpr double kLinePause = 2, kLineShare = 0.01;
/// A look at the networks takes about the time of half a step.
constexpr int64_t kLookSteps = 50;

/// Returns the epochs after `after`, up to `to`, whose samples are to be kept.
std::vector<int64_t> asked_epochs(const TrainOptions& o, int64_t after, int64_t to) {
  std::set<int64_t> asked;
  for (const uint64_t at : o.snapshot_at) asked.insert(static_cast<int64_t>(at));
  const int64_t every = o.snapshot_every;
  for (int64_t e = every ? (after / every + 1) * every : to + 1; e <= to; e += every)
    asked.insert(e);
  return {asked.upper_bound(after), asked.upper_bound(to)};
}

}  // namespace

Run::Run(const TrainSettings& settings, RunFolder folder, TrainingState& state, Batches& batches,
         Device device, Console& console, RunFacts facts, bool resumes)
    : settings_(settings),
      folder_(std::move(folder)),
      state_(state),
      batches_(batches),
      device_(device),
      console_(console),
      metrics_(std::make_unique<MetricsLog>(
          folder_,
          MetricsColumns{.accuracy = settings.options.loss.semi,
                         .held_out = settings.options.holdout > 0,
                         .augment = settings.options.data.diffaugment_target > 0,
                         .quality = settings.options.best != "none"},
          console)),
      sheets_(std::make_unique<SampleSheets>(folder_, settings.options, state, device,
                                             train_command(settings))),
      events_(std::make_unique<EventLog>(folder_, settings, resumes ? state.progress.step : -1)),
      json_(settings.options.json_log.empty()
                ? nullptr
                : std::make_unique<JsonLog>(settings.options.json_log)),
      best_(std::make_unique<BestModels>(folder_, settings.options)),
      steps_(total_steps(settings.options, batches.pictures(), state.progress)),
      stop_rules_(*to_stop_rules(settings.options.stop_when)),
      epoch_(epoch()),
      start_(state.progress),
      vanishing_(settings.options, state.nets, state.progress.step),
      crowding_(device.is_cpu() ? settings.options.threads : 1, processor_time()) {
  auto log = std::make_shared<AppendLog>(folder_.log());
  for (const Path& inner :
       {folder_.samples(), folder_.checkpoints(), folder_.best_models(), folder_.dumps()})
    remove_leftovers(inner);
  const auto metrics_bytes = facts.metrics_bytes;
  facts.settings = setting_lines(settings_);
  keeper_ = std::make_unique<StateKeeper>(folder_, settings_, std::move(facts));
  if (resumes) go_back(metrics_bytes);
  else metrics_->begin();
  while (next_sheet_ <= state.progress.seconds) next_sheet_ *= 2;
  console_.log_to(std::move(log));
}

Run::~Run() = default;

const RunFacts& Run::facts() const { return keeper_->facts(); }
int64_t Run::saved_step() const { return keeper_->saved_step(); }

void Run::go_back(std::optional<int64_t> metrics_bytes) {
  const int64_t step = state_.progress.step;
  epoch_ = epoch();
  metrics_->go_back(metrics_bytes, step);
  sheets_->go_back(step, epoch_);
  events_->go_back(step);
  recent_.clear();
  keeper_->go_back(step);
  checked_ = false;
  finite_check_.go_back(state_.progress);
  vanishing_.go_back(step);
  health_ = {};
  const std::vector<MetricsRow> rows = metrics_->rows();
  for (const MetricsRow& row : rows) health_.add(row);
  best_->go_back(rows, step);
}

void Run::begin(const PictureSet& pictures) {
  tell("begin", {{"folder", folder_.root.string()},
                 {"steps", steps_},
                 {"pictures", pictures.count()},
                 {"device", settings_.options.device},
                 {"threads", settings_.options.threads}});
  save();
  if (const auto real = sheets_->write_real(pictures)) events_->add_sheet(0, "real", *real);
  if (state_.progress.step == 0 && !sheets_->has(0)) write_samples();
}

bool Run::row_is_due() {
  const TrainOptions& o = settings_.options;
  if (due(row_steps(o))) return true;
  if (o.log_every > 0) return false;
  tick();
  return state_.progress.seconds - state_.interval.began >= kRowSeconds;
}

bool Run::sheet_is_due() {
  const TrainOptions& o = settings_.options;
  if (o.sample_every == 0) {
    tick();
    const bool first_minutes = state_.progress.seconds >= next_sheet_;
    while (next_sheet_ <= state_.progress.seconds) next_sheet_ *= 2;
    if (first_minutes) return true;
  }
  return due(sheet_steps(o));
}

bool Run::save_is_due() const {
  const Keep& keep = settings_.options.keep;
  return due(settings_.options.save_every) || (keep.every > 0 && due(keep.every)) ||
         seconds_since(saved_) >= settings_.options.save_interval;
}

void Run::tick() {
  const auto now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - ticked_).count();
  state_.progress.seconds =
      std::min(state_.progress.seconds + seconds, static_cast<double>(kMostCounted));
  state_.interval.waited += batches_.waited() - waited_;
  ticked_ = now;
  waited_ = batches_.waited();
}

std::optional<Ending> Run::after_critic_update() {
  if (save_asked()) save_as_asked();
  return stop();
}

std::optional<Ending> Run::after_step() {
  adapt_augmentation();
  show_progress();
  if (row_is_due()) write_row();
  if (sheet_is_due()) write_samples();
  if (snapshot_is_due()) write_snapshot();
  if (save_is_due()) save();
  report_if_due();
  return reason_to_stop() ? std::optional(Ending::kRule) : std::nullopt;
}

void Run::add(Player player, const Update& update) {
  const char* column = player == Player::kCritic ? "critic_loss" : "generator_loss";
  state_.interval.add(column, update.loss.total);
  state_.interval.add(player == Player::kCritic ? "critic_gradient" : "generator_gradient",
                      update.gradient_norm);
  events_->add_gradient(player == Player::kCritic ? "critic" : "generator", update.gradient_norm);
  for (const auto& [name, value] : update.loss.terms) state_.interval.add(name, value);
  finite_check_.add(player, state_.progress, update);
  checked_ = false;
  keeper_->expect_news();
}

/// Gives the averaged generator the statistics that belong to its weights. They are new numbers, so
/// they need a check.
void Run::calibrate_average() {
  const TrainOptions& o = settings_.options;
  const int64_t samples =
      state_.progress.step == 0 ? kFirstCalibrationSamples : kCalibrationSamples;
  if (state_.average.calibrate(o.seed, o.network, samples)) checked_ = false;
}

/// Throws NonFiniteError if a loss, a gradient or a weight is not finite.
void Run::check_finite_numbers() {
  if (checked_) return;
  if (!finite_check_.sound()) throw NonFiniteError("a loss or a gradient is not finite");
  if (const auto name = first_not_finite(state_.weights()))
    throw NonFiniteError(cat("the tensor ", *name, " is not finite"));
  finite_check_.forget();
  checked_ = true;
}

void Run::write_row() {
  check_finite_numbers();
  const Interval& since = state_.interval;
  const Progress& p = state_.progress;
  // Reading the means waits for the device, so it comes before the clock is read.
  latest_ = {.critic_loss = since.critic_loss.value(),
             .generator_loss = since.generator_loss.value(),
             .w_estimate = since.w_estimate.value(),
             .gradient_norm = since.gradient_norm.value(),
             .critic_gradient = since.critic_gradient.value(),
             .generator_gradient = since.generator_gradient.value(),
             .accuracy = since.accuracy()};
  if (look_is_due()) look_at_networks();
  if (quality && quality->every() > 0 && due(quality->every())) measure_samples();
  tick();
  const double seconds = std::max(1e-9, p.seconds - since.began);
  latest_.step = p.step;
  latest_.images = p.images;
  latest_.epoch = std::round(1000 * passes()) / 1000;
  latest_.seconds = p.seconds;
  latest_.images_per_second = static_cast<double>(p.images - since.first_image) / seconds;
  latest_.data_wait = since.waited / seconds;
  latest_.memory_mb = static_cast<double>(memory_in_use(device_)) / 1e6;
  metrics_->write(latest_);
  for (const std::string& warning : vanishing_.add(latest_)) console_.warn(warning);
  latest_ = *parse_row(csv_line(latest_, metrics_->header()), metrics_->header());
  events_->add(latest_);
  JsonLog::Fields values{{"images", latest_.images}};
  for (const auto& [group, column, value] : values_of(latest_)) {
    if (column != "images") values.emplace_back(std::string(column), value);
  }
  tell("row", std::move(values));
  if (wrote_row) wrote_row(latest_);
  constexpr size_t kRecent = 60;
  recent_.push_back(latest_);
  if (recent_.size() > kRecent) recent_.erase(recent_.begin());
  judge();
  note_best();
  if (const double ran = seconds_since(began_); crowding_.due(ran)) {
    if (const auto warning = crowding_.add(processor_time(), ran)) console_.warn(*warning);
  }
  state_.interval = Interval{.began = p.seconds, .first_image = p.images};
  const auto now = Clock::now();
  if (!console_.is_terminal() &&
      (seconds_since(printed_) >= std::max(kLinePause, kLineShare * seconds_since(began_)) ||
       p.step == steps_)) {
    console_.info(join(status_parts(latest_, outlook()), ", "));
    printed_ = now;
  }
}

bool Run::look_is_due() const {
  const int64_t every = row_steps(settings_.options);
  // The first multiple of --log-every that is at least kLookSteps.
  return look && due((kLookSteps + every - 1) / every * every);
}

void Run::adapt_augmentation() {
  const TrainOptions& o = settings_.options;
  if (o.data.diffaugment_target == 0 || !look || !due(kLookSteps)) return;
  state_.augment_share = adapted_share(o.data, look(), state_.augment_share, kLookSteps * o.batch);
}

void Run::look_at_networks() {
  const Probe found = look();
  latest_.diversity = found.diversity;
  latest_.score_real = found.score_real;
  latest_.score_fake = found.score_fake;
  latest_.score_held_out = found.score_held_out;
  latest_.ranked = found.ranked;
  latest_.ranked_held_out = found.ranked_held_out;
  latest_.slope = found.slope;
  const DataOptions& data = settings_.options.data;
  if (data.diffaugment_target > 0) latest_.augment_share = state_.augment_share;
  latest_.w_levels = found.distance(data.size.width * data.size.height * data.channels);
}

/// Judges the run by a row as it is in metrics.csv, so that a run which reads its rows again says
/// the same.
void Run::judge() {
  const Condition before = health_.condition();
  const Condition now = health_.add(latest_);
  if (now == before) return;
  const std::string reason = health_.reason().empty() ? "" : cat(": ", health_.reason());
  tell("health", {{"condition", condition_name(now)}, {"reason", health_.reason()}});
  const bool trouble = now != Condition::kStarting && now != Condition::kLearning;
  if (trouble) console_.warn(cat("health: ", condition_name(now), reason));
  else console_.info(cat("health: ", condition_name(now)));
}

void Run::measure_samples() {
  const auto began = Clock::now();
  calibrate_average();
  check_finite_numbers();
  quality->measure(state_.average.generator(), latest_);
  console_.note(cat("checked the samples of step ", state_.progress.step, " in ",
                    exact(std::round(10 * seconds_since(began)) / 10), " s"));
}

void Run::note_best() {
  if (!measured_in(latest_, settings_.options.best)) return;
  if (best_->add(latest_, [&] { return packed_model(); }))
    console_.note(cat("step ", latest_.step, " is the best so far by ", settings_.options.best));
}

std::optional<std::string> Run::reason_to_stop() const {
  constexpr int64_t kPatience = 10;  // checks
  if (latest_.step != state_.progress.step) return std::nullopt;
  for (const StopRule& rule : stop_rules_) {
    const auto value = measured_in(latest_, rule.name);
    const bool holds = rule.name == "overfit" ? health_.condition() == Condition::kCriticOverfits
                       : rule.name == "plateau"
                           ? measured_in(latest_, settings_.options.best) &&
                                 best_->so_far().without_improvement() >= kPatience
                       : rule.compares == '<' ? value && *value < rule.limit
                                              : value && *value > rule.limit;
    if (!holds) continue;
    return cat("--stop-when ", rule.text(), ": ",
               rule.name == "overfit" ? health_.reason()
               : rule.name == "plateau"
                   ? cat(settings_.options.best, " has not improved over ", kPatience, " checks")
                   : cat(rule.name, " is ", exact(*value)));
  }
  return std::nullopt;
}

void Run::name_bad_pictures() {
  for (const BadPicture& bad : batches_.take_bad())
    console_.warn(cat("left out ", escaped(bad.name), " from now on: ", escaped(bad.reason)));
}

double Run::passes() const {
  return static_cast<double>(state_.progress.step_images) /
         static_cast<double>(batches_.pictures());
}

int64_t Run::epoch() const { return state_.progress.step_images / batches_.pictures(); }

bool Run::snapshot_is_due() {
  const int64_t before = std::exchange(epoch_, epoch());
  if (epoch_ == before) return false;
  snapshots_ = asked_epochs(settings_.options, before, epoch_);
  return !snapshots_.empty();
}

void Run::write_snapshot() {
  calibrate_average();
  check_finite_numbers();
  sheets_->write_epochs(snapshots_);
}

void Run::write_samples() {
  const auto began = Clock::now();
  calibrate_average();
  check_finite_numbers();
  events_->add_sheet(state_.progress.step, "samples", sheets_->write());
  events_->add_networks(state_.progress.step, state_.nets);
  tell("sheet", {{"file", folder_.samples(state_.progress.step).string()}});
  slowest_samples_ = std::max(slowest_samples_, seconds_since(began));
}

/// Returns the bytes of g.pt.
std::string Run::packed_model() const {
  const RunFacts& run = facts();
  const Network& average = state_.average.generator();
  const NetworkOptions& network = settings_.options.network;
  const ModelFacts model{.settings = setting_lines(settings_, /*with_path=*/false),
                         .step = state_.progress.step,
                         .range = run.range.empty() ? Range().text() : run.range,
                         .latent_law = network.latent_law,
                         .classes = run.classes};
  return pack_model(average, state_.nets.generator, model,
                    Sampler(average, network, device_).self_test_picture());
}

void Run::save() {
  const auto began = Clock::now();
  calibrate_average();
  check_finite_numbers();
  tick();
  keeper_->save(state_, packed_model(), *metrics_);
  events_->sync();
  tell("save", {{"state", folder_.state().string()}, {"model", folder_.model().string()}});
  best_->drop_superfluous();
  release_memory();
  saved_ = Clock::now();
  slowest_save_ = std::max(slowest_save_, seconds_since(began));
  console_.note(cat("saved step ", state_.progress.step));
}

void Run::report_if_due() {
  const int64_t every = settings_.options.report_every;
  if (report && every > 0 && due(every) && state_.progress.step < steps_) report(false);
}

void Run::tell(std::string_view event, JsonLog::Fields more) {
  if (!json_) return;
  more.insert(more.begin(), {"step", state_.progress.step});
  json_->write(event, more);
}

void Run::save_as_asked() {
  save();
  console_.info(cat("saved step ", state_.progress.step, " as asked"));
}

void Run::end() {
  // Saves first: a run resumed from here must not know of the row and the pictures that close this
  // one.
  if (keeper_->has_news() || saved_step() < 0) save();
  if (metrics_->last_step() != state_.progress.step && state_.progress.step > 0) write_row();
  if (sheets_->last_step() != state_.progress.step) write_samples();
}

}  // namespace wgan
