// Trains a small GAN on pictures, then prints a generated picture as text.
// usage: creatures PICTURES STEPS OUT
#include <wgan/wgan.h>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 4) return std::fputs("usage: creatures PICTURES STEPS OUT\n", stderr), 2;
  try {
    const auto on_row = [](const wgan::TrainingRow& row) {
      const auto loss = row.values.find("critic_loss");
      std::printf("step %ld of %ld", static_cast<long>(row.step), static_cast<long>(row.steps));
      if (loss != row.values.end()) std::printf(", critic loss %.3f", loss->second);
      std::printf("\n");
      return true;  // false would save the run and end it
    };
    const wgan::TrainedRun run = wgan::train(
        {{"data", argv[1]}, {"steps", argv[2]}, {"out", argv[3]}, {"log-every", "10"}}, on_row);

    const wgan::Generator generator(run.folder);
    const wgan::Image picture = generator.sample(/*first=*/7, /*count=*/1).at(0);
    for (int64_t y = 0; y < picture.height; y += 2) {
      for (int64_t x = 0; x < picture.width; ++x)
        std::putchar(" .:-=+*#%@"[*picture.at(x, y) * 10 / 256]);
      std::putchar('\n');
    }
  } catch (const wgan::Error& error) {
    std::fprintf(stderr, "creatures: %s\n", error.what());
    return static_cast<int>(error.code());
  }
}
