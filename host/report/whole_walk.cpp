#include "host/report/whole_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "host/base/names.h"
#include "host/report/drawing.h"
#include "host/report/html.h"

namespace backstep::host {
namespace {

constexpr double kPlotHeight = 104, kTitleHeight = 24, kRailHeight = 14, kLaneHeight = 13, kMarkHeight = 15;
constexpr double kBetweenMarks = 120;  // room of a label
constexpr std::size_t kLongestMark = 17;
constexpr double kLeastGap = 1.5;  // narrower ones show in the row of what is lost alone
constexpr double kGlyph = 7.5;
constexpr double kBin = 8;  // a glyph: strides closer than this are one sign

struct Quantity {
  std::string_view title;
  Extent EnvelopeColumn::*extent;
  bool EnvelopeColumn::*clipped;
  double unit;  ///< of the drawn unit
};

constexpr std::array<Quantity, 2> kQuantities = {
    {{"specific force, m/s² (length)", &EnvelopeColumn::acc_mps2, &EnvelopeColumn::acc_clipped, 1},
     {"angular rate, deg/s (length)", &EnvelopeColumn::gyr_radps, &EnvelopeColumn::gyr_clipped, rad_to_deg(Real(1))}}};

/// One scale for both feet, so that they can be compared.
double largest(const RecordingPicture& picture, const Quantity& quantity) {
  double most = 0;
  for (const auto& foot : picture.feet) {
    if (foot) {
      for (const EnvelopeColumn& column : foot->envelope.columns()) {
        most = std::max(most, quantity.unit * (column.*quantity.extent).most);
      }
    }
  }
  return round_up(most);
}

class WholeWalk {
 public:
  WholeWalk(const RecordingPicture& picture, Foot foot, std::int64_t zero_us)
      : picture_(picture),
        envelope_(picture.feet[index(foot)]->envelope),
        survey_(picture.found.survey.feet[index(foot)]),
        strides_(picture.found.strides.feet[index(foot)]),
        foot_(foot),
        time_(picture.begin_us, picture.end_us, zero_us) {}

  std::string drawn() {
    const double top = picture_.found.survey.marks.empty() ? 0 : 2 * kMarkHeight;
    y_ = top;
    std::string plots;
    for (const Quantity& quantity : kQuantities) {
      plots += plot(quantity);
    }
    y_ += 8;
    plots += losses();
    plots += outages();
    plots += strides();
    const double first_plot = top + kTitleHeight;
    const std::string behind = time_.drawn(first_plot, y_) + gaps(first_plot);
    return framed(y_ + 22, fmt::format("{} foot, the whole recording", name(foot_)),
                  behind + marks(top) + plots + gap_labels(first_plot));
  }

 private:
  std::string plot(const Quantity& quantity) {
    y_ += kTitleHeight;
    const ValueAxis axis{0, largest(picture_, quantity), y_, kPlotHeight};
    std::string out = text_at(kPlotLeft, y_ - 6, "lab halo", quantity.title);
    for (const double value : {0.0, axis.high / 2, axis.high}) {
      out += line_between(kPlotLeft, axis.y(value), kPlotLeft + kPlotWidth, axis.y(value), "grid");
      out += text_at(kPlotLeft - 8, axis.y(value) + 4, "end", number_text(value));
    }
    out += outline(quantity, axis).element(fmt::format("band {}", name(foot_)));
    if (quantity.extent == &EnvelopeColumn::acc_mps2) {
      out += line_between(kPlotLeft, axis.y(kGravity_mps2), kPlotLeft + kPlotWidth, axis.y(kGravity_mps2), "target");
      out += text_at(kPlotLeft + kPlotWidth + 6, axis.y(kGravity_mps2) + 4, "", "1 g");
    }
    out += clipped(quantity);
    y_ += kPlotHeight;
    return out;
  }

  /// Of each run of columns with samples: along the top and back along the bottom.
  Path outline(const Quantity& quantity, const ValueAxis& axis) const {
    const auto& columns = envelope_.columns();
    const auto empty = [&](std::size_t i) { return (columns[i].*quantity.extent).empty(); };
    Path path;
    for (std::size_t begin = 0; begin < columns.size(); ++begin) {
      if (empty(begin)) {
        continue;
      }
      std::size_t end = begin + 1;
      while (end < columns.size() && !empty(end)) {
        ++end;
      }
      for (std::size_t i = begin; i < end; ++i) {
        const double y = axis.y(quantity.unit * (columns[i].*quantity.extent).most);
        i == begin ? path.move_to(x(i), y) : path.line_to(x(i), y);
      }
      for (std::size_t i = end; i > begin; --i) {
        path.line_to(x(i - 1), axis.y(quantity.unit * (columns[i - 1].*quantity.extent).least));
      }
      path.close();
      begin = end;
    }
    return path;
  }

