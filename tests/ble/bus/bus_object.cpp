#include "tests/ble/bus/bus_object.h"

namespace backstep::test {
namespace {

sdbus::Variant as_variant(const Value& value) {
  return std::visit([](const auto& v) { return sdbus::Variant(v); }, value);
}

std::string signature(const Value& value) {
  return std::visit([]<class T>(const T&) { return sdbus::signature_of<T>::str(); }, value);
}

}  // namespace

void BusObject::add_method(const std::string& name, const char* in, const char* out, Method method, std::string fault) {
  methods_[name] = {in, out, std::move(method), fault.empty() ? name : std::move(fault)};
}

void BusObject::call(const MethodEntry& entry, sdbus::MethodCall call) {
  const auto fault = faults_.find(entry.fault);
  if (fault == faults_.end() || fault->second.times == 0) {
    entry.method(std::move(call));
    return;
  }
  --fault->second.times;
  if (!fault->second.never) {
    throw sdbus::Error(fault->second.error, fault->second.message);
  }
}

void BusObject::publish() {
  if (!stale_) {
    return;
  }
  stale_ = false;
  object_.reset();
  object_ = sdbus::createObject(bus_, path_);
  for (const auto& [name, entry] : methods_) {
    object_->registerMethod(interface_, name, entry.in, entry.out,
                            [this, &entry = entry](sdbus::MethodCall call) { this->call(entry, std::move(call)); });
  }
  for (const auto& [name, value] : values_) {
    const auto getter = [&value = value](sdbus::PropertyGetReply& reply) {
      std::visit([&reply](const auto& v) { reply << v; }, value);
    };
    const auto setter = setters_.find(name);
    if (setter == setters_.end()) {
      object_->registerProperty(interface_, name, signature(value), getter);
    } else {
      object_->registerProperty(interface_, name, signature(value), getter,
                                [&set = setter->second](sdbus::PropertySetCall& call) {
                                  bool on = false;
                                  call >> on;
                                  set(on);
                                });
    }
  }
  object_->finishRegistration();
}

void BusObject::set(const std::string& name, Value value) {
  const auto [at, is_new] = values_.insert_or_assign(name, std::move(value));
  stale_ = stale_ || is_new;
  tell({{name, as_variant(at->second)}}, {});
}

void BusObject::erase(const std::string& name) {
  // The getter on the bus looks at the value until the object is published again.
  if (const auto at = values_.find(name); at != values_.end()) {
    object_.reset();
    stale_ = true;
    values_.erase(at);
    publish();
    tell({}, {name});
  }
}

void BusObject::tell(const Properties& changed, const std::vector<std::string>& gone) {
  if (object_) {
    auto signal = object_->createSignal("org.freedesktop.DBus.Properties", "PropertiesChanged");
    signal << interface_ << changed << gone;
    object_->emitSignal(signal);
  }
}

bool BusObject::is(const std::string& name) const {
  const auto at = values_.find(name);
  return at != values_.end() && std::get<bool>(at->second);
}

BusObject::Properties BusObject::properties() const {
  Properties properties;
  for (const auto& [name, value] : values_) {
    properties[name] = as_variant(value);
  }
  return properties;
}

}  // namespace backstep::test
