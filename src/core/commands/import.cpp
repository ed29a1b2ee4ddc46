#include "wgan/commands/import.h"

#include "wgan/text/text.h"

namespace wgan {

Flags Import::flags() {
  return {{.name = "weights",
           .field = &weights,
           .group = "Files",
           .metavar = "FILE",
           .help = "Weights in safetensors, named as in the DCGAN of pytorch/examples: "
                   "main.0.weight, main.1.weight, main.1.running_mean …"},
          {.name = "out",
           .field = &out,
           .group = "Files",
           .metavar = "FILE",
           .help = "Model file to write, such as g.pt; a file that is there stays"}};
}

void Import::take(const Assignments& typed) {
  assign_all(flags(), typed);
  need_file(weights, "import", "WEIGHTS.safetensors --out g.pt");
  if (out.empty()) throw Error(ExitCode::kUsage, "--out is missing: name the g.pt to write");
  need_file_name(out);
  if (ending_of(weights) == "pth" || ending_of(weights) == "pt")
    throw Error(ExitCode::kUsage,
                cat(escaped(weights),
                    ": wgan reads no pickles, which can run code; wgan import --help shows the "
                    "Python command that turns it into safetensors"));
}

}  // namespace wgan