  std::string clipped(const Quantity& quantity) const {
    Path ticks;
    for (std::size_t i = 0; i < envelope_.columns().size(); ++i) {
      if (envelope_.columns()[i].*quantity.clipped) {
        ticks.move_to(x(i), y_ - 4);
        ticks.line_to(x(i), y_ + 4);
      }
    }
    const bool acc = quantity.clipped == &EnvelopeColumn::acc_clipped;
    const std::size_t samples = acc ? survey_.acc_clipped : survey_.gyr_clipped;
    const SensorScales& scales = picture_.found.survey.header.devices[index(foot_)]->scales;
    const std::string range = acc ? fmt::format("{:.0f} m/s²", scales.acc_range_mps2)
                                  : fmt::format("{:.0f} deg/s", rad_to_deg(scales.gyr_range_radps));
    return ticks.empty() ? ""
                         : ticks.element("tick") +
                               text_at(kPlotLeft + kPlotWidth, y_ - 6, "lab end",
                                       fmt::format("{} samples at the end of the range of {}", samples, range));
  }

  double width_of(const SampleGap& gap) const {
    return time_.x(std::min(gap.to_us, picture_.end_us)) - time_.x(gap.from_us);
  }

  std::string gaps(double top) const {
    std::string out;
    for (const SampleGap& gap : survey_.longest_gaps) {
      out += width_of(gap) >= kLeastGap ? box(time_.x(gap.from_us), top, width_of(gap), y_ - top, "lost") : "";
    }
    return out;
  }

  /// Of the longest, where there is room.
  std::string gap_labels(double top) const {
    std::string out;
    std::vector<double> taken;
    for (const SampleGap& gap : survey_.longest_gaps) {
      const double at =
          std::clamp(time_.x(gap.from_us) + width_of(gap) / 2, kPlotLeft + 40, kPlotLeft + kPlotWidth - 40);
      const bool free = std::none_of(taken.begin(), taken.end(), [&](double x) { return std::abs(x - at) < 80; });
      if (free && width_of(gap) >= kLeastGap) {
        taken.push_back(at);
        out += text_at(at, top + 14, "mid lab halo", lost_text(gap.to_us - gap.from_us));
      }
    }
    return out;
  }

  /// How much of each column is missing.
  std::string losses() {
    if (survey_.counters.gaps == 0) {
      return "";
    }
    Path bars;
    const double bottom = y_ + kRailHeight - 3;
    for (std::size_t i = 0; i < envelope_.columns().size(); ++i) {
      const std::int64_t lost_us = envelope_.columns()[i].lost_us;
      if (lost_us > 0) {
        const double share = static_cast<double>(lost_us) / static_cast<double>(envelope_.column_us());
        bars.move_to(x(i), bottom);
        bars.line_to(x(i), bottom - std::max(2.0, share * (kRailHeight - 4)));
      }
    }
    std::string out = rail("lost") + bars.element("tick");
    out += text_at(kPictureWidth, bottom, "end", fmt::format("{:.1f} %", 100 * survey_.lost_share()));
    y_ += kRailHeight;
    return out;
  }

  std::string outages() {
    Path bars;
    for (const GapRecord& outage : picture_.found.survey.outages) {
      if (outage.foot == foot_ && outage.to_us >= picture_.begin_us && outage.from_us <= picture_.end_us) {
        const double from = time_.x(std::max(outage.from_us, picture_.begin_us));
        bars.move_to(from, y_ + 7);
        bars.line_to(std::max(from + 1, time_.x(std::min(outage.to_us, picture_.end_us))), y_ + 7);
      }
    }
    if (bars.empty()) {
      return "";
    }
    std::string out = rail("out of reach") + bars.element("thick");
    y_ += kRailHeight;
    return out;
  }

  std::string rail(std::string_view label) const {
    return text_at(kPlotLeft - 8, y_ + kRailHeight - 3, "end", label) +
           line_between(kPlotLeft, y_ + kRailHeight - 3, kPlotLeft + kPlotWidth, y_ + kRailHeight - 3, "grid");
  }

