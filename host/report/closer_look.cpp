#include "host/report/closer_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "host/base/names.h"
#include "host/report/drawing.h"

namespace backstep::host {
namespace {

constexpr double kLaneHeight = 42, kBetweenLanes = 8, kTitleHeight = 20, kContactHeight = 18;

/// What a lane shows of a sample, as it is drawn.
using Value = double (*)(const ImuSample&);

struct Lane {
  std::string_view label;
  Value value;
  std::optional<std::size_t> axis{};  ///< of FootSurvey::stuck
};

struct Group {
  std::string_view title;
  std::array<Lane, 4> lanes;
  std::uint8_t clipped;  ///< SampleFlag
  bool acc;
};

constexpr std::array<Group, 2> kGroups = {
    {{"specific force, m/s²",
      {{{"length", [](const ImuSample& s) { return double(s.acc_mps2.norm()); }},
        {"x", [](const ImuSample& s) { return double(s.acc_mps2.x()); }, 0},
        {"y", [](const ImuSample& s) { return double(s.acc_mps2.y()); }, 1},
        {"z", [](const ImuSample& s) { return double(s.acc_mps2.z()); }, 2}}},
      kAccClipped,
      true},
     {"angular rate, deg/s",
      {{{"length", [](const ImuSample& s) { return rad_to_deg(double(s.gyr_radps.norm())); }},
        {"x", [](const ImuSample& s) { return rad_to_deg(double(s.gyr_radps.x())); }, 3},
        {"y", [](const ImuSample& s) { return rad_to_deg(double(s.gyr_radps.y())); }, 4},
        {"z", [](const ImuSample& s) { return rad_to_deg(double(s.gyr_radps.z())); }, 5}}},
      kGyrClipped,
      false}}};

/// From one round number to another, zero among them.
ValueAxis scale_of(const Lane& lane, const std::vector<ImuSample>& samples) {
  Extent extent{0, 0};
  for (const ImuSample& sample : samples) {
    extent.add(lane.value(sample));
  }
  const double high = extent.most > 0 ? round_up(extent.most) : 0,
               low = extent.least < 0 ? -round_up(-extent.least) : 0;
  return {low, high > low ? high : low + 1, 0, kLaneHeight};
}

class CloserLookDrawing {
 public:
  CloserLookDrawing(const RecordingPicture& picture, Foot foot, std::int64_t zero_us)
      : picture_(picture),
        look_(picture.feet[index(foot)]->look),
        survey_(picture.found.survey.feet[index(foot)]),
        strides_(picture.found.strides.feet[index(foot)]),
        foot_(foot),
        time_(look_.from_us, look_.to_us, zero_us) {}

  std::string drawn() {
    y_ = strides_.empty() ? 0 : kContactHeight;
    const double top = y_;
    std::string curves;
    for (const Group& group : kGroups) {
      curves += drawn(group);
    }
    if (look_.samples.empty()) {
      curves +=
          text_at(kPlotLeft + kPlotWidth / 2, (top + y_) / 2, "mid lab strong halo", "no sample in these seconds");
    }
    const std::string behind =
        on_ground(top) + time_.drawn(top + kTitleHeight, y_) + gaps(top + kTitleHeight) + contacts(top);
    return framed(y_ + 22, fmt::format("{} foot, every sample of a few seconds", name(foot_)),
                  behind + curves + marks(top));
  }

 private:
  std::string drawn(const Group& group) {
    y_ += kTitleHeight;
    std::string out = text_at(kPlotLeft, y_ - 5, "lab halo", group.title);
    for (const Lane& lane : group.lanes) {
      out += drawn(group, lane);
      y_ += kLaneHeight + kBetweenLanes;
    }
    return out;
  }

  std::string drawn(const Group& group, const Lane& lane) const {
    ValueAxis axis = scale_of(lane, look_.samples);
    axis.top = y_;
    std::string out = text_at(4, y_ + kLaneHeight / 2 + 4, "lab", lane.label);
    for (const double value : {axis.low, axis.high}) {
      out += text_at(kPlotLeft - 8, axis.y(value) + (value == axis.low ? 0 : 9), "end", number_text(value));
      out += line_between(kPlotLeft, axis.y(value), kPlotLeft + kPlotWidth, axis.y(value), "grid");
    }
    out += line_between(kPlotLeft, axis.y(0), kPlotLeft + kPlotWidth, axis.y(0), "grid");
    if (group.acc && !lane.axis && axis.high > kGravity_mps2) {
      out += line_between(kPlotLeft, axis.y(kGravity_mps2), kPlotLeft + kPlotWidth, axis.y(kGravity_mps2), "target");
      out += text_at(kPlotLeft + kPlotWidth + 6, axis.y(kGravity_mps2) + 4, "", "1 g");
    }
    out += curve(lane, axis).element(fmt::format("curve {}", name(foot_)));
    if (!lane.axis) {
      out += clipped(group.clipped);
    } else if (survey_.stuck[*lane.axis]) {
      out += text_at(kPlotLeft + kPlotWidth / 2, y_ + kLaneHeight / 2 + 4, "mid lab strong halo",
                     "never changes, in the whole recording");
    }
    return out;
  }

