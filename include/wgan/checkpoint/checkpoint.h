#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wgan/device/tensor.h"
#include "wgan/files/files.h"
#include "wgan/formats/sealed_file.h"
#include "wgan/networks/networks.h"
#include "wgan/options/options.h"
#include "wgan/run/facts.h"

/// Model and state files: named tensors and texts, in the format of `sealed_file.h`. PyTorch opens
/// them with `torch.load(path, weights_only=True)` as a dict of tensors.
namespace wgan {

/// The first of these that holds a number that is not finite, if there is one. Waits for the device
/// once.
std::optional<std::string> first_not_finite(const NamedTensors& tensors);

/// Throws Error(kModel) naming `file` and the first of these that holds such a number.
void check_finite(const NamedTensors& tensors, const Path& file);

struct Checkpoint {
  Texts text;
  std::map<std::string, Tensor> tensors;  // on the processor
};

/// The bytes of a file. Tensors may be on any device; they are copied.
std::string pack_checkpoint(const NamedTensors& tensors, const Texts& text);

/// Throws Error(kModel).
Checkpoint read_checkpoint(const Path& path);
Checkpoint unpack_checkpoint(const SealedFile& file);

/// `tensors` with `prefix` before each name.
NamedTensors prefixed(const std::string& prefix, const NamedTensors& tensors);

/// Throws Error(kModel) naming `file` if it lacks a tensor named `prefix` + name for one of
/// `targets`, which need no values, or has it with another shape or type.
void check_tensors(const NamedTensors& targets, const std::string& prefix, const Checkpoint& from,
                   const Path& file);

/// Copies those tensors into `targets`. Throws as check_tensors does, before it copies anything.
void restore(const NamedTensors& targets, const std::string& prefix, const Checkpoint& from,
             const Path& file);

/// The settings in a file of this program, with what its texts say of the pictures. Throws
/// Error(kModel) naming `file`.
TrainOptions options_in(const Texts& texts, const Path& file);

/// A trained generator as `sample` and `interpolate` use it.
struct Model {
  NetworkOptions network;
  Size size;
  int64_t channels = 3;
  std::vector<std::string> classes;  // names, of a conditional one
  Network generator;

  /// The number of the class of that name. Throws Error(kUsage) that lists those there are.
  int64_t class_number(const std::string& name) const;
};

/// The bytes of g.pt: the averaged and the newest generator with all that rebuilds them.
/// `self_test` is the picture of seed 0, uint8 [H, W, C]: kept with its digest, so that whoever has
/// the file can tell whether it still makes that picture.
std::string pack_model(const Network& average, const Network& newest, ModelFacts facts,
                       const Tensor& self_test);

/// Reads a g.pt, or the state of a run: the averaged weights, or the newest with `raw`. Its
/// settings are believed only as far as its tensors bear them out, so that no file makes a larger
/// network than itself. Throws Error(kModel), also if a weight is not finite.
Model read_model(const Path& path, bool raw);
Model unpack_model(const Checkpoint& checkpoint, const Path& path, bool raw);

/// The picture in a g.pt; nothing if there is none. Throws Error(kModel) if its digest is not that
/// of the picture.
std::optional<Tensor> self_test_of(const Checkpoint& checkpoint, const Path& path);

}  // namespace wgan
