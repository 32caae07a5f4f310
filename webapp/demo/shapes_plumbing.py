"""How plumbing looks: valves, taps, fittings, pipes and hoses."""

from webapp.demo.sketching import Finish, Sketch, curve, smooth


def ball_valve(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-82, -4, 82, 52, metal.dark, 4)
    sketch.bar(-82, -8, 82, 46, metal.base, 4)
    sketch.bar(-82, -8, 82, 6, metal.light, 4)
    sketch.disc(0, 20, 42, metal.dark)
    sketch.disc(0, 17, 41, metal.base)
    sketch.disc(-10, 6, 16, metal.light)
    for left, right in ((-86, -56), (56, 86)):
        sketch.bar(left, -18, right, 56, metal.base, 5)
        sketch.bar(left, -18, right, -4, metal.light, 5)
        sketch.bar(left, 42, right, 56, metal.dark, 5)
    sketch.bar(-11, -46, 11, -20, metal.dark, 3)
    sketch.bar(-20, -66, 88, -46, accent.dark, 9)
    sketch.bar(-20, -68, 88, -53, accent.base, 8)


def gate_valve(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-80, 20, 80, 64, metal.base, 4)
    sketch.bar(-80, 20, 80, 32, metal.light, 4)
    for left, right in ((-88, -62), (62, 88)):
        sketch.bar(left, 8, right, 76, metal.dark, 4)
    sketch.polygon([(-34, 64), (-40, 20), (-18, -24), (18, -24), (40, 20), (34, 64)], metal.base)
    sketch.polygon([(-34, 64), (-40, 20), (-18, -24), (-6, -24), (-12, 64)], metal.light)
    sketch.bar(-7, -58, 7, -24, metal.dark)
    sketch.oval(0, -62, 56, 20, accent.dark)
    sketch.oval(0, -66, 56, 20, accent.base)
    sketch.oval(0, -66, 38, 11, accent.line)
    sketch.bar(-50, -70, 50, -62, accent.base)
    sketch.disc(0, -66, 9, accent.light)


def tap(sketch: Sketch, metal: Finish, _: Finish) -> None:
    spout = [(-14, 84), (-14, -20), *curve(20, -22, 34, 38, 180, 350, 24), (54, -6)]
    sketch.stroke(spout, 27, metal.dark)
    sketch.stroke([(x - 2, y) for x, y in spout], 19, metal.base)
    sketch.stroke([(x - 5, y) for x, y in spout], 6, metal.light)
    sketch.bar(38, -12, 70, 8, metal.dark, 4)
    sketch.bar(-44, 74, 16, 90, metal.dark, 5)
    sketch.bar(-62, 6, -20, 24, metal.dark, 9)
    sketch.bar(-66, 4, -24, 18, metal.light, 7)
    sketch.disc(54, 30, 5, "#6fb7e8")
    sketch.polygon([(49.5, 28), (54, 16), (58.5, 28)], "#6fb7e8")


def elbow(sketch: Sketch, metal: Finish, _: Finish) -> None:
    bend = [(-62, -26), (-6, -26), *curve(-6, 8, 34, 34, -90, 0, 16), (28, 66)]
    sketch.stroke(bend, 50, metal.dark)
    sketch.stroke([(x - 2, y - 3) for x, y in bend], 42, metal.base)
    sketch.stroke([(x + 4, y - 14) for x, y in bend[:-1]], 8, metal.light)
    sketch.bar(-88, -62, -52, 10, metal.dark, 6)
    sketch.bar(-88, -62, -56, 6, metal.base, 6)
    sketch.bar(-10, 52, 66, 88, metal.dark, 6)
    sketch.bar(-10, 52, 62, 84, metal.base, 6)
    sketch.bar(-4, 56, 6, 80, metal.light, 4)


def tee(sketch: Sketch, metal: Finish, _: Finish) -> None:
    sketch.bar(-22, -10, 26, 80, metal.dark, 6)
    sketch.bar(-24, -10, 22, 78, metal.base, 6)
    sketch.bar(-78, -46, 80, 8, metal.dark, 6)
    sketch.bar(-80, -48, 78, 4, metal.base, 6)
    sketch.bar(-76, -42, 74, -32, metal.light, 4)
    for left, right in ((-88, -58), (58, 88)):
        sketch.bar(left, -58, right, 16, metal.dark, 6)
        sketch.bar(left, -58, right - 4, 12, metal.base, 6)
        sketch.bar(left, -52, right - 4, -42, metal.light, 4)
    sketch.bar(-36, 58, 36, 88, metal.dark, 6)
    sketch.bar(-36, 58, 32, 84, metal.base, 6)


def coupling(sketch: Sketch, metal: Finish, _: Finish) -> None:
    sketch.bar(-70, -34, 70, 38, metal.dark, 6)
    sketch.bar(-70, -38, 70, 34, metal.base, 6)
    sketch.bar(-66, -32, 66, -20, metal.light, 4)
    for left, right in ((-84, -42), (42, 84)):
        sketch.bar(left, -48, right, 50, metal.dark, 6)
        sketch.bar(left, -50, right, 44, metal.base, 6)
        sketch.bar(left, -44, right, -30, metal.light, 4)
        for y in range(-24, 40, 16):
            sketch.bar(left + 4, y, right - 4, y + 3, metal.dark, 1)


def pipe(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    for x in (-50, 0, 50):
        sketch.bar(x - 18, -84, x + 22, 84, metal.dark, 4)
        sketch.bar(x - 21, -84, x + 18, 84, metal.base, 4)
        sketch.bar(x - 14, -80, x - 4, 84, metal.light, 3)
        sketch.oval(x - 1, -84, 20, 8, metal.line)
    sketch.bar(-74, 8, 76, 26, accent.base)


def hose(sketch: Sketch, _: Finish, accent: Finish) -> None:
    for radius in (80, 66, 52):
        sketch.ring(2, 3, radius, 14, accent.line)
        sketch.ring(0, 0, radius, 12, accent.base)
        sketch.ring(-1, -1, radius - 3, 3, accent.light)
    sketch.bar(34, 56, 90, 74, "#c9a24a", 4)
    sketch.bar(72, 52, 92, 78, "#8f6d24", 3)


def braided_hose(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    run = [(-70, 52), (-40, -6), (10, 30), (44, -44), (70, -58)]
    bent = smooth(run)
    sketch.stroke(bent, 26, metal.line)
    sketch.stroke(bent, 20, metal.base)
    for step in range(0, len(bent) - 1, 3):
        x, y = bent[step]
        sketch.stroke([(x - 6, y - 7), (x + 6, y + 7)], 3, metal.light)
    for x, y in (run[0], run[-1]):
        sketch.bar(x - 20, y - 20, x + 20, y + 20, accent.dark, 5)
        sketch.bar(x - 20, y - 20, x + 20, y - 6, accent.light, 5)


PLUMBING = {
    shape.__name__: shape
    for shape in (ball_valve, gate_valve, tap, elbow, tee, coupling, pipe, hose, braided_hose)
}
