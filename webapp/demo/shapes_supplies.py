"""How electrical goods, protective gear and painting supplies look."""

from webapp.demo.sketching import Finish, Sketch, curve, smooth


def cable(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    """A ring of cable, its end stripped."""
    for radius in (74, 62, 50):
        sketch.ring(1, 2, radius, 12, accent.line)
        sketch.ring(0, 0, radius, 10, accent.base)
        sketch.ring(-1, -1, radius - 2, 3, accent.light)
    end = smooth([(40, 40), (62, 62), (58, 92)])
    sketch.stroke(end, 12, accent.base)
    sketch.stroke(end[-6:], 6, metal.base)
    for angle in (0, 120, 240):
        x, y = curve(0, 0, 62, 62, angle, angle, 1)[0]
        sketch.bar(x - 20, y - 6, x + 20, y + 6, "#f4f6f8", 3)


def switch(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-72, -70, 78, 80, metal.dark, 12)
    sketch.bar(-75, -75, 75, 75, metal.base, 12)
    sketch.bar(-75, -75, 75, 75, metal.light, 12)
    sketch.bar(-50, -54, 50, 54, metal.dark, 6)
    sketch.bar(-48, -52, 48, 0, "#ffffff", 4)
    sketch.bar(-48, 0, 48, 52, metal.base, 4)
    sketch.disc(0, 34, 6, accent.base)


def power_socket(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    """A wall socket: two pins above, three below, as in China."""
    sketch.bar(-72, -70, 78, 80, metal.dark, 12)
    sketch.bar(-75, -75, 75, 75, metal.light, 12)
    sketch.bar(-56, -58, 56, 58, metal.base, 10)
    for x in (-20, 12):
        sketch.bar(x, -40, x + 8, -12, metal.line, 3)
    sketch.bar(-4, 4, 4, 24, accent.line, 2)
    sketch.polygon([(-30, 26), (-23, 22), (-12, 42), (-19, 46)], accent.line)
    sketch.polygon([(30, 26), (23, 22), (12, 42), (19, 46)], accent.line)


def breaker(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    for x in (-44, 4):
        sketch.bar(x + 3, -76, x + 47, 84, metal.dark, 4)
        sketch.bar(x, -80, x + 44, 80, metal.base, 4)
        sketch.bar(x, -80, x + 44, -52, metal.light, 4)
        sketch.bar(x + 6, -36, x + 38, 36, metal.dark, 3)
        sketch.bar(x + 12, -22, x + 32, 6, accent.base, 4)
        sketch.bar(x + 12, -22, x + 32, -12, accent.light, 4)
        sketch.disc(x + 22, -66, 8, metal.line)
        sketch.disc(x + 22, 62, 8, metal.line)


def bulb(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.disc(0, -26, 56, accent.base)
    sketch.polygon([(-48, 2), (48, 2), (24, 44), (-24, 44)], accent.base)
    sketch.disc(-8, -32, 40, accent.light)
    sketch.disc(-20, -46, 13, "#ffffff")
    sketch.bar(-25, 36, 25, 50, metal.light, 3)
    sketch.bar(-20, 48, 20, 84, metal.base, 5)
    for y in (54, 63, 72):
        sketch.bar(-22, y, 22, y + 4, metal.dark, 2)
    sketch.bar(-9, 82, 9, 91, metal.line, 3)


def panel_lamp(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.disc(3, 5, 78, metal.line)
    sketch.disc(0, 0, 78, metal.base)
    sketch.disc(0, 0, 78, metal.light)
    sketch.disc(0, 0, 66, metal.dark)
    sketch.disc(0, 0, 63, accent.base)
    sketch.disc(-4, -6, 52, accent.light)
    sketch.disc(-16, -20, 18, "#ffffff")


def floodlight(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.stroke([(-50, 20), (-50, 72), (50, 72), (50, 20)], 9, metal.line)
    sketch.bar(-78, -66, 80, 44, metal.line, 10)
    sketch.bar(-80, -70, 78, 40, metal.base, 10)
    sketch.bar(-66, -56, 64, 26, accent.base, 5)
    for row in range(3):
        for column in range(6):
            sketch.bar(
                -58 + column * 20,
                -50 + row * 25,
                -43 + column * 20,
                -32 + row * 25,
                accent.light,
                3,
            )


def glove(sketch: Sketch, _: Finish, accent: Finish) -> None:
    fingers = ((-38, -52), (-14, -72), (10, -70), (33, -50))
    for x, top in fingers:
        sketch.bar(x - 11, top, x + 11, 16, accent.dark, 11)
        sketch.bar(x - 11, top, x + 8, 16, accent.base, 10)
    sketch.stroke([(44, 22), (72, -8)], 22, accent.dark)
    sketch.stroke([(43, 20), (70, -10)], 18, accent.base)
    sketch.bar(-50, -6, 46, 56, accent.base, 16)
    sketch.bar(-42, 2, 36, 44, accent.light, 14)
    sketch.bar(-46, 52, 42, 88, "#f2f3f5", 6)
    for y in (60, 70, 80):
        sketch.bar(-46, y, 42, y + 3, "#cbd2d9")


def helmet(sketch: Sketch, _: Finish, accent: Finish) -> None:
    dome = [*curve(0, 18, 68, 74, 180, 360, 30), (68, 26), (-68, 26)]
    sketch.polygon([(x + 3, y + 4) for x, y in dome], accent.line)
    sketch.polygon(dome, accent.base)
    sketch.polygon([*curve(-6, 14, 48, 60, 190, 260, 16), (-10, 16), (-40, 16)], accent.light)
    sketch.bar(-10, -58, 10, 22, accent.dark, 9)
    sketch.bar(-10, -60, 4, 22, accent.base, 7)
    sketch.bar(-88, 20, 88, 42, accent.dark, 11)
    sketch.bar(-88, 18, 88, 35, accent.base, 9)


def mask(sketch: Sketch, _: Finish, accent: Finish) -> None:
    for side in (-1, 1):
        loop = [(side * 60, -26), (side * 92, -18), (side * 92, 22), (side * 58, 30)]
        sketch.stroke(smooth(loop), 5, accent.dark)
    cup = [(0, -58), (44, -40), (68, -24), (60, 34), (0, 64), (-60, 34), (-68, -24), (-44, -40)]
    sketch.polygon([(x + 2, y + 4) for x, y in cup], "#c9d2da")
    sketch.polygon(cup, "#f7f9fa")
    sketch.polygon([(0, -58), (44, -40), (68, -24), (60, 34), (0, 64)], "#e6ebef")
    sketch.bar(-26, -50, 26, -43, "#9fb0bd", 3)
    sketch.disc(24, 10, 18, accent.dark)
    sketch.disc(24, 10, 14, accent.base)
    for x in (17, 22, 27):
        sketch.bar(x, 2, x + 2.5, 18, accent.line)


def goggles(sketch: Sketch, _: Finish, accent: Finish) -> None:
    sketch.bar(-96, -14, 96, 8, accent.line, 6)
    sketch.bar(-82, -38, 82, 40, accent.dark, 30)
    sketch.bar(-74, -30, 74, 32, "#d9eef6", 24)
    sketch.polygon([(-50, -28), (-24, -28), (-48, 30), (-68, 22)], "#ffffff")
    sketch.polygon([(20, -28), (32, -28), (8, 30), (-2, 30)], "#ffffff")
    sketch.polygon([(-14, 40), (14, 40), (0, 22)], accent.dark)


def boot(sketch: Sketch, _: Finish, accent: Finish) -> None:
    upper = [(-46, -76), (14, -76), (16, -14), (62, 8), (80, 30), (82, 54), (-50, 54)]
    sketch.polygon(upper, accent.base)
    sketch.polygon([(-46, -76), (-26, -76), (-30, 54), (-50, 54)], accent.dark)
    sketch.polygon([(44, 0), (62, 8), (80, 30), (82, 54), (46, 54)], accent.dark)
    sketch.bar(-50, -80, 18, -62, accent.line, 5)
    sketch.bar(-54, 50, 88, 72, "#2d333a", 6)
    for x in range(-50, 80, 15):
        sketch.bar(x, 70, x + 8, 78, "#2d333a", 2)
    for step in range(4):
        sketch.stroke(
            [(-2 + step * 5, -50 + step * 13), (20 + step * 8, -46 + step * 13)], 4, "#f2e3b4"
        )


def vest(sketch: Sketch, _: Finish, accent: Finish) -> None:
    for side in (-1, 1):
        half = [
            (side * 4, -20),
            (side * 22, -84),
            (side * 48, -80),
            (side * 46, -40),
            (side * 66, -22),
            (side * 66, 84),
            (side * 4, 84),
        ]
        sketch.polygon(half, accent.base if side > 0 else accent.dark)
        sketch.bar(min(side * 4, side * 66), 6, max(side * 4, side * 66), 20, "#e3e8ec")
        sketch.bar(min(side * 4, side * 66), 44, max(side * 4, side * 66), 58, "#e3e8ec")
        sketch.bar(min(side * 24, side * 38), -78, max(side * 24, side * 38), 6, "#e3e8ec")


def brush(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.polygon([(-12, 8), (12, 8), (17, 60), (10, 90), (-10, 90), (-17, 60)], accent.dark)
    sketch.polygon([(-12, 8), (4, 8), (7, 60), (2, 90), (-10, 90), (-17, 60)], accent.base)
    sketch.disc(0, 78, 4, accent.line)
    sketch.bar(-42, -24, 42, 14, metal.dark, 3)
    sketch.bar(-42, -24, 42, -2, metal.light, 3)
    sketch.polygon([(-42, -24), (42, -24), (46, -78), (-46, -78)], "#d9a866")
    for x in range(-42, 44, 7):
        sketch.bar(x, -84 - (x % 3), x + 4, -26, "#b9853f")


def roller(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.stroke([(64, -54), (82, -54), (82, -6), (0, -6), (0, 30)], 7, metal.dark)
    sketch.bar(-14, 26, 14, 90, accent.dark, 8)
    sketch.bar(-14, 26, 6, 90, accent.base, 8)
    sketch.bar(-76, -80, 66, -28, "#e9c46a", 10)
    sketch.bar(-76, -80, 66, -62, "#f5dc96", 9)
    sketch.bar(60, -74, 68, -34, metal.base, 3)


def sealant(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    """A cartridge of sealant."""
    sketch.polygon([(-5, -92), (5, -92), (11, -48), (-11, -48)], "#f4f6f8")
    sketch.bar(-16, -54, 16, -40, metal.dark, 3)
    sketch.bar(-28, -42, 32, 88, accent.line, 5)
    sketch.bar(-31, -44, 28, 86, accent.base, 5)
    sketch.bar(-26, -40, -14, 82, accent.light, 4)
    sketch.bar(-31, -8, 28, 44, "#ffffff")
    sketch.bar(-22, 4, 18, 12, accent.dark, 2)
    sketch.bar(-22, 20, 8, 26, metal.base, 2)


def can(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.stroke(curve(0, -46, 54, 40, 190, 350, 20), 4, metal.line)
    sketch.bar(-58, -46, 62, 82, metal.line, 8)
    sketch.bar(-60, -48, 58, 78, metal.base, 8)
    sketch.bar(-60, -24, 58, 56, accent.base)
    sketch.bar(-60, -24, -40, 56, accent.light)
    sketch.oval(-1, -48, 60, 14, metal.light)
    sketch.oval(-1, -48, 48, 10, metal.dark)
    sketch.bar(-30, -4, 34, 8, "#ffffff", 3)
    sketch.bar(-30, 18, 12, 26, "#ffffff", 3)


def spray(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-27, -38, 31, 88, accent.line, 8)
    sketch.bar(-30, -40, 28, 86, accent.base, 8)
    sketch.bar(-24, -34, -12, 80, accent.light, 4)
    sketch.polygon([(-30, -36), (28, -36), (16, -56), (-18, -56)], metal.base)
    sketch.bar(-14, -76, 12, -54, "#ffffff", 5)
    sketch.disc(-13, -66, 4, metal.line)
    sketch.bar(-30, 0, 28, 40, "#ffffff")
    sketch.bar(-20, 12, 18, 20, accent.dark, 2)


def tape(sketch: Sketch, _: Finish, accent: Finish) -> None:
    sketch.ring(5, 7, 78, 42, accent.line)
    sketch.ring(0, 0, 78, 42, accent.base)
    sketch.ring(0, 0, 72, 4, accent.light)
    sketch.ring(0, 0, 60, 3, accent.dark)
    sketch.ring(0, 0, 43, 9, "#e6cfa4")
    sketch.polygon([(58, 52), (92, 66), (86, 84), (44, 66)], accent.base)


SUPPLIES = {
    shape.__name__: shape
    for shape in (
        cable,
        switch,
        power_socket,
        breaker,
        bulb,
        panel_lamp,
        floodlight,
        glove,
        helmet,
        mask,
        goggles,
        boot,
        vest,
        brush,
        roller,
        sealant,
        can,
        spray,
        tape,
    )
}
