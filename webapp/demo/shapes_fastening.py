"""How fasteners look: bolts, screws, nuts, washers, anchors."""

from webapp.demo.sketching import Finish, Sketch, regular


def _thread(sketch: Sketch, metal: Finish, half: float, top: float, bottom: float) -> None:
    """A threaded shaft from `top` to `bottom`, `half` wide to each side."""
    sketch.bar(-half, top, half, bottom, metal.base)
    sketch.bar(-half, top, -half * 0.35, bottom, metal.light)
    y = top + 3
    while y < bottom - 2:
        sketch.polygon(
            [(-half - 2, y + 2), (half + 2, y - 2), (half + 2, y + 0.8), (-half - 2, y + 4.8)],
            metal.dark,
        )
        y += 7


def bolt(sketch: Sketch, metal: Finish, _: Finish) -> None:
    _thread(sketch, metal, 15, -18, 76)
    sketch.polygon([(-15, 75), (15, 75), (10, 83), (-10, 83)], metal.dark)
    sketch.bar(-15, -36, 15, -14, metal.base)
    sketch.bar(-15, -36, -5, -14, metal.light)
    sketch.bar(-41, -42, 41, -33, metal.dark, 3)
    sketch.bar(-36, -76, 36, -40, metal.base, 5)
    sketch.bar(-36, -76, -16, -40, metal.light, 5)
    sketch.bar(17, -76, 36, -40, metal.dark, 5)


def stud(sketch: Sketch, metal: Finish, _: Finish) -> None:
    for shift in (-26, 26):
        sketch.polygon(
            [(shift - 11, -80), (shift + 11, -80), (shift + 11, 82), (shift - 11, 82)], metal.base
        )
        sketch.bar(shift - 11, -80, shift - 4, 82, metal.light)
        for y in range(-76, 80, 7):
            sketch.polygon(
                [
                    (shift - 13, y + 2),
                    (shift + 13, y - 2),
                    (shift + 13, y + 1),
                    (shift - 13, y + 5),
                ],
                metal.dark,
            )


def socket_bolt(sketch: Sketch, metal: Finish, _: Finish) -> None:
    _thread(sketch, metal, 15, -20, 78)
    sketch.bar(-30, -78, 30, -18, metal.base, 6)
    sketch.bar(-30, -78, -14, -18, metal.light, 6)
    for x in range(-24, 30, 8):
        sketch.bar(x, -60, x + 3, -26, metal.dark)
    sketch.oval(0, -76, 30, 9, metal.light)
    sketch.polygon([(-13, -76), (-7, -81), (7, -81), (13, -76), (7, -71), (-7, -71)], metal.line)


