#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace backstep::test {

using Bytes = std::vector<std::uint8_t>;
using Value = std::variant<bool, std::int16_t, std::uint16_t, std::string, std::vector<std::string>, Bytes>;

/// What goes wrong with a method. Error names are BlueZ's.
struct Fault {
  std::string error, message;  ///< empty: no error
  bool never = false;          ///< no answer at all
  int times = -1;              ///< so many calls; -1: all

  static Fault fails(std::string error, std::string message, int times = -1) {
    return {std::move(error), std::move(message), false, times};
  }
  static Fault silent(int times = -1) { return {{}, {}, true, times}; }
};

/// By method: "Connect", "ReadValue Info".
using Faults = std::map<std::string, Fault>;

/// An object of the stand-in: properties that come and go as bluetoothd's do, and methods with their faults.
class BusObject {
 public:
  using Properties = std::map<std::string, sdbus::Variant>;
  /// May answer, keep the call for later, or throw sdbus::Error.
  using Method = std::function<void(sdbus::MethodCall call)>;
  using Setter = std::function<void(bool)>;

  BusObject(sdbus::IConnection& bus, std::string path, std::string interface, Faults& faults)
      : bus_(bus), path_(std::move(path)), interface_(std::move(interface)), faults_(faults) {}

  void add_method(const std::string& name, const char* in, const char* out, Method method, std::string fault = {});
  /// A property that clients may write; the setter may throw.
  void add_setter(const std::string& name, Setter setter) { setters_[name] = std::move(setter); }

  /// Before publish() silently, afterwards with the signal.
  void set(const std::string& name, Value value);
  void erase(const std::string& name);

  /// Onto the bus; again after a property has come or gone (not from within a call).
  void publish();

  bool is(const std::string& name) const;
  bool has(const std::string& name) const { return values_.contains(name); }
  Properties properties() const;
  const std::string& path() const { return path_; }
  const std::string& interface() const { return interface_; }

 private:
  struct MethodEntry {
    const char *in, *out;
    Method method;
    std::string fault;
  };

  void call(const MethodEntry& entry, sdbus::MethodCall call);
  void tell(const Properties& changed, const std::vector<std::string>& gone);

  sdbus::IConnection& bus_;
  std::string path_, interface_;
  Faults& faults_;
  std::map<std::string, MethodEntry> methods_;
  std::map<std::string, Setter> setters_;
  std::map<std::string, Value> values_;
  std::unique_ptr<sdbus::IObject> object_;
  bool stale_ = true;
};

/// An answer without or with values.
template <class... T>
void answer(const sdbus::MethodCall& call, const T&... values) {
  auto reply = call.createReply();
  ((reply << values), ...);
  reply.send();
}

/// "org.bluez.Error.NotReady", say, from within a method.
[[noreturn]] inline void refuse(const char* error, const char* message) {
  throw sdbus::Error(std::string("org.bluez.Error.") + error, message);
}

}  // namespace backstep::test
