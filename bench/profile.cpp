#include "profile.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "wgan/base/clock.h"

namespace wgan {
namespace {

std::map<std::string, std::vector<double>> calls;  // seconds of each call, by operator and shapes
std::mutex lock;
thread_local std::vector<double> within;  // for each open operator, seconds in those it called

struct Call : at::ObserverContext {
  std::string what;
  Clock::time_point begin;
};

/// Returns the shapes of the first two input tensors: " [64, 3, 64, 64] [64, 3, 4, 4]".
std::string shapes(const at::RecordFunction& function) {
  std::ostringstream text;
  for (const c10::IValue& input :
       function.inputs().slice(0, std::min<size_t>(2, function.inputs().size()))) {
    if (input.isTensor() && input.toTensor().defined()) text << " " << input.toTensor().sizes();
  }
  return text.str();
}

std::unique_ptr<at::ObserverContext> enter(const at::RecordFunction& function) {
  auto call = std::make_unique<Call>();
  call->what = function.name() + shapes(function);
  within.push_back(0);
  call->begin = Clock::now();
  return call;
}

void leave(const at::RecordFunction&, at::ObserverContext* context) {
  const auto& call = *static_cast<Call*>(context);
  const double all = seconds_since(call.begin);
  const double own = all - within.back();
  within.pop_back();
  if (!within.empty()) within.back() += all;
  const std::lock_guard hold(lock);
  calls[call.what].push_back(own);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

Profile::Profile()
    : handle_(at::addGlobalCallback(
          at::RecordFunctionCallback(&enter, &leave)
              .needsInputs(true)
              .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}))) {}
Profile::~Profile() { at::removeCallback(handle_); }

void Profile::print(long long cycles) const {
  struct Row {
    std::string what;
    double seconds, calls;
  };
  std::vector<Row> rows;
  double whole = 0;
  for (const auto& [what, each] : calls) {
    const double count = static_cast<double>(each.size()) / static_cast<double>(cycles);
    rows.push_back({what, count * median(each), count});
    whole += rows.back().seconds;
  }
  std::sort(rows.begin(), rows.end(),
            [](const Row& a, const Row& b) { return a.seconds > b.seconds; });
  std::printf("%8.2f ms\n", 1e3 * whole);
  for (const Row& row : rows) {
    if (row.seconds < whole / 20000) break;
    std::printf("%8.2f ms %5.1f %% %5.1f calls  %s\n", 1e3 * row.seconds, 100 * row.seconds / whole,
                row.calls, row.what.c_str());
  }
}

}  // namespace wgan
