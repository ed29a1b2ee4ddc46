#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// What the machine lets this process have. Everything is read under `root`.
namespace wgan {

/// Cores that this process may use: those of its processors, each counted once, however many
/// hardware threads it runs, which share its arithmetic units; and no more than the control groups
/// that it runs in (containers, batch systems) give it time for.
int64_t usable_cores(const std::string& root = "/");

/// Threads that read and prepare pictures where the user asked for `threads`: as many, or if it is
/// 0 one per processor that this process may use, hardware threads counted each.
int64_t reading_threads(int64_t threads, const std::string& root = "/");

/// Whether the processor has instructions for products of bf16 numbers.
bool computes_in_bf16(const std::string& root = "/");

/// The most bytes that this process may come to use: the machine's memory, or what the control
/// groups that it runs in may have.
double usable_memory(const std::string& root = "/");

/// Throws Error(kDevice) if this process may not start `threads` more threads, as under `ulimit -u`
/// or in a container with a limit on processes.
void check_threads(int64_t threads);

/// The variables of the environment that are set and change the last bits of numbers, or how many
/// threads compute them: "ONEDNN_MAX_CPU_ISA=AVX2", rising by name.
std::vector<std::string> arithmetic_variables();

}  // namespace wgan