  Path curve(const Lane& lane, const ValueAxis& axis) const {
    Path path;
    for (const ImuSample& sample : look_.samples) {
      const double x = time_.x(sample.t_us), y = axis.y(lane.value(sample));
      if (path.empty() || (sample.flags & kAfterGap) != 0) {
        path.move_to(x, y);  // and a dot, should it stand alone
      }
      path.line_to(x, y);
    }
    return path;
  }

  std::string clipped(std::uint8_t flag) const {
    Path ticks;
    for (const ImuSample& sample : look_.samples) {
      if ((sample.flags & flag) != 0) {
        ticks.move_to(time_.x(sample.t_us), y_ - 5);
        ticks.line_to(time_.x(sample.t_us), y_ + 3);
      }
    }
    return ticks.empty() ? ""
                         : ticks.element("tick") + text_at(kPlotLeft + kPlotWidth, y_ - 6, "lab end",
                                                           "marked: a sample at the end of the range");
  }

  /// Part of the look that lies between two times, as a box; "" where none does.
  std::string stretch(std::int64_t from_us, std::int64_t to_us, double top, std::string_view classes) const {
    const double from = time_.x(std::max(from_us, look_.from_us)), to = time_.x(std::min(to_us, look_.to_us));
    return to > from ? box(from, top, to - from, y_ - kBetweenLanes - top, classes) : "";
  }

  std::string on_ground(double top) const {
    std::string out;
    for (std::size_t i = 1; i < strides_.size(); ++i) {
      const StrideMark& stride = strides_[i];
      if (stride.t_tc_us && strides_[i - 1].at_us() < look_.to_us && *stride.t_tc_us > look_.from_us) {
        out += stretch(strides_[i - 1].at_us(), *stride.t_tc_us, top + kTitleHeight, "zone");
      }
    }
    return out;
  }

  std::string gaps(double top) const {
    std::string out;
    for (std::size_t i = 1; i < look_.samples.size(); ++i) {
      if ((look_.samples[i].flags & kAfterGap) != 0) {
        const std::int64_t from_us = look_.samples[i - 1].t_us, to_us = look_.samples[i].t_us;
        out += stretch(from_us, to_us, top, "lost");
        if (time_.x(to_us) - time_.x(from_us) > 60) {
          out += text_at((time_.x(from_us) + time_.x(to_us)) / 2, top + 14, "mid lab halo", lost_text(to_us - from_us));
        }
      }
    }
    return out;
  }

  std::string contacts(double top) const {
    if (strides_.empty()) {
      return "";
    }
    std::string out = text_at(4, top - 5, "lab", "contact");
    for (const StrideMark& stride : strides_) {
      if (time_.shows(stride.at_us())) {
        const double x = time_.x(stride.at_us());
        out += line_between(x, top - 2, x, y_ - kBetweenLanes, "contact");
        out += contact_glyph({stride.contact, stride.backward, stride.used}, x, top - 9, 13);
      }
    }
    return out;
  }

  std::string marks(double top) const {
    Path lines;
    for (const MarkRecord& mark : picture_.found.survey.marks) {
      if (time_.shows(mark.at_us)) {
        lines.move_to(time_.x(mark.at_us), top);
        lines.line_to(time_.x(mark.at_us), y_);
      }
    }
    return lines.element("mark");
  }

  const RecordingPicture& picture_;
  const CloserLook& look_;
  const FootSurvey& survey_;
  const std::vector<StrideMark>& strides_;
  Foot foot_;
  TimeAxis time_;
  double y_ = 0;  ///< down to where it is drawn
};

}  // namespace

std::string closer_look_picture(const RecordingPicture& picture, Foot foot, std::int64_t zero_us) {
  return CloserLookDrawing(picture, foot, zero_us).drawn();
}

}  // namespace backstep::host
