#include "firmware/linux/iio_source.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace backstep::firmware {
namespace {

iio_context* open_context() {
  iio_context* context = iio_create_local_context();
  if (context == nullptr) {
    throw std::runtime_error(
        fmt::format("there is no IIO device on this computer ({}); load the sensor's driver, or leave --iio out",
                    std::strerror(errno)));
  }
  return context;
}

IioSensor open_sensor(const iio_context* context, const std::string& device) {
  IioSensor sensor = find_iio_sensor(context, device);
  set_up(sensor, system_attributes());
  return sensor;
}

}  // namespace

IioSource::IioSource(const std::string& device)
    : context_(open_context()),
      sensor_(open_sensor(context_.get(), device)),
      make_(sensor_.make()),
      pairing_(make_.rate_hz) {
  for (const IioAxes* axes : {&sensor_.acc, &sensor_.gyr}) {
    for (unsigned i = 0; i < iio_device_get_channels_count(axes->device); ++i) {
      iio_channel_disable(iio_device_get_channel(axes->device, i));
    }
  }
  for (const IioAxes* axes : {&sensor_.acc, &sensor_.gyr}) {
    for (iio_channel* channel : axes->axes) {
      iio_channel_enable(channel);
    }
    iio_channel_enable(axes->timestamp);
  }
  capture(sensor_.acc.device);
  if (sensor_.gyr.device != sensor_.acc.device) {
    capture(sensor_.gyr.device);
  }
}

void IioSource::capture(iio_device* device) {
  const char* id = iio_device_get_id(device);
  iio_buffer* buffer = iio_device_create_buffer(device, kSamples, false);
  if (buffer == nullptr) {
    throw std::runtime_error(
        fmt::format("{} ({}) cannot be captured: {}; it needs an interrupt or a trigger, the right to read "
                    "/dev/{} and to write its attributes, and nobody else who captures it",
                    id, sensor_.name, std::strerror(errno), id));
  }
  buffers_.emplace_back(buffer);
  if (const int error = iio_buffer_set_blocking_mode(buffer, false); error != 0) {
    throw std::runtime_error(
        fmt::format("{} ({}) cannot be read without waiting: {}", id, sensor_.name, std::strerror(-error)));
  }
}

void IioSource::poll(SensorListener& listener, std::uint64_t now_us, std::size_t merged) {
  merge_.set(listener, merged);
  bool heard = heard_us_ == 0, good = true;
  for (const auto& buffer : buffers_) {
    good = drain(buffer.get()) && good;
  }
  heard = pairing_.deliver(merge_) || heard;
  if (heard) {
    heard_us_ = now_us;
  }
  if (!good) {
    fail("cannot be read: " + error_);
  } else if (now_us - heard_us_ > kSilent_us) {
    fail("gives no samples");
  } else {
    failing_ = false;
  }
}

void IioSource::fail(const std::string& why) {
  merge_.sensor_failed();
  if (!failing_) {
    fmt::print(stderr, "backstep-shoe: the sensor {} {}.\n", sensor_.name, why);
  }
  failing_ = true;
}

bool IioSource::drain(iio_buffer* buffer) {
  while (true) {
    const ssize_t size = iio_buffer_refill(buffer);
    if (size == -EAGAIN || size == 0) {
      return true;
    }
    if (size < 0) {
      error_ = std::strerror(static_cast<int>(-size));
      return false;
    }
    for (const IioAxes* axes : {&sensor_.acc, &sensor_.gyr}) {
      if (axes->device == iio_buffer_get_device(buffer)) {
        take(buffer, *axes);
      }
    }
  }
}

void IioSource::take(iio_buffer* buffer, const IioAxes& axes) {
  const ptrdiff_t step = iio_buffer_step(buffer);
  const auto* end = static_cast<const std::uint8_t*>(iio_buffer_end(buffer));
  const auto first = [buffer](const iio_channel* channel) {
    return static_cast<const std::uint8_t*>(iio_buffer_first(buffer, channel));
  };
  const std::array axis = {first(axes.axes[0]), first(axes.axes[1]), first(axes.axes[2])};
  const std::uint8_t* time = first(axes.timestamp);
  for (ptrdiff_t at = 0; time + at < end; at += step) {
    const auto t_us = static_cast<std::uint64_t>(iio_raw(axes.timestamp, time + at) / 1000);
    if (t_us <= start_us_) {
      continue;  // of before the shoe's start
    }
    const Vec3 counts = axes.counts({iio_raw(axes.axes[0], axis[0] + at), iio_raw(axes.axes[1], axis[1] + at),
                                     iio_raw(axes.axes[2], axis[2] + at)});
    if (&axes == &sensor_.acc) {
      pairing_.add_acc(t_us - start_us_, counts);
    } else {
      pairing_.add_gyr(t_us - start_us_, counts);
    }
  }
}

}  // namespace backstep::firmware
