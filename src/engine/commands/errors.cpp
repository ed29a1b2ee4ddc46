#include "wgan/commands/errors.h"

#include <c10/util/Exception.h>

#include <new>
#include <string>

#include "wgan/base/error.h"
#include "wgan/text/text.h"
#include "wgan/text/thread_locale.h"

namespace wgan {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

bool ran_out_of_memory(const std::string& message) {
  return message.find("out of memory") != std::string::npos ||
         message.find("can't allocate memory") != std::string::npos;
}

locale_t plain_numbers() {
  static const locale_t c = ::newlocale(LC_NUMERIC_MASK, "C", nullptr);
  return c;
}

}  // namespace

void translate_errors(const std::function<void()>& work) {
  const Error no_memory(ExitCode::kDevice,
                        "there is not enough memory: train needs less with --accumulate 2 or more, "
                        "which works through a batch in parts where nothing ties it together, or "
                        "with a smaller --batch, --size or --features; sample and interpolate with "
                        "fewer pictures");
  const ThreadLocale numbers(plain_numbers());
  try {
    work();
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw no_memory;
  } catch (const c10::Error& error) {
    const std::string message = error.what_without_backtrace();
    if (ran_out_of_memory(message)) throw no_memory;
    throw Error(ExitCode::kFailed, cat("LibTorch: ", first_line(message)));
  } catch (const std::exception& error) {
    throw Error(ExitCode::kFailed, first_line(error.what()));
  }
}

}  // namespace wgan
