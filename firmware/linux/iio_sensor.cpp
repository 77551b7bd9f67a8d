#include "firmware/linux/iio_sensor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace backstep::firmware {
namespace {

constexpr double kRate_hz = 200;       // what the pipeline is made for
constexpr double kLeastRate_hz = 100;  // README, "Record"
constexpr double kRange_g = 16, kRange_dps = 2000;
constexpr double kNominal = 0.99;  // a range of 16 g may be 15.99 g in counts
constexpr std::uint32_t kCountBits = 16;

struct Numbered {
  std::string text;  ///< drivers take back only what they told
  double value = 0;
};

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

/// All numbers of a text, whatever stands between them.
std::vector<Numbered> numbers(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return std::string_view("[],;").find(c) != std::string_view::npos; }, ' ');
  std::istringstream words(text);
  std::vector<Numbered> found;
  for (std::string word; words >> word;) {
    found.push_back({word, number(word)});
  }
  return found;
}

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

std::string described(const iio_device* device) {
  const std::string name = text_of(iio_device_get_name(device));
  return text_of(iio_device_get_id(device)) + (name.empty() ? "" : " (" + name + ")");
}

std::string listed(const std::vector<iio_device*>& devices) {
  std::string list;
  for (const iio_device* device : devices) {
    list += (list.empty() ? "" : ", ") + described(device);
  }
  return list;
}

/// A device's name without what tells ST's two halves apart.
std::string base_name(const iio_device* device) {
  std::string name = text_of(iio_device_get_name(device));
  for (const std::string_view half : {"_accel", "_gyro"}) {
    if (name.size() > half.size() && name.compare(name.size() - half.size(), half.size(), half) == 0) {
      name.resize(name.size() - half.size());
    }
  }
  return name;
}

bool is_meant(const iio_device* device, const std::string& wanted) {
  return wanted == text_of(iio_device_get_id(device)) || wanted == text_of(iio_device_get_name(device)) ||
         wanted == text_of(iio_device_get_label(device)) || wanted == base_name(device);
}

/// Empty unless all three axes can be captured.
std::optional<IioAxes> axes_of(iio_device* device, iio_chan_type type) {
  IioAxes found;
  found.device = device;
  for (unsigned i = 0; i < iio_device_get_channels_count(device); ++i) {
    iio_channel* channel = iio_device_get_channel(device, i);
    if (iio_channel_is_output(channel) || !iio_channel_is_scan_element(channel)) {
      continue;
    }
    const int axis = iio_channel_get_modifier(channel) - IIO_MOD_X;
    if (iio_channel_get_type(channel) == type && axis >= 0 && axis < 3) {
      found.axes[static_cast<std::size_t>(axis)] = channel;
    } else if (iio_channel_get_type(channel) == IIO_TIMESTAMP) {
      found.timestamp = channel;
    }
  }
  return std::count(found.axes.begin(), found.axes.end(), nullptr) == 0 ? std::optional(found) : std::nullopt;
}

/// The one of `devices` that has axes of this type.
IioAxes only_one(const std::vector<iio_device*>& devices, iio_chan_type type, const std::string& wanted) {
  std::vector<iio_device*> with;
  std::copy_if(devices.begin(), devices.end(), std::back_inserter(with),
               [type](iio_device* device) { return axes_of(device, type).has_value(); });
  const char* what = type == IIO_ACCEL ? "accelerometer" : "gyroscope";
  if (with.empty()) {
    throw std::runtime_error(
        fmt::format("{} has no {} with three axes that can be captured (looked at {})", wanted, what, listed(devices)));
  }
  if (with.size() > 1) {
    throw std::runtime_error(
        fmt::format("{} could be any of {}, which all have a {}; name one by its id, or give "
                    "the two sensors different names or labels in the device tree",
                    wanted, listed(with), what));
  }
  return *axes_of(with.front(), type);
}

/// An attribute of the axes, or of their whole device.
struct Attribute {
  const iio_device* device;
  const iio_channel* channel;
  std::string value;
};

std::optional<Attribute> look_up(const IioAxes& axes, const IioAttributes& attributes, const std::string& name) {
  for (const iio_channel* channel : std::array<const iio_channel*, 2>{axes.axes[0], nullptr}) {
    if (auto value = attributes.read(axes.device, channel, name)) {
      return Attribute{axes.device, channel, *value};
    }
  }
  return std::nullopt;
}

