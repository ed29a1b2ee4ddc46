#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// The resources that the machine lets this process use. Everything is read under `root`.
namespace wgan {

/// Returns the number of cores that this process may use. Hardware threads of one core share its
/// arithmetic units and count once. The control groups that it runs in (containers, batch systems)
/// may limit the number further.
int64_t usable_cores(const std::string& root = "/");

/// Returns the threads of LibTorch unless they are told: those in WGAN_THREADS, or one for each
/// core. Throws Error(kUsage) if that variable is no number from 1 to 1024.
int64_t default_threads();

/// Returns the number of threads that read and prepare pictures: `threads` or, if that is 0, those
/// in WGAN_THREADS, or one for each hardware thread that this process may use.
int64_t reading_threads(int64_t threads, const std::string& root = "/");

/// Whether the processor has instructions for products of bf16 numbers.
bool computes_in_bf16(const std::string& root = "/");

/// Returns the most bytes that this process may use: the machine's memory, or less if the control
/// groups that it runs in limit it.
double usable_memory(const std::string& root = "/");

/// Returns the largest memory that this process has had so far, in bytes.
double peak_memory();

/// Throws Error(kDevice) if this process may not start `threads` more threads, as under `ulimit -u`
/// or in a container with a limit on processes.
void check_threads(int64_t threads);

/// Returns the environment variables that are set and change the last bits of numbers, or how many
/// threads compute them, sorted by name: "ONEDNN_MAX_CPU_ISA=AVX2".
std::vector<std::string> arithmetic_variables();

/// Makes the OpenMP threads of libraries that are loaded afterwards sleep soon when they wait for
/// each other. By default they spin for milliseconds, and where another program takes part of a
/// processor, the thread that they wait for cannot run meanwhile. Variables that the user set win.
/// Returns whether it changed the environment. The value is measured in docs/performance.md.
bool limit_spinning();

/// Lets the calling thread run only on what threads of ordinary priority leave.
void work_in_background();

/// Seconds, summed over the threads of this process that do not work in the background.
struct ProcessorTime {
  double ran = 0;
  double waited = 0;  // ready to run, while other threads had the processor
};
/// Returns the time since the start of these threads; zeros if the system does not tell.
ProcessorTime processor_time(const std::string& root = "/");

}  // namespace wgan
