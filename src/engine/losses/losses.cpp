#include "wgan/losses/losses.h"

#include "decorators.h"
#include "wgan/base/error.h"
#include "wgan/losses/list.h"
#include "wgan/text/text.h"

namespace wgan {

std::unique_ptr<Loss> make_loss(const LossOptions& options) {
  std::unique_ptr<Loss> loss;
  if (!LossList::visit(options.name, [&]<typename Entry>() { loss = Entry::make(options); })) {
    throw Error(ExitCode::kUsage, cat("there is no loss '", escaped(options.name),
                                      "'; this wgan has ", join(LossList::names(), ", ")));
  }
  if (options.lecam > 0) loss = with_lecam(std::move(loss), options.lecam);
  if (options.semi) loss = with_semi_supervision(std::move(loss));
  if (options.generator_loss == "features") loss = with_feature_matching(std::move(loss), options);
  if (options.top_k < 1) loss = with_top_k(std::move(loss), options.top_k);
  return loss;
}

}  // namespace wgan
