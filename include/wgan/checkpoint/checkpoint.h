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

/// Returns the name of the first tensor with a non-finite number, if there is one. Waits for the
/// device once if all are finite.
std::optional<std::string> first_not_finite(const NamedTensors& tensors);

/// Throws Error(kModel) naming `file` and the first tensor with a non-finite number.
void check_finite(const NamedTensors& tensors, const Path& file);

struct Checkpoint {
  Texts text;
  std::map<std::string, Tensor> tensors;  // on the CPU
};

/// Returns the bytes of a checkpoint file. The tensors may be on any device; they are copied.
std::string pack_checkpoint(const NamedTensors& tensors, const Texts& text);

/// Returns the checkpoint in a file, or in a parsed file. Throws Error(kModel).
Checkpoint read_checkpoint(const Path& path);
Checkpoint unpack_checkpoint(const SealedFile& file);

/// Returns `tensors` with `prefix` before each name.
NamedTensors prefixed(const std::string& prefix, const NamedTensors& tensors);

/// Checks that `from` has a tensor named `prefix` + name, of the same shape and type, for each of
/// `targets`, which need no values. Throws Error(kModel) naming `file`.
void check_tensors(const NamedTensors& targets, const std::string& prefix, const Checkpoint& from,
                   const Path& file);

/// Copies the tensor named `prefix` + name into each of `targets`. Throws like check_tensors,
/// before it copies anything.
void restore(const NamedTensors& targets, const std::string& prefix, const Checkpoint& from,
             const Path& file);

/// Returns the training settings in a file's texts, with the number of classes filled in. Throws
/// Error(kModel) naming `file`.
TrainOptions options_in(const Texts& texts, const Path& file);

/// A trained generator as `sample` and `interpolate` use it.
struct Model {
  NetworkOptions network;
  DataOptions data;                  // of the pictures that it learnt from, and that it makes
  std::vector<std::string> classes;  // their names, if the model is conditional
  Network generator;
  int64_t step = 0;  // generator updates

  /// Returns the number of the class `name`. Throws Error(kUsage) that lists the classes.
  int64_t class_number(const std::string& name) const;
};

/// Returns a digest of a network's weights and statistics, the same on every device.
std::string digest_of(const Network& network);

/// Returns the bytes of g.pt: the averaged and the newest generator, and everything needed to
/// rebuild them. `self_test` is the picture of seed 0, uint8 [H, W, C]; it is stored with its
/// digest, so that anyone can check whether the file still produces that picture.
std::string pack_model(const Network& average, const Network& newest, ModelFacts facts,
                       const Tensor& self_test);

/// Reads the averaged generator, or the newest if `raw`, from a g.pt or the state of a run. Builds
/// the network only if the file's tensors match its settings, so that no file makes a larger
/// network than itself. Throws Error(kModel), also if a weight is not finite.
Model read_model(const Path& path, bool raw);
Model unpack_model(const Checkpoint& checkpoint, const Path& path, bool raw);

/// Returns the self-test picture of a g.pt, or nothing if there is none. Throws Error(kModel) if it
/// does not match its digest.
std::optional<Tensor> self_test_of(const Checkpoint& checkpoint, const Path& path);

}  // namespace wgan
