"""How hand tools, power tools and their bits look."""

import math

from webapp.demo.sketching import Finish, Sketch, curve, regular


def spanner(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A combination spanner: open end above, ring below."""
    sketch.polygon([(-12, -40), (12, -40), (9, 50), (-9, 50)], metal.base)
    sketch.polygon([(-12, -40), (-4, -40), (-3, 50), (-9, 50)], metal.light)
    jaw = [*curve(0, -58, 36, 34, 300, 600, 30), (14, -66), (10, -50), (-10, -50), (-14, -66)]
    jaw = [(x, y) for x, y in jaw if not (y < -84 and abs(x) < 16)]
    sketch.polygon([(x + 2, y + 3) for x, y in jaw], metal.dark)
    sketch.polygon(jaw, metal.base)
    sketch.ring(1, 66, 29, 13, metal.dark)
    sketch.ring(0, 64, 29, 13, metal.base)
    sketch.ring(0, 64, 27, 4, metal.light)


def adjustable(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-15, -16, 15, 86, accent.dark, 14)
    sketch.bar(-15, -18, 11, 84, accent.base, 12)
    sketch.bar(-10, 0, -3, 76, accent.light, 3)
    sketch.polygon(
        [(-22, -10), (22, -10), (38, -40), (34, -86), (14, -86), (14, -50), (-22, -50), (-34, -34)],
        metal.base,
    )
    sketch.polygon([(14, -86), (34, -86), (38, -40), (28, -44)], metal.light)
    sketch.polygon([(-34, -86), (-14, -80), (-14, -50), (-34, -46)], metal.dark)
    sketch.bar(-24, -40, 6, -24, metal.dark, 3)
    for x in range(-20, 6, 6):
        sketch.bar(x, -40, x + 2, -24, metal.light)


def hex_keys(sketch: Sketch, metal: Finish, _: Finish) -> None:
    for step in range(5):
        shift, length = step * 24 - 52, 62 - step * 11
        width = 14 - step * 1.7
        sketch.stroke([(shift, 76), (shift, -length), (shift + 26, -length)], width, metal.dark)
        sketch.stroke([(shift - 1.5, 75), (shift - 1.5, -length + 2)], width * 0.4, metal.light)


def pliers(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    for side in (-1, 1):
        arm = [(0, -10), (side * 30, 26), (side * 34, 84)]
        sketch.stroke(arm, 21, accent.dark)
        sketch.stroke([(x - 1.5, y) for x, y in arm], 14, accent.base)
        sketch.stroke([(side * 28, 34), (side * 32, 80)], 4, accent.light)
    sketch.polygon([(-21, -8), (-17, -44), (-7, -86), (-1, -86), (-1, -14)], metal.base)
    sketch.polygon([(21, -8), (17, -44), (7, -86), (1, -86), (1, -14)], metal.dark)
    for y in range(-78, -40, 7):
        sketch.bar(-6, y, 6, y + 2, metal.line)
    sketch.disc(0, -8, 22, metal.dark)
    sketch.disc(-1, -10, 20, metal.base)
    sketch.disc(0, -9, 8, metal.light)


def cutter(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    """Diagonal cutting pliers, short jaws."""
    for side in (-1, 1):
        arm = [(0, -18), (side * 36, 22), (side * 30, 84)]
        sketch.stroke(arm, 21, accent.dark)
        sketch.stroke([(x - 1.5, y) for x, y in arm], 14, accent.base)
    sketch.polygon([(-24, -14), (-30, -46), (-4, -80), (0, -80), (0, -20)], metal.base)
    sketch.polygon([(24, -14), (30, -46), (4, -80), (0, -80), (0, -20)], metal.dark)
    sketch.polygon([(-12, -52), (0, -78), (12, -52), (0, -40)], metal.light)
    sketch.disc(0, -16, 21, metal.dark)
    sketch.disc(0, -17, 9, metal.light)


def hammer(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-10, -50, 10, 88, accent.dark, 8)
    sketch.bar(-10, -50, 3, 88, accent.base, 6)
    sketch.bar(-13, 34, 13, 90, accent.line, 9)
    sketch.bar(-58, -76, -36, -30, metal.dark, 5)
    sketch.bar(-44, -70, 16, -36, metal.base, 4)
    sketch.bar(-44, -70, 16, -60, metal.light, 4)
    sketch.polygon([(14, -70), (40, -72), (74, -44), (66, -38), (38, -50), (14, -38)], metal.dark)
    sketch.polygon([(14, -70), (40, -72), (74, -44), (42, -60), (14, -58)], metal.base)


def sledge(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-9, -40, 9, 90, accent.dark, 7)
    sketch.bar(-9, -40, 2, 90, accent.base, 6)
    sketch.bar(-62, -78, 62, -28, metal.dark, 8)
    sketch.bar(-62, -82, 62, -36, metal.base, 8)
    sketch.bar(-58, -78, 58, -68, metal.light, 4)
    sketch.bar(-40, -82, -34, -36, metal.dark)
    sketch.bar(34, -82, 40, -36, metal.dark)


def screwdriver(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-6, -60, 6, 10, metal.base)
    sketch.bar(-6, -60, -1, 10, metal.light)
    sketch.polygon([(-6, -60), (6, -60), (3, -84), (0, -90), (-3, -84)], metal.dark)
    sketch.bar(-13, 4, 13, 20, accent.line, 4)
    sketch.bar(-22, 16, 22, 90, accent.dark, 14)
    sketch.bar(-22, 16, 14, 90, accent.base, 14)
    for x in (-14, -3, 8):
        sketch.bar(x, 28, x + 5, 78, accent.light, 2)


def tape_measure(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(30, 42, 92, 60, "#f7d64a", 2)
    for x in range(38, 92, 8):
        sketch.bar(x, 42, x + 1.6, 51, "#4a3b10")
    sketch.bar(88, 40, 94, 68, metal.dark, 2)
    sketch.bar(-66, -62, 52, 64, accent.dark, 24)
    sketch.bar(-70, -66, 48, 60, accent.base, 24)
    sketch.disc(-12, -4, 42, accent.dark)
    sketch.disc(-12, -4, 38, metal.light)
    sketch.disc(-12, -4, 26, metal.base)
    sketch.bar(-40, -78, -4, -62, accent.line, 5)


def level(sketch: Sketch, _: Finish, accent: Finish) -> None:
    sketch.bar(-90, -20, 92, 28, accent.dark, 5)
    sketch.bar(-92, -24, 90, 22, accent.base, 5)
    sketch.bar(-92, -24, 90, -15, accent.light, 5)
    sketch.bar(-24, -16, 24, 10, "#dff27a", 6)
    sketch.bar(-9, -13, 9, 4, "#f8fde0", 7)
    for x in (-12, 10):
        sketch.bar(x, -16, x + 2.4, 10, "#4b5b12")
    for x in (-66, 64):
        sketch.disc(x, -2, 15, accent.line)
        sketch.disc(x, -2, 11, "#dff27a")


def caliper(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-90, -24, 90, 0, metal.base, 2)
    for x in range(-60, 88, 6):
        sketch.bar(x, -10 if x % 12 else -14, x + 1.5, 0, metal.line)
    sketch.polygon([(-90, -44), (-74, -44), (-66, -24), (-66, 12), (-70, 62), (-90, 0)], metal.dark)
    sketch.polygon([(-52, 0), (-30, 0), (-34, 12), (-62, 62), (-60, 12)], metal.dark)
    sketch.bar(-56, -32, 30, 10, accent.dark, 6)
    sketch.bar(-46, -26, 10, 2, "#cfe3cf", 3)
    for x in (-36, -20, -4):
        sketch.bar(x, -21, x + 9, -3, "#33443a", 2)
    sketch.disc(20, -12, 5, accent.light)


def drill_bit(sketch: Sketch, metal: Finish, _: Finish) -> None:
    sketch.bar(-11, 36, 11, 90, metal.dark, 3)
    sketch.bar(-11, 36, -1, 90, metal.light, 3)
    sketch.polygon([(-13, 38), (13, 38), (13, -70), (0, -90), (-13, -70)], metal.base)
    for y in range(-72, 36, 24):
        sketch.polygon([(-13, y + 22), (13, y - 2), (13, y + 9), (-13, y + 33)], metal.line)
        sketch.polygon([(-13, y + 18), (13, y - 6), (13, y - 2), (-13, y + 22)], metal.light)
    sketch.polygon([(-13, -68), (13, -68), (0, -92)], metal.dark)


def hole_saw(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-7, 40, 7, 90, metal.dark, 2)
    sketch.bar(-52, -36, 52, 44, accent.dark, 8)
    sketch.bar(-52, -36, 38, 44, accent.base, 8)
    sketch.bar(-40, -30, -26, 38, accent.light, 4)
    for x in range(-52, 50, 13):
        sketch.polygon([(x, -34), (x + 13, -34), (x + 4, -52)], accent.line)
    sketch.bar(-5, -78, 5, -36, metal.base)
    sketch.polygon([(-5, -78), (5, -78), (0, -90)], metal.dark)


def saw_blade(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    points = []
    for tooth in range(24):
        start = tooth * 15
        points += curve(0, 0, 84, 84, start, start, 1)[:1]
        points += curve(0, 0, 74, 74, start + 3, start + 12, 3)
    sketch.polygon([(x + 3, y + 4) for x, y in points], metal.dark)
    sketch.polygon(points, metal.base)
    sketch.disc(0, 0, 64, metal.light)
    sketch.disc(0, 0, 60, metal.base)
    sketch.disc(0, 0, 40, accent.base)
    sketch.disc(0, 0, 12, metal.line)
    for angle in range(45, 405, 90):
        x, y = 52 * math.cos(math.radians(angle)), 52 * math.sin(math.radians(angle))
        sketch.disc(x, y, 5, metal.line)


def disc(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    """A cutting or grinding disc."""
    sketch.disc(3, 4, 80, metal.line)
    sketch.disc(0, 0, 80, metal.dark)
    sketch.ring(0, 0, 72, 3, metal.base)
    sketch.disc(0, 0, 52, accent.base)
    sketch.ring(0, 0, 52, 5, accent.dark)
    sketch.ring(0, 0, 30, 6, accent.light)
    sketch.disc(0, 0, 17, metal.light)
    sketch.disc(0, 0, 11, metal.line)


def flap_disc(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    for angle in range(0, 360, 20):
        wing = [(30, -16), (80, -24), (84, 2), (32, 6)]
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        placed = [(x * cos - y * sin, x * sin + y * cos) for x, y in wing]
        sketch.polygon(placed, accent.dark if angle % 40 else accent.base)
    sketch.disc(0, 0, 38, metal.dark)
    sketch.disc(0, 0, 30, metal.light)
    sketch.disc(0, 0, 12, metal.line)


def hacksaw(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.stroke([(-84, 22), (-84, -26), (34, -26), (44, 16)], 9, metal.dark)
    sketch.bar(-86, 18, 46, 27, metal.light)
    for x in range(-84, 44, 6):
        sketch.polygon([(x, 27), (x + 6, 27), (x + 2, 32)], metal.line)
    sketch.stroke([(52, -10), (64, 46)], 27, accent.dark)
    sketch.stroke([(51, -12), (62, 44)], 19, accent.base)


def drill(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    """A cordless drill."""
    sketch.polygon([(2, -6), (44, -6), (54, 54), (14, 54)], accent.dark)
    sketch.bar(-4, 48, 66, 82, metal.line, 8)
    sketch.bar(-4, 48, 66, 60, metal.dark, 6)
    sketch.bar(-34, -58, 66, 2, accent.dark, 18)
    sketch.bar(-34, -60, 64, -4, accent.base, 18)
    sketch.bar(-28, -54, 52, -42, accent.light, 6)
    sketch.polygon([(-34, -50), (-62, -42), (-62, -20), (-34, -12)], metal.dark)
    sketch.bar(-92, -35, -60, -27, metal.base, 2)
    sketch.bar(-2, 2, 10, 20, metal.line, 4)
    for x in (34, 42, 50):
        sketch.bar(x, -34, x + 3, -14, accent.line, 1)


def grinder(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-26, -22, 90, 26, accent.dark, 20)
    sketch.bar(-26, -26, 88, 20, accent.base, 20)
    sketch.bar(-10, -20, 74, -10, accent.light, 5)
    sketch.bar(-64, -30, -12, 24, metal.base, 10)
    sketch.bar(-64, -30, -12, -16, metal.light, 8)
    sketch.bar(-88, 20, 6, 36, metal.line, 4)
    sketch.bar(-52, 34, -28, 46, metal.dark, 3)
    sketch.stroke([(-40, -30), (-50, -76)], 19, metal.line)
    sketch.polygon(regular(64, -3, 9, 6), accent.line)


TOOLS = {
    shape.__name__: shape
    for shape in (
        spanner,
        adjustable,
        hex_keys,
        pliers,
        cutter,
        hammer,
        sledge,
        screwdriver,
        tape_measure,
        level,
        caliper,
        drill_bit,
        hole_saw,
        saw_blade,
        disc,
        flap_disc,
        hacksaw,
        drill,
        grinder,
    )
}