def screw(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A self-tapping or chipboard screw: countersunk head with a cross, sharp point."""
    sketch.polygon([(-14, -48), (14, -48), (10, 50), (0, 86), (-10, 50)], metal.base)
    sketch.polygon([(-14, -48), (-5, -48), (-4, 50), (0, 86), (-10, 50)], metal.light)
    for step in range(13):
        y = -36 + step * 8
        half = 20 - max(0, step - 6) * 1.4
        sketch.polygon([(-half, y + 3), (half, y - 3), (half, y - 0.5), (-half, y + 6)], metal.dark)
    sketch.polygon([(-38, -72), (38, -72), (14, -46), (-14, -46)], metal.base)
    sketch.polygon([(-38, -72), (-12, -72), (-5, -46), (-14, -46)], metal.light)
    sketch.oval(0, -73, 38, 11, metal.light)
    sketch.oval(0, -73, 32, 8.5, metal.base)
    sketch.bar(-17, -75.5, 17, -70.5, metal.line, 2)
    sketch.bar(-4, -80, 4, -66, metal.line, 2)


def drill_screw(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A self-drilling screw with a hexagon washer head."""
    _thread(sketch, metal, 13, -34, 56)
    sketch.polygon([(-9, 55), (9, 55), (9, 74), (0, 88), (-9, 74)], metal.dark)
    sketch.polygon([(-9, 55), (-1, 55), (4, 74), (0, 88), (-9, 74)], metal.light)
    sketch.bar(-38, -46, 38, -35, metal.dark, 5)
    sketch.bar(-25, -78, 25, -44, metal.base, 5)
    sketch.bar(-25, -78, -10, -44, metal.light, 5)
    sketch.bar(11, -78, 25, -44, metal.dark, 5)


def nut(sketch: Sketch, metal: Finish, _: Finish) -> None:
    sketch.polygon(regular(4, 5, 74, 6, 30), metal.dark)
    sketch.polygon(regular(0, 0, 74, 6, 30), metal.base)
    sketch.polygon([(0, 0), *regular(0, 0, 74, 6, 150)[:3]], metal.light)
    sketch.disc(0, 0, 55, metal.light)
    sketch.disc(0, 0, 51, metal.base)
    sketch.disc(0, 0, 36, metal.line)
    sketch.ring(0, 0, 35, 3, metal.dark)
    sketch.ring(0, 0, 29, 3, metal.dark)


def lock_nut(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    nut(sketch, metal, accent)
    sketch.ring(0, 0, 46, 13, accent.base)
    sketch.ring(0, 0, 46, 3, accent.dark)


def washer(sketch: Sketch, metal: Finish, _: Finish) -> None:
    for x, y, radius in ((22, 20, 52), (-16, -14, 60)):
        sketch.ring(x + 3, y + 4, radius, radius * 0.46, metal.dark)
        sketch.ring(x, y, radius, radius * 0.46, metal.base)
        sketch.ring(x, y, radius - 3, 4, metal.light)
        sketch.ring(x, y, radius * 0.60, 3, metal.line)


def spring_washer(sketch: Sketch, metal: Finish, _: Finish) -> None:
    sketch.ring(3, 5, 66, 24, metal.dark)
    sketch.ring(0, 0, 66, 24, metal.base)
    sketch.ring(0, 0, 62, 4, metal.light)
    sketch.ring(0, 0, 46, 3, metal.line)
    sketch.polygon([(26, -66), (36, -56), (20, -34), (12, -40)], metal.line)
    sketch.polygon([(34, -58), (48, -46), (26, -26), (18, -34)], metal.light)


def anchor(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """An expansion anchor: nut and washer above, slit sleeve and cone below."""
    _thread(sketch, metal, 13, -84, -50)
    sketch.bar(-27, -60, 27, -38, metal.base, 4)
    sketch.bar(-27, -60, -10, -38, metal.light, 4)
    sketch.bar(-36, -38, 36, -31, metal.dark, 3)
    sketch.bar(-19, -31, 19, 52, metal.base)
    sketch.bar(-19, -31, -6, 52, metal.light)
    sketch.bar(-3, 2, 3, 52, metal.line)
    for y in (-14, -4):
        sketch.bar(-19, y, 19, y + 4, metal.dark)
    sketch.polygon([(-15, 52), (15, 52), (24, 82), (-24, 82)], metal.dark)
    sketch.polygon([(-15, 52), (-4, 52), (-8, 82), (-24, 82)], metal.base)


def plug(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    """A plastic wall plug with its screw."""
    sketch.bar(-17, -62, 17, 78, accent.base, 8)
    sketch.bar(-17, -62, -5, 78, accent.light, 8)
    for y in range(-40, 70, 14):
        sketch.polygon([(-17, y), (-25, y + 4), (-17, y + 9)], accent.dark)
        sketch.polygon([(17, y), (25, y + 4), (17, y + 9)], accent.dark)
    sketch.bar(-2.5, -10, 2.5, 78, accent.line)
    sketch.bar(-24, -70, 24, -58, accent.dark, 4)
    sketch.bar(-8, -84, 8, -68, metal.base)
    sketch.bar(-20, -92, 20, -82, metal.light, 4)


def hook(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """An eye bolt."""
    _thread(sketch, metal, 12, 6, 84)
    sketch.bar(-26, -4, 26, 8, metal.dark, 4)
    sketch.ring(2, -40, 42, 17, metal.dark)
    sketch.ring(0, -42, 42, 17, metal.base)
    sketch.ring(0, -42, 40, 5, metal.light)


FASTENING = {
    shape.__name__: shape
    for shape in (
        bolt,
        stud,
        socket_bolt,
        screw,
        drill_screw,
        nut,
        lock_nut,
        washer,
        spring_washer,
        anchor,
        plug,
        hook,
    )
}
