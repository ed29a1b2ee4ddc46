#pragma once

#include "wgan/optimizers/optimizers.h"

namespace wgan {

std::unique_ptr<Optimizer> make_adam(const OptimizerOptions& options,
                                     const std::vector<Parameter>& parameters);
std::unique_ptr<Optimizer> make_adamw(const OptimizerOptions& options,
                                      const std::vector<Parameter>& parameters);
std::unique_ptr<Optimizer> make_sgd(const OptimizerOptions& options,
                                    const std::vector<Parameter>& parameters);
std::unique_ptr<Optimizer> make_rmsprop(const OptimizerOptions& options,
                                        const std::vector<Parameter>& parameters);

}  // namespace wgan
