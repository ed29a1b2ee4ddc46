#include "wgan/losses/losses.h"

#include "makers.h"
#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

struct Maker {
  const char* name;
  std::unique_ptr<Loss> (*make)(const LossOptions&);
};

constexpr Maker kMakers[] = {
    {"gan", make_gan},        {"ls", make_lsgan},   {"hinge", make_hinge},
    {"clip", make_wgan_clip}, {"gp", make_wgan_gp}, {"none", make_wgan_none},
};

}  // namespace

std::unique_ptr<Loss> make_loss(const LossOptions& options) {
  for (const Maker& maker : kMakers) {
    if (options.name != maker.name) continue;
    std::unique_ptr<Loss> loss = maker.make(options);
    if (options.semi) loss = tell_classes_apart(std::move(loss));
    if (options.generator_loss == "features") loss = match_features(std::move(loss), options);
    return loss;
  }
  throw Error(ExitCode::kUsage, cat("there is no loss '", escaped(options.name),
                                    "'; this wgan has ", join(loss_names(), ", ")));
}

std::vector<std::string> loss_names() {
  std::vector<std::string> names;
  for (const Maker& maker : kMakers) names.emplace_back(maker.name);
  return names;
}

}  // namespace wgan
