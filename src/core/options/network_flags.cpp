#include <algorithm>

#include "train_tables.h"
#include "wgan/networks/list.h"
#include "wgan/text/text.h"

namespace wgan {

Flags network_flags(TrainOptions& o) {
  const auto convolutional = [&o, archs = ArchitectureList::names_with("kernel")]() -> std::string {
    const bool has_kernels = std::find(archs.begin(), archs.end(), o.network.arch) != archs.end();
    return has_kernels ? "" : cat("--arch ", o.network.arch, " has no convolutions");
  };
  return {
      {.name = "arch",
       .field = &o.network.arch,
       .group = "Network",
       .help = "Architecture of generator and critic",
       .choices = ArchitectureList::names(),
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "features",
       .field = &o.network.features,
       .group = "Network",
       .metavar = "N",
       .help =
           "Channels of the critic's first layer, from which the width of both networks follows",
       .least = 1,
       .most = 1024,
       .role = Role::kShape,
       .shapes_networks = true,
       .unused = convolutional},
      {.name = "depth",
       .field = &o.network.depth,
       .group = "Network",
       .metavar = "N",
       .help = "Number of times that the critic halves the picture; 0 for a number that follows "
               "from its size",
       .most = 12,
       .role = Role::kShape,
       .shapes_networks = true,
       .unused = convolutional},
      {.name = "latent",
       .field = &o.network.latent,
       .group = "Network",
       .metavar = "N",
       .help = "Length of z, the generator's input",
       .least = 1,
       .most = 65'536,
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "latent-law",
       .field = &o.network.latent_law,
       .group = "Network",
       .help = "Distribution of z: normal, uniform from -1 to 1, or uniform on the sphere of "
               "radius sqrt(N)",
       .choices = {"normal", "uniform", "sphere"},
       .role = Role::kShape},
      {.name = "kernel",
       .field = &o.network.kernel,
       .group = "Network",
       .metavar = "3|4|5",
       .help = "Size of the convolutions' kernels in pixels",
       .least = 3,
       .most = 5,
       .role = Role::kShape,
       .shapes_networks = true,
       .unused = convolutional},
      {.name = "up",
       .field = &o.network.up,
       .group = "Network",
       .help = "Upsampling in the generator: by transposed convolutions, or by repeating pixels "
               "before a convolution, which leaves no checkerboard",
       .choices = {"transpose", "resize"},
       .role = Role::kShape,
       .shapes_networks = true,
       .unused = convolutional},
      {.name = "critic-norm",
       .field = &o.network.critic_norm,
       .group = "Network",
       .help = "Normalisation in the critic",
       .choices = {"batch", "layer", "instance", "virtual", "none"},
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "generator-norm",
       .field = &o.network.generator_norm,
       .group = "Network",
       .help = "Normalisation in the generator",
       .choices = {"batch", "layer", "instance", "virtual", "none"},
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "act",
       .field = &o.network.act,
       .group = "Network",
       .metavar = "relu|lrelu:S",
       .help = "Activation of both networks; auto for ReLU in the generator and slope 0.2 in the "
               "critic",
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "init",
       .field = &o.network.init,
       .group = "Network",
       .help =
           "Distribution of the weights at the start: normal with deviation 0.02 as DCGAN's, or "
           "uniform within a bound for each layer as Keras' (Glorot 2010)",
       .choices = {"normal", "glorot"},
       .role = Role::kShape},
      {.name = "dropout",
       .field = &o.network.dropout,
       .group = "Network",
       .metavar = "P",
       .help = "Share of the critic's activations that are set to zero",
       .most = 0.95,
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "minibatch",
       .field = &o.network.minibatch,
       .group = "Network",
       .help = "How the critic compares the samples of a batch: by minibatch discrimination, or by "
               "their standard deviation",
       .choices = {"none", "discrimination", "deviation"},
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "mlp-layers",
       .field = &o.network.mlp_layers,
       .group = "Network",
       .metavar = "N",
       .help = "Layers of --arch mlp",
       .least = 1,
       .most = 64,
       .role = Role::kShape,
       .shapes_networks = true,
       .unused = only_with("arch", o.network.arch, ArchitectureList::names_with("mlp-layers"))},
      {.name = "mlp-width",
       .field = &o.network.mlp_width,
       .group = "Network",
       .metavar = "N",
       .help = "Units in each layer of --arch mlp",
       .least = 1,
       .most = 65'536,
       .role = Role::kShape,
       .shapes_networks = true,
       .unused = [&o]() -> std::string {
         return o.network.arch == "mlp" && o.network.mlp_layers == 1
                    ? "with --mlp-layers 1 there is no layer but the last"
                    : only_with("arch", o.network.arch,
                                ArchitectureList::names_with("mlp-width"))();
       }},
      {.name = "conditional",
       .field = &o.network.conditional,
       .group = "Network",
       .help = "Learn the class of each picture as well: class folders, CIFAR-10, STL-10, MNIST",
       .role = Role::kShape,
       .shapes_networks = true},
      {.name = "class-input",
       .field = &o.network.class_input,
       .group = "Network",
       .help = "How the class enters the generator: through its batch norms, or together with z; "
               "auto for batch norms where there are some",
       .choices = {"auto", "norm", "embedding"},
       .role = Role::kShape,
       .shapes_networks = true,
       .unused = [&o]() -> std::string {
         return o.network.conditional ? "" : "it belongs to --conditional";
       }},
  };
}

}  // namespace wgan
