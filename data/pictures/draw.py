#!/usr/bin/env python3
"""Draws the picture of the README from what the program says of a walk.

usage: draw.py PROGRAM WALK.gait > picture.svg

Left: the pitch of each foot around initial contact, every stride a line. Right: the contact angle of each stride over
the walk, with the limits of the three classes. No library: the numbers come from `analyze --csv` and `--trajectory`.
"""
import subprocess
import sys
import tempfile

BLUE, ORANGE = "#0072B2", "#D55E00"  # Okabe and Ito: told apart by everyone, and in grey
LOW, HIGH = -50.0, 40.0              # degrees shown


def table(text):
    lines = text.splitlines()
    head = lines[0].split(",")
    return [dict(zip(head, line.split(","))) for line in lines[1:]]


def main():
    program, walk = sys.argv[1:3]
    with tempfile.NamedTemporaryFile(suffix=".csv") as motion:
        said = subprocess.run([program, "analyze", walk, "--csv", "-", "--trajectory", motion.name],
                              check=True, capture_output=True, text=True).stdout
        strides, points = table(said), table(open(motion.name).read())
    out = []

    def y(deg):
        return 40 + (HIGH - max(LOW, min(HIGH, deg))) / (HIGH - LOW) * 260

    def text(x, at, words, size=13, anchor="start", colour="#222"):
        out.append(f'<text x="{x:.1f}" y="{at:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{words}</text>')

    for left, width in ((60, 330), (470, 330)):
        for top, bottom, colour in ((HIGH, 5, "#fbe9e0"), (5, -5, "#f4f4f4"), (-5, LOW, "#e3eff7")):
            out.append(f'<rect x="{left}" y="{y(top):.1f}" width="{width}" height="{y(bottom) - y(top):.1f}" fill="{colour}"/>')
        for deg in range(-40, 41, 20):
            out.append(f'<line x1="{left}" x2="{left + width}" y1="{y(deg):.1f}" y2="{y(deg):.1f}" stroke="#ccc"/>')
            text(left - 6, y(deg) + 4, f"{deg}°", 12, "end")
    text(60, 24, "Pitch of the foot around initial contact", 15)
    text(470, 24, "Contact angle of every stride", 15)
    text(794, y(35), "heel first", 12, "end", "#a04000")
    text(794, y(-46), "ball first", 12, "end", "#005a8c")
    text(384, y(35), "toe up", 12, "end", "#666")
    text(384, y(-46), "toe down", 12, "end", "#666")

    def x_roll(t_s):
        return 60 + (t_s + 0.25) / 0.75 * 330

    for t_s in (-0.2, 0, 0.2, 0.4):
        text(x_roll(t_s), 318, f"{t_s:g} s", 12, "middle")
    out.append(f'<line x1="{x_roll(0):.1f}" x2="{x_roll(0):.1f}" y1="40" y2="300" stroke="#888" stroke-dasharray="4 3"/>')
    first, last = float(strides[0]["t_ic_s"]), float(strides[-1]["t_ic_s"])
    for foot, colour in (("left", BLUE), ("right", ORANGE)):
        curve = [(float(p["t_s"]), float(p["pitch_deg"])) for p in points if p["foot"] == foot and p["pitch_deg"]]
        for s in strides:
            if s["foot"] != foot or not s["t_ic_s"] or not s["strike_angle_deg"]:
                continue
            ic = float(s["t_ic_s"])
            line = " ".join(f"{x_roll(t - ic):.1f},{y(p):.1f}" for t, p in curve[::2] if -0.25 <= t - ic <= 0.5)
            out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-opacity="0.35"/>')
            x, at = 480 + (ic - first) / (last - first) * 310, y(float(s["strike_angle_deg"]))
            if foot == "left":
                out.append(f'<circle cx="{x:.1f}" cy="{at:.1f}" r="5" fill="{colour}"/>')
            else:
                out.append(f'<rect x="{x - 4.5:.1f}" y="{at - 4.5:.1f}" width="9" height="9" fill="{colour}"/>')
    for t_s in range(int(first), int(last) + 1, 5):
        text(480 + (t_s - first) / (last - first) * 310, 318, f"{t_s} s", 12, "middle")
    out.append(f'<circle cx="330" cy="345" r="5" fill="{BLUE}"/>')
    text(342, 350, "left")
    out.append(f'<rect x="398" y="340.5" width="9" height="9" fill="{ORANGE}"/>')
    text(414, 350, "right")
    print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 365" font-family="sans-serif">')
    print('<rect width="820" height="365" fill="#fff"/>')
    print("\n".join(out))
    print("</svg>")


if __name__ == "__main__":
    main()
