#pragma once

#include "wgan/commands/command.h"
#include "wgan/options/settings.h"

namespace wgan {

/// Prints and draws the networks that training settings produce.
struct Describe {
  static constexpr CommandText kText{
      "describe",
      "Print the layers of the networks that these train settings produce, and draw a diagram",
      "  wgan describe --arch pokemon --size 128 --loss clip\n"
      "  wgan describe --preset seed-pokemon --svg networks.svg\n",
      "",
      "data preset loss size arch features depth critic-norm generator-norm svg "
      "resume"};
  static constexpr bool kInEngine = true;

  TrainSettings settings;
  std::string svg;  // file of the drawing; empty = none
  bool json = false;

  Flags flags();
  void take(const Assignments& typed);
  ExitCode run() const;
};

}  // namespace wgan
