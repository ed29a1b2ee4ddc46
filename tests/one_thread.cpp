#include <ATen/Parallel.h>

// CTest runs tests side by side, and threads that wait for each other at every operator are slow on
// a machine whose cores are taken.
namespace {
[[maybe_unused]] const bool one_thread = (at::set_num_threads(1), true);
}  // namespace