/// Sets an attribute to the least of the values it can have from `least` on, else to the greatest.
void choose(const IioAxes& axes, const IioAttributes& attributes, const std::string& name, double least) {
  const auto available = look_up(axes, attributes, name + "_available");
  const auto now = look_up(axes, attributes, name);
  if (!available || !now) {
    return;  // it is what it is
  }
  std::vector<Numbered> values = numbers(available->value);
  if (available->value.find('[') != std::string::npos && values.size() == 3) {  // least, step, greatest
    const double step = values[1].value, steps = std::ceil((least - values[0].value) / step);
    const double value = std::clamp(values[0].value + steps * step, values[0].value, values[2].value);
    values = {{fmt::format("{}", value), value}};
  }
  std::sort(values.begin(), values.end(), [](const Numbered& a, const Numbered& b) { return a.value < b.value; });
  const auto found =
      std::find_if(values.begin(), values.end(), [least](const Numbered& v) { return v.value >= least; });
  if (values.empty()) {
    return;
  }
  const std::string& text = found == values.end() ? values.back().text : found->text;
  if (!attributes.write(now->device, now->channel, name, text) && number(now->value) != number(text)) {
    throw std::runtime_error(fmt::format("{}: {} cannot be set to {} (it is {}); this needs the right to write it",
                                         described(axes.device), name, text, now->value));
  }
}

void read_mount(IioAxes& axes, const IioAttributes& attributes) {
  auto matrix = look_up(axes, attributes, "mount_matrix");
  if (!matrix) {
    matrix = look_up(axes, attributes, "in_mount_matrix");
  }
  if (!matrix) {
    return;
  }
  const auto values = numbers(matrix->value);
  if (values.size() != 9) {
    throw std::runtime_error(
        fmt::format("{}: mount_matrix is \"{}\", expected nine numbers", described(axes.device), matrix->value));
  }
  for (int i = 0; i < 9; ++i) {
    axes.mount(i / 3, i % 3) = values[static_cast<std::size_t>(i)].value;
  }
}

void use_monotonic_clock(const IioAxes& axes, const IioAttributes& attributes) {
  const std::string name = "current_timestamp_clock";
  attributes.write(axes.device, nullptr, name, "monotonic");
  const auto now = attributes.read(axes.device, nullptr, name);
  if (axes.timestamp == nullptr || !now || now->rfind("monotonic", 0) != 0 || now->rfind("monotonic_", 0) == 0) {
    throw std::runtime_error(
        fmt::format("{}: its samples have no times of the monotonic clock ({} {}); to set that needs "
                    "the right to write its attributes",
                    described(axes.device), name, now.value_or("is missing")));
  }
}

/// `range`: at least so much, SI units.
void set_up(IioAxes& axes, const IioAttributes& attributes, double range) {
  const iio_data_format* format = iio_channel_get_data_format(axes.axes[0]);
  const double most = std::ldexp(1.0, static_cast<int>(format->bits) - 1);
  choose(axes, attributes, "sampling_frequency", kRate_hz * kNominal);
  choose(axes, attributes, "scale", range * kNominal / most);
  use_monotonic_clock(axes, attributes);
  read_mount(axes, attributes);
  for (int i = 0; i < 3; ++i) {
    const iio_channel* channel = axes.axes[static_cast<std::size_t>(i)];
    axes.scale[i] = number(attributes.read(axes.device, channel, "scale").value_or("0"));
    axes.offset[i] = number(attributes.read(axes.device, channel, "offset").value_or("0"));
    if (axes.scale[i] <= 0) {
      throw std::runtime_error(
          fmt::format("{}: {} tells no scale", described(axes.device), text_of(iio_channel_get_id(channel))));
    }
  }
  const int spare_bits = static_cast<int>(format->bits) - static_cast<int>(kCountBits);
  axes.lsb = axes.scale.maxCoeff() * std::ldexp(1.0, std::max(0, spare_bits));
  axes.range = axes.scale.maxCoeff() * most;
  const auto rate = look_up(axes, attributes, "sampling_frequency");
  axes.rate_hz = rate ? number(rate->value) : 0;
  if (axes.rate_hz < kLeastRate_hz) {
    throw std::runtime_error(fmt::format("{}: {} samples a second, and {} are the least for walking",
                                         described(axes.device), rate ? rate->value : "unknown", kLeastRate_hz));
  }
}

}  // namespace

