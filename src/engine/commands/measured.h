#pragma once

#include <string>
#include <vector>

#include "model.h"
#include "wgan/commands/evaluate.h"
#include "wgan/data/data.h"
#include "wgan/metrics/metrics.h"
#include "wgan/report/report.h"

/// The pictures that `evaluate` measures.
namespace wgan {

/// Pictures of a source as one tensor.
struct Measured {
  Pictures pictures;
  Tensor labels;       // int64 [N]; undefined unless each picture has a class and there are several
  std::string digest;  // of their bytes, in the order of the source
  int64_t found = 0;   // usable pictures of the source, of which `pictures` may be a part
};

/// Fills in what the settings of the model say about the pictures: how they are prepared and, for
/// the folder of a run, where they are. Throws Error(kUsage) if nothing says where they are.
void take_data_of(const OpenedModel& opened, const std::string& checkpoint, DataOptions& data);

/// Loads the real pictures, prepared as `data` says, whose channels it settles; in random order.
Measured real_pictures(DataOptions& data, uint64_t seed, int64_t threads, Console& console);

/// Loads generated pictures, in random order. Without `sized`, they must all have one size, to
/// which `data.size` is set. Throws Error(kData) and Error(kUsage).
Measured fake_pictures(const Evaluate& options, DataOptions& data, Console& console);

/// Throws Error(kData) if `data.size` is larger than most of the real pictures: beside enlarged
/// ones, sharper pictures than the real ones would count as worse.
void check_not_enlarged(const DataOptions& data);

}  // namespace wgan
