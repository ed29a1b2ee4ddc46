#include "evaluation_text.h"

#include <algorithm>
#include <cmath>

#include "wgan/text/json.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A metric over the repeats.
struct Summary {
  Score score;        // of means
  double spread = 0;  // standard deviation of the value over the repeats
};

std::vector<Summary> summaries(const Evaluation& evaluation) {
  const auto& repeats = evaluation.repeats;
  const auto count = static_cast<double>(repeats.size());
  std::vector<Summary> list;
  for (size_t i = 0; i < repeats[0].size(); ++i) {
    Summary one{repeats[0][i]};
    double value = 0, error = 0, real = 0, squares = 0;
    for (const auto& scores : repeats) {
      value += scores[i].fake.value / count;
      error += scores[i].fake.error / count;
      real += scores[i].real.value / count;
    }
    for (const auto& scores : repeats)
      squares += (scores[i].fake.value - value) * (scores[i].fake.value - value);
    one.spread = repeats.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
    one.score.fake.value = value;
    one.score.fake.error = error;
    one.score.real.value = real;
    list.push_back(one);
  }
  return list;
}

std::string padded(const std::string& text, size_t width, bool right = true) {
  const std::string space(text.size() < width ? width - text.size() : 0, ' ');
  return right ? space + text : text + space;
}

const char* aim(Good good) { return good == Good::kLow ? "low" : "as real"; }

}  // namespace

std::string to_text(const Evaluation& evaluation) {
  std::string out;
  for (const auto& [name, value] : evaluation.protocol)
    out += cat(padded(name, 14, false), escaped(value), "\n");
  const bool repeated = evaluation.repeats.size() > 1;
  out += cat("\n", padded("metric", 14, false), padded("value", 10), padded("95 % interval", 22),
             repeated ? padded("spread", 10) : "", padded("real", 10), padded("n", 8), "  good\n");
  for (const auto& [score, spread] : summaries(evaluation)) {
    out += cat(padded(score.fake.name, 14, false), padded(short_number(score.fake.value), 10),
               padded(cat(short_number(score.low()), " to ", short_number(score.high())), 22),
               repeated ? padded(short_number(spread), 10) : "",
               padded(short_number(score.real.value), 10),
               padded(std::to_string(score.fake.count), 8), "  ", aim(score.fake.good), "\n");
  }
  if (!evaluation.left_out.empty())
    out += cat("\nleft out for --time-limit: ", join(evaluation.left_out, ", "), "\n");
  return out;
}

std::string to_json(const Evaluation& evaluation) {
  nlohmann::ordered_json out;
  out["version"] = 1;
  out["metrics"] = nlohmann::ordered_json::object();
  for (const auto& [score, spread] : summaries(evaluation)) {
    auto& metric = out["metrics"][score.fake.name];
    metric = {{"value", score.fake.value},   {"low", score.low()},    {"high", score.high()},
              {"floor", score.real.value},   {"n", score.fake.count}, {"floor_n", score.real.count},
              {"good", aim(score.fake.good)}};
    if (evaluation.repeats.size() > 1) metric["spread"] = spread;
  }
  if (!evaluation.left_out.empty()) out["left_out"] = evaluation.left_out;
  for (const auto& [name, value] : evaluation.protocol) out["protocol"][name] = escaped(value);
  return json_text(out);
}

}  // namespace wgan