IioAttributes system_attributes() {
  static constexpr std::size_t kMost = 4096;  // a page, what sysfs gives
  IioAttributes system;
  system.read = [](const iio_device* device, const iio_channel* channel,
                   const std::string& name) -> std::optional<std::string> {
    std::array<char, kMost> text{};
    const auto size = channel == nullptr ? iio_device_attr_read(device, name.c_str(), text.data(), text.size() - 1)
                                         : iio_channel_attr_read(channel, name.c_str(), text.data(), text.size() - 1);
    return size > 0 ? std::optional<std::string>(text.data()) : std::nullopt;
  };
  system.write = [](const iio_device* device, const iio_channel* channel, const std::string& name,
                    const std::string& value) {
    return (channel == nullptr ? iio_device_attr_write(device, name.c_str(), value.c_str())
                               : iio_channel_attr_write(channel, name.c_str(), value.c_str())) >= 0;
  };
  return system;
}

Vec3 IioAxes::counts(const std::array<std::int64_t, 3>& raw) const {
  const Vec3 read(static_cast<Real>(raw[0]), static_cast<Real>(raw[1]), static_cast<Real>(raw[2]));
  return mount * (read + offset).cwiseProduct(scale / lsb);
}

SensorMake IioSensor::make() const {
  const auto whole = [](double value) {
    return static_cast<std::uint16_t>(std::clamp(std::round(value), 1.0, 65535.0));
  };
  SensorMake make;
  make.name = name;
  make.rate_hz = gyr.rate_hz;
  make.acc_lsb_mps2 = acc.lsb;
  make.gyr_lsb_radps = gyr.lsb;
  make.acc_range_g = static_cast<std::uint8_t>(std::min<std::uint16_t>(255, whole(acc.range / kGravity_mps2)));
  make.gyr_range_dps = whole(gyr.range / deg_to_rad(1));
  return make;
}

IioSensor find_iio_sensor(const iio_context* context, const std::string& wanted) {
  std::vector<iio_device*> all, meant;
  for (unsigned i = 0; i < iio_context_get_devices_count(context); ++i) {
    iio_device* device = iio_context_get_device(context, i);
    if (iio_device_is_trigger(device)) {
      continue;
    }
    all.push_back(device);
    if (is_meant(device, wanted)) {
      meant.push_back(device);
    }
  }
  if (meant.empty()) {
    throw std::runtime_error(
        fmt::format("there is no IIO device \"{}\"; {}", wanted,
                    all.empty() ? "there is none at all: load the sensor's driver" : "there are: " + listed(all)));
  }
  IioSensor sensor;
  sensor.name = base_name(meant.front());
  if (meant.size() == 1 && (axes_of(meant[0], IIO_ACCEL) || axes_of(meant[0], IIO_ANGL_VEL))) {
    // Half a sensor: the other is a device of the same name.
    const bool whole = axes_of(meant[0], IIO_ACCEL) && axes_of(meant[0], IIO_ANGL_VEL);
    const iio_chan_type missing = axes_of(meant[0], IIO_ACCEL) ? IIO_ANGL_VEL : IIO_ACCEL;
    for (iio_device* device : all) {
      if (!whole && device != meant[0] && base_name(device) == sensor.name && axes_of(device, missing)) {
        meant.push_back(device);
      }
    }
  }
  sensor.acc = only_one(meant, IIO_ACCEL, wanted);
  sensor.gyr = only_one(meant, IIO_ANGL_VEL, wanted);
  return sensor;
}

void set_up(IioSensor& sensor, const IioAttributes& attributes) {
  set_up(sensor.acc, attributes, kRange_g * kGravity_mps2);
  set_up(sensor.gyr, attributes, deg_to_rad(kRange_dps));
  if (std::abs(sensor.acc.rate_hz - sensor.gyr.rate_hz) > 0.02 * sensor.gyr.rate_hz) {
    throw std::runtime_error(
        fmt::format("{}: its accelerometer samples at {} Hz and its gyroscope at {} Hz; they must "
                    "be alike",
                    sensor.name, sensor.acc.rate_hz, sensor.gyr.rate_hz));
  }
}

std::int64_t iio_raw(const iio_channel* channel, const void* value) {
  const iio_data_format* format = iio_channel_get_data_format(channel);
  std::array<std::uint8_t, 8> host{};
  if (format->length > 8 * host.size()) {
    return 0;
  }
  iio_channel_convert(channel, host.data(), value);
  const auto as = [&host](auto number) {
    std::memcpy(&number, host.data(), sizeof number);
    return static_cast<std::int64_t>(number);
  };
  switch (format->length) {
    case 8:
      return format->is_signed ? as(std::int8_t{}) : as(std::uint8_t{});
    case 16:
      return format->is_signed ? as(std::int16_t{}) : as(std::uint16_t{});
    case 32:
      return format->is_signed ? as(std::int32_t{}) : as(std::uint32_t{});
    default:
      return as(std::int64_t{});
  }
}

}  // namespace backstep::firmware