  std::string strides() {
    if (!picture_.found.not_analysed.empty()) {
      y_ += 18;
      return text_at(kPlotLeft + kPlotWidth / 2, y_ - 5, "mid lab strong", "not analysed: no strides are told");
    }
    constexpr std::array kLanes = {ContactClass::ball_first, ContactClass::flat, ContactClass::heel_first,
                                   ContactClass::uncertain};
    constexpr std::array<std::string_view, 4> kNames = {"ball-first", "flat", "heel-first", "uncertain"};
    std::string out;
    const double top = y_;
    for (std::size_t lane = 0; lane < kLanes.size(); ++lane, y_ += kLaneHeight) {
      const double middle = y_ + kLaneHeight / 2;
      const auto count =
          std::count_if(strides_.begin(), strides_.end(), [&](const auto& s) { return s.contact == kLanes[lane]; });
      out += text_at(kPlotLeft - 8, middle + 4, "end", kNames[lane]);
      out += contact_glyph({kLanes[lane]}, 8, middle, 9);
      out += line_between(kPlotLeft, middle, kPlotLeft + kPlotWidth, middle, "grid");
      out += text_at(kPictureWidth, middle + 4, "end", fmt::format("{}", count));
      out += signs(kLanes[lane], middle);
    }
    if (strides_.empty()) {
      out += text_at(kPlotLeft + kPlotWidth / 2, (top + y_) / 2 + 4, "mid lab strong halo", "no strides found");
    }
    y_ += 4;
    return out;
  }

  /// One sign for all of a class that would stand on each other; pale where none of them counts.
  std::string signs(ContactClass contact, double y) const {
    struct Sign {
      double x = 0;
      Contacted contacted;
    };
    std::array<std::optional<Sign>, static_cast<std::size_t>(kPlotWidth / kBin) + 1> signs;
    for (const StrideMark& stride : strides_) {
      if (stride.contact == contact && time_.shows(stride.at_us())) {
        const double at = time_.x(stride.at_us());
        auto& sign = signs[static_cast<std::size_t>((at - kPlotLeft) / kBin)];
        sign = sign.value_or(Sign{at, {contact, false, false}});
        sign->contacted.used = sign->contacted.used || stride.used;
        sign->contacted.backward = sign->contacted.backward || stride.backward;
      }
    }
    std::string out;
    for (const auto& sign : signs) {
      out += sign ? contact_glyph(sign->contacted, sign->x, y, kGlyph) : "";
    }
    return out;
  }

  /// A line each; labels in two rows, where there is room.
  std::string marks(double top) const {
    Path lines;
    std::string labels;
    std::array<double, 2> free = {kPlotLeft, kPlotLeft};
    for (const MarkRecord& mark : picture_.found.survey.marks) {
      if (!time_.shows(mark.at_us)) {
        continue;
      }
      const double at = time_.x(mark.at_us);
      double label = top - 4;
      if (const std::size_t row = at >= free[0] ? 0 : 1; at >= free[row] && !mark.text.empty()) {
        const bool last = at > kPlotLeft + kPlotWidth - kBetweenMarks;
        label -= static_cast<double>(row) * kMarkHeight;
        labels += text_at(last ? at - 4 : at + 4, label, last ? "lab end halo" : "lab halo",
                          html_cut(mark.text, kLongestMark));
        free[row] = at + kBetweenMarks;
      }
      lines.move_to(at, label - 9);
      lines.line_to(at, y_);
    }
    return lines.element("mark") + labels;
  }

  /// The middle of a column.
  double x(std::size_t column) const {
    const std::int64_t half_us = envelope_.column_us() / 2;
    return time_.x(envelope_.begin_us() + static_cast<std::int64_t>(column) * envelope_.column_us() + half_us);
  }

  const RecordingPicture& picture_;
  const SignalEnvelope& envelope_;
  const FootSurvey& survey_;
  const std::vector<StrideMark>& strides_;
  Foot foot_;
  TimeAxis time_;
  double y_ = 0;  ///< down to where it is drawn
};

}  // namespace

std::string whole_walk_picture(const RecordingPicture& picture, Foot foot, std::int64_t zero_us) {
  return WholeWalk(picture, foot, zero_us).drawn();
}

}  // namespace backstep::host
