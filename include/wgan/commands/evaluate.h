#pragma once

#include "wgan/commands/model_command.h"
#include "wgan/metrics/list.h"

namespace wgan {

/// Measures generated pictures against real ones.
struct Evaluate {
  static constexpr CommandText kText{
      "evaluate", "Measure how good generated pictures are, beside how good real ones are",
      "  wgan evaluate --ckpt runs/000-demo-r3           against the pictures it trained on;\n"
      "                                                  wgan report shows the numbers\n"
      "  wgan evaluate --ckpt g.pt --data pokemon/ --json > numbers.json\n"
      "  wgan evaluate --real pokemon/ --fake samples/   pictures of any program\n",
      "ckpt", "ckpt data real fake metrics n features nearest device threads json"};
  static constexpr bool kInEngine = true;
  static constexpr bool kForRanks = true;

  ModelOptions model;
  DataOptions data;                // the real pictures, and how all are prepared
  std::vector<std::string> fakes;  // sources of pictures to measure instead of a model's
  bool sized = false;              // --size was given
  int64_t count = 0;               // samples of the model; 0 = as many as real pictures
  uint64_t seed = 0;
  std::vector<std::string> metrics;   // empty = all
  std::vector<std::string> features;  // NAME=FILE of networks
  int64_t repeat = 1;
  double time_limit = 0;  // seconds; 0 = none
  std::string nearest;    // file of a sheet; empty = none
  bool json = false;

  Flags flags();
  void take(const Assignments& typed);
  ExitCode run() const;
};

}  // namespace wgan
