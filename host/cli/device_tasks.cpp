#include "host/cli/device_tasks.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>

#include "host/base/names.h"
#include "host/cli/device_table.h"
#include "host/cli/terminal.h"
#include "host/recording/gait_header_codec.h"
#include "host/source/shoe_link.h"

namespace backstep::cli {
namespace {

namespace asio = host::ble::asio;
using namespace std::chrono_literals;
using host::ble::Radio;
using host::ble::SeenShoe;
using host::ble::ShoeLink;

constexpr std::uint32_t kBlink_s = 10;
constexpr const char* kNotInReach = "is not in reach: switch it on (its light blinks) and stay near";

/// Discovers for `seconds`, or until `enough`. What is advertising is only known while it runs.
template <class Enough>
asio::awaitable<std::vector<SeenShoe>> look(Radio& radio, double seconds, Enough enough) {
  auto& loop = radio.calls().loop();
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(std::llround(seconds * 1000));
  co_await radio.start_discovery();
  while (!enough(seen_shoes(radio)) && std::chrono::steady_clock::now() < end) {
    co_await host::ble::sleep(loop, 50ms);
  }
  std::vector<SeenShoe> shoes = seen_shoes(radio);
  co_await radio.stop_discovery();
  co_return shoes;
}

/// The shoe that the user means. One that is claimed is known at once when it is in reach; for others all must be seen
/// that could be meant too.
asio::awaitable<host::Result<SeenShoe>> find(Radio& radio, const DeviceTask& task, std::string word) {
  const auto sure = [&word](const std::vector<SeenShoe>& shoes) {
    const auto shoe = host::ble::choose(shoes, word);
    return shoe && shoe->bonded && shoe->in_reach();
  };
  const auto shoes = co_await look(radio, task.seconds, sure);
  co_return host::ble::choose(shoes, word);
}

/// Connects; afterwards `shoe` says who it is. Error: what the shoe does wrong.
asio::awaitable<std::string> connect(ShoeLink& link, SeenShoe& shoe) {
  const bool was_bonded = shoe.bonded;
  std::string failed = co_await link.connect();
  if (!failed.empty() && was_bonded) {  // what was known of its services may be out of date: learned by now
    failed = co_await link.connect();
  }
  if (!failed.empty()) {
    co_await link.leave();
    co_return failed;
  }
  shoe.foot = host::foot_of(link.info().device.side());
  shoe.serial = link.serial();
  if (!was_bonded) {
    say(fmt::format("{}: claimed by this computer", describe(shoe)));
  }
  co_return std::string();
}

/// A reply that is no "ok", or none, in words; "" when all is well.
std::string refusal(const host::ble::Answer<wire::ReplyMessage>& reply) {
  if (!reply) {
    return reply.error;
  }
  const wire::ReplyStatus status = std::get<0>(*reply.values).reply.status();
  return status == wire::ReplyStatus::ok ? std::string()
                                         : fmt::format("it answers \"{}\"", wire::EnumNameReplyStatus(status));
}

std::array<std::uint8_t, sizeof(wire::Calibration)> bytes_of(const wire::Calibration& calibration) {
  std::array<std::uint8_t, sizeof calibration> bytes{};
  std::memcpy(bytes.data(), &calibration, sizeof calibration);
  return bytes;
}

/// Writes the calibration and reads it back. Error: a sentence.
asio::awaitable<std::string> store(ShoeLink& link, wire::Calibration calibration) {
  const auto reply = co_await link.command(wire::CommandKind::write_calibration, 0, 0, calibration);
  if (const std::string refused = refusal(reply); !refused.empty()) {
    co_return "the calibration is not stored: " + refused;
  }
  if (const std::string failed = co_await link.read_info(); !failed.empty()) {
    co_return "the calibration cannot be read back: " + failed;
  }
  const auto& stored = link.info().calibration;
  if (!stored || bytes_of(*stored) != bytes_of(calibration)) {
    co_return "the calibration that it gives back is another one than was stored; try again";
  }
  co_return std::string();
}

asio::awaitable<std::string> calibrate_one(Radio& radio, const DeviceTask& task, std::string word) {
  auto found = co_await find(radio, task, word);
  if (!found) {
    co_return found.error().message();
  }
  SeenShoe shoe = *found;
  if (!shoe.in_reach()) {
    co_return fmt::format("{} {}", describe(shoe), kNotInReach);
  }
  ShoeLink link(radio, shoe.paths.front());
  if (const std::string failed = co_await connect(link, shoe); !failed.empty()) {
    co_return fmt::format("{}: {}", describe(shoe), failed);
  }
  const auto i = index(*shoe.foot);
  std::string failed;
  if (!task.calibration.feet[i]) {
    failed = fmt::format("there is no {} foot in {}", host::name(*shoe.foot), task.from);
  } else if (!task.calibration.serials[i].empty() && task.calibration.serials[i] != shoe.serial) {
    failed = fmt::format("{} was walked with another {} shoe, {}; sensors do not sit alike", task.from,
                         host::name(*shoe.foot), task.calibration.serials[i]);
  } else {
    failed = co_await store(link, host::to_wire(*task.calibration.feet[i]));
  }
  co_await link.leave();
  if (!failed.empty()) {
    co_return fmt::format("{}: {}", describe(shoe), failed);
  }
  say(fmt::format("{}: calibration stored, and read back", describe(shoe)));
  co_return std::string();
}

}  // namespace

asio::awaitable<int> list_devices(Radio& radio, const DeviceTask& task) {
  std::vector<DeviceRow> rows;
  const auto never = [](const auto&) { return false; };
  for (SeenShoe& shoe : co_await look(radio, task.seconds, never)) {
    DeviceRow row{std::move(shoe), {}, {}, {}};
    if (row.shoe.bonded && row.shoe.in_reach()) {  // to others it would have to be introduced
      ShoeLink link(radio, row.shoe.paths.front());
      row.problem = co_await connect(link, row.shoe);
      if (row.problem.empty()) {
        row.info = link.info();
        if (const auto counters = co_await link.read_counters()) {
          row.counters = std::get<0>(*counters.values);
        }
      }
      co_await link.leave();
    }
    rows.push_back(std::move(row));
  }
  if (task.json) {
    print_device_lines(rows);
  } else if (rows.empty()) {
    say("no shoe is known here, and none is in reach. Switch the shoes on (their light blinks) and stay near.");
  } else {
    print_device_table(rows);
  }
  co_return 0;
}

asio::awaitable<int> name_device(Radio& radio, const DeviceTask& task) {
  const auto found = co_await find(radio, task, task.shoe);
  if (!found) {
    co_return tell(found.error().message(), 1);
  }
  if (const std::string problem = host::ble::name_problem(seen_shoes(radio), *found, task.name); !problem.empty()) {
    co_return tell(problem + ".", 2);
  }
  if (!found->bonded) {  // bluetoothd forgets what it is told of strangers
    co_return tell(describe(*found) +
                       ": only a shoe that this computer has claimed can have a name here. Hold its "
                       "button for 3 s, then `backstep devices identify` claims it.",
                   1);
  }
  for (const std::string& path : radio.paths_of(found->address)) {
    const std::string failed =
        co_await host::ble::Bluez::set(radio.calls(), path, host::ble::kDevice, "Alias", sdbus::Variant(task.name));
    if (!failed.empty()) {
      co_return tell(fmt::format("{}: the name is not stored: {}.", describe(*found), failed), 1);
    }
  }
  co_return 0;
}

asio::awaitable<int> identify_device(Radio& radio, const DeviceTask& task) {
  const auto found = co_await find(radio, task, task.shoe);
  if (!found) {
    co_return tell(found.error().message(), 1);
  }
  SeenShoe shoe = *found;
  if (!shoe.in_reach()) {
    co_return tell(fmt::format("{} {}.", describe(shoe), kNotInReach), 1);
  }
  ShoeLink link(radio, shoe.paths.front());
  if (const std::string failed = co_await connect(link, shoe); !failed.empty()) {
    co_return tell(fmt::format("{}: {}.", describe(shoe), failed), 1);
  }
  const std::string refused = refusal(co_await link.command(wire::CommandKind::identify, kBlink_s));
  co_await link.leave();
  if (!refused.empty()) {
    co_return tell(fmt::format("{} does not blink: {}.", describe(shoe), refused), 1);
  }
  say(fmt::format("{} blinks for {} s.", describe(shoe), kBlink_s));
  co_return 0;
}

asio::awaitable<int> claim_device(Radio& radio, const DeviceTask& task) {
  const auto never = [](const auto&) { return false; };
  const std::vector<SeenShoe> seen = co_await look(radio, task.seconds, never);
  std::vector<SeenShoe> others = seen;
  std::erase_if(others, [](const SeenShoe& shoe) { return shoe.bonded; });
  auto found = host::ble::choose(others, task.shoe);
  if (!found) {
    if (const auto own = host::ble::choose(seen, task.shoe); own && own->bonded) {
      found = own;
    }
  }
  if (!found) {
    co_return tell(found.error().message(), 1);
  }
  SeenShoe shoe = *found;
  if (shoe.bonded) {
    say(fmt::format("{} is this computer's already.", describe(shoe)));
    co_return 0;
  }
  if (!shoe.in_reach()) {
    co_return tell(fmt::format("{} {}.", describe(shoe), kNotInReach), 1);
  }
  ShoeLink link(radio, shoe.paths.front());
  if (const std::string failed = co_await connect(link, shoe); !failed.empty()) {
    co_return tell(fmt::format("{}: {}.", describe(shoe), failed), 1);
  }
  co_await link.leave();
  co_return 0;
}

asio::awaitable<int> calibrate_devices(Radio& radio, const DeviceTask& task) {
  std::vector<std::string> words = {task.shoe};
  if (task.shoe == "both") {
    words = {"left", "right"};
  }
  int code = 0;
  for (const std::string& word : words) {
    if (const std::string failed = co_await calibrate_one(radio, task, word); !failed.empty()) {
      code = tell(failed.ends_with('.') ? failed : failed + ".", 1);
    }
  }
  co_return code;
}

asio::awaitable<int> forget_device(Radio& radio, const DeviceTask& task) {
  const auto found = co_await find(radio, task, task.shoe);
  if (!found) {
    co_return tell(found.error().message(), 1);
  }
  SeenShoe shoe = *found;
  if (!shoe.bonded) {
    co_return tell(describe(shoe) + " is not claimed by this computer: there is nothing to forget.", 1);
  }
  std::string failed = "it is not in reach";
  if (shoe.in_reach()) {
    ShoeLink link(radio, shoe.paths.front());
    failed = co_await connect(link, shoe);
    if (failed.empty()) {
      failed = refusal(co_await link.command(wire::CommandKind::release));
    }
  }
  if (const std::string kept = co_await radio.forget(shoe.address); !kept.empty()) {
    co_return tell(fmt::format("{}: this computer cannot forget it: {}.", describe(shoe), kept), 1);
  }
  if (!failed.empty()) {
    co_return tell(fmt::format("{} is forgotten here, but does not know it ({}). Before anybody can claim it again, "
                               "hold its button for 10 s: that releases it.",
                               describe(shoe), failed),
                   3);
  }
  say(fmt::format("{} is free: who connects next claims it.", describe(shoe)));
  co_return 0;
}

}  // namespace backstep::cli
