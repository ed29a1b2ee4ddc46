#include "wgan/options/field.h"

#include "codec.h"

namespace wgan {

bool Field::read(const std::string& text, const Flag& flag) const {
  return binding_->read(text, flag);
}
std::vector<std::string> Field::texts() const { return binding_->texts(); }
std::string Field::expected(const Flag& flag) const { return binding_->expected(flag); }
void Field::clear() const { binding_->clear(); }
void Field::copy(const Field& other) const { binding_->copy(*other.binding_); }
bool Field::equals(const Field& other) const { return binding_->equals(*other.binding_); }

bool Field::is_switch() const { return binding_->traits().is_switch; }
bool Field::is_repeated() const { return binding_->traits().is_repeated; }
bool Field::names_paths() const { return binding_->traits().names_paths; }
bool Field::needs_unit() const { return binding_->traits().needs_unit; }

}  // namespace wgan
