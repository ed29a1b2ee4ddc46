#pragma once

#include <locale.h>

namespace wgan {

/// While it lives, this thread follows `locale`, from newlocale, whatever the process has set; if
/// that is null, nothing changes.
class ThreadLocale {
 public:
  explicit ThreadLocale(locale_t locale) : before_(::uselocale(locale)) {}
  ~ThreadLocale() { ::uselocale(before_); }
  ThreadLocale(const ThreadLocale&) = delete;
  ThreadLocale& operator=(const ThreadLocale&) = delete;

 private:
  locale_t before_;
};

}  // namespace wgan
