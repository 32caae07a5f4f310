"""How builders' hardware and lifting gear look: locks, hinges, handles, castors, chains."""

from webapp.demo.sketching import Finish, Sketch, curve


def padlock(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    arch = [(-32, -2), (-32, -36), *curve(0, -38, 32, 34, 180, 360, 20), (32, -2)]
    sketch.stroke(arch, 15, metal.dark)
    sketch.stroke([(x - 1.5, y) for x, y in arch], 8, metal.light)
    sketch.bar(-52, -10, 56, 78, accent.dark, 12)
    sketch.bar(-54, -14, 52, 74, accent.base, 12)
    sketch.bar(-54, -14, -30, 74, accent.light, 12)
    sketch.disc(0, 22, 13, accent.line)
    sketch.polygon([(-6, 26), (6, 26), (9, 50), (-9, 50)], accent.line)


def door_lock(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A lever handle on its plate."""
    sketch.bar(-50, -86, -4, 88, metal.dark, 12)
    sketch.bar(-54, -88, -8, 86, metal.base, 12)
    sketch.bar(-50, -84, -40, 82, metal.light, 5)
    sketch.disc(-31, -34, 19, metal.dark)
    sketch.bar(-38, -46, 74, -24, metal.dark, 11)
    sketch.bar(-38, -48, 74, -28, metal.light, 10)
    sketch.bar(-34, -44, 70, -38, "#ffffff", 3)
    sketch.disc(-31, 40, 12, metal.light)
    sketch.bar(-33.5, 33, -28.5, 47, metal.line, 2)


def cylinder(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A lock cylinder with its key."""
    sketch.disc(-34, -22, 38, metal.dark)
    sketch.bar(-50, -4, -18, 66, metal.dark, 14)
    sketch.disc(-36, -25, 38, metal.base)
    sketch.bar(-52, -6, -20, 63, metal.base, 14)
    sketch.disc(-36, -25, 25, metal.light)
    sketch.bar(-39, -41, -33, -9, metal.line, 2)
    sketch.ring(52, -44, 26, 10, metal.dark)
    sketch.bar(47, -20, 57, 66, metal.dark, 3)
    for y in (32, 46, 58):
        sketch.bar(57, y, 68, y + 7, metal.dark)


def hinge(sketch: Sketch, metal: Finish, _: Finish) -> None:
    for left, right in ((-82, -8), (8, 82)):
        sketch.bar(left + 2, -66, right + 2, 70, metal.dark, 6)
        sketch.bar(left, -68, right, 66, metal.base, 6)
        sketch.bar(left, -68, left + 12, 66, metal.light, 6)
        middle = (left + right) / 2
        for y in (-44, -1, 42):
            sketch.disc(middle, y, 10, metal.dark)
            sketch.disc(middle, y, 7, metal.line)
    sketch.bar(-12, -78, 12, 78, metal.dark, 6)
    sketch.bar(-12, -78, -1, 78, metal.light, 6)
    for y in (-40, -4, 32):
        sketch.bar(-12, y, 12, y + 4, metal.line)


def cup_hinge(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A concealed cabinet hinge."""
    sketch.disc(-44, 4, 40, metal.dark)
    sketch.disc(-46, 0, 40, metal.base)
    sketch.disc(-46, 0, 28, metal.light)
    sketch.bar(-62, -60, -30, 60, metal.base, 14)
    for y in (-46, 46):
        sketch.disc(-46, y, 7, metal.line)
    sketch.polygon([(-34, -18), (20, -26), (20, 26), (-34, 18)], metal.dark)
    sketch.bar(14, -24, 86, 24, metal.base, 6)
    sketch.bar(14, -24, 86, -10, metal.light, 6)
    sketch.disc(38, 4, 8, metal.line)
    sketch.bar(58, -2, 76, 10, metal.line, 5)


def handle(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A bow handle with two feet."""
    for x in (-60, 60):
        sketch.bar(x - 12, 4, x + 12, 40, metal.dark, 4)
        sketch.bar(x - 18, 32, x + 18, 44, metal.base, 5)
    sketch.bar(-84, -14, 84, 14, metal.dark, 13)
    sketch.bar(-84, -18, 84, 8, metal.base, 13)
    sketch.bar(-76, -14, 76, -6, metal.light, 4)


def knob(sketch: Sketch, metal: Finish, _: Finish) -> None:
    sketch.disc(3, 5, 62, metal.line)
    sketch.disc(0, 0, 62, metal.dark)
    sketch.disc(0, 0, 54, metal.base)
    sketch.disc(-6, -8, 40, metal.light)
    sketch.disc(0, 0, 30, metal.base)
    sketch.disc(-8, -10, 12, metal.light)


def slide(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A drawer slide, pulled out one step."""
    for shift, length in ((-34, 0), (18, 26)):
        sketch.bar(-88, shift, 50 + length, shift + 34, metal.dark, 3)
        sketch.bar(-88, shift - 3, 50 + length, shift + 29, metal.base, 3)
        sketch.bar(-88, shift + 4, 66 + length, shift + 22, metal.light, 3)
        sketch.bar(-88, shift + 11, 80 + length / 3, shift + 16, metal.dark, 2)
        for x in (-66, -16, 34):
            sketch.disc(x, shift + 13.5, 5, metal.line)


def closer(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A door closer: body and folding arm."""
    sketch.bar(-80, 6, 66, 58, metal.dark, 8)
    sketch.bar(-82, 2, 64, 52, metal.base, 8)
    sketch.bar(-78, 6, 60, 18, metal.light, 5)
    sketch.stroke([(-6, 2), (56, -50), (-40, -66)], 13, metal.dark)
    sketch.stroke([(-6, 0), (56, -52), (-40, -68)], 8, metal.light)
    for x, y in ((-6, 0), (56, -52), (-40, -68)):
        sketch.disc(x, y, 10, metal.line)


def castor(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    sketch.bar(-56, -84, 56, -68, metal.dark, 4)
    sketch.bar(-56, -88, 56, -72, metal.base, 4)
    sketch.bar(-30, -70, 30, -58, metal.dark, 4)
    sketch.disc(10, 28, 56, accent.line)
    sketch.disc(6, 26, 56, accent.dark)
    sketch.disc(6, 26, 42, accent.base)
    sketch.disc(6, 26, 24, accent.light)
    sketch.polygon([(-32, -60), (32, -60), (20, 34), (-8, 34)], metal.base)
    sketch.polygon([(-32, -60), (-14, -60), (0, 34), (-8, 34)], metal.light)
    sketch.disc(6, 28, 14, metal.dark)
    sketch.disc(6, 28, 7, metal.light)


def chain(sketch: Sketch, metal: Finish, _: Finish) -> None:
    links = [(-62, False), (-21, True), (20, False), (61, True)]
    for x, edge_on in links:
        if edge_on:
            sketch.bar(x - 31, -8, x + 31, 10, metal.line, 9)
            sketch.bar(x - 31, -9, x + 31, 4, metal.dark, 7)
        else:
            outline = [
                (x - 18, -24),
                (x + 18, -24),
                *curve(x + 18, 0, 22, 24, -90, 90, 12),
                (x - 18, 24),
                *curve(x - 18, 0, 22, 24, 90, 270, 12),
            ]
            sketch.stroke(outline, 13, metal.dark)
            sketch.stroke([(px, py - 2) for px, py in outline], 6, metal.light)


def shackle(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    bow = [(-34, 44), (-38, 0), *curve(0, -24, 40, 44, 170, 370, 24), (38, 0), (34, 44)]
    sketch.stroke(bow, 20, metal.dark)
    sketch.stroke([(x - 2, y - 2) for x, y in bow], 11, metal.light)
    for x in (-34, 34):
        sketch.disc(x, 52, 20, metal.dark)
    sketch.bar(-66, 42, 70, 62, accent.dark, 6)
    sketch.bar(-66, 42, 70, 52, accent.base, 6)
    sketch.bar(56, 32, 76, 72, accent.dark, 6)


def rope(sketch: Sketch, metal: Finish, _: Finish) -> None:
    """A coil of wire rope with two clips."""
    for radius in (76, 64, 52):
        sketch.ring(0, 0, radius, 11, metal.dark)
        sketch.ring(-1, -1, radius - 2, 5, metal.light)
    for x, y in ((-64, 0), (64, 0)):
        sketch.bar(x - 20, y - 13, x + 20, y + 13, metal.line, 5)
        sketch.bar(x - 16, y - 9, x + 16, y + 3, metal.base, 4)


def sling(sketch: Sketch, _: Finish, accent: Finish) -> None:
    """A lifting sling with two sewn eyes."""
    for x in (-62, 62):
        sketch.ring(x, 0, 30, 13, accent.dark)
        sketch.ring(x, -2, 29, 9, accent.base)
    sketch.bar(-46, -14, 46, 18, accent.dark, 4)
    sketch.bar(-46, -18, 46, 14, accent.base, 4)
    sketch.bar(-46, -10, 46, -5, accent.light)
    sketch.bar(-46, 2, 46, 7, accent.light)
    for x in (-34, 28):
        sketch.bar(x, -18, x + 5, 14, accent.line)


def trolley(sketch: Sketch, metal: Finish, accent: Finish) -> None:
    """A platform trolley."""
    sketch.stroke([(-62, 30), (-74, -70), (-52, -78)], 9, metal.dark)
    sketch.bar(-70, 24, 82, 42, accent.dark, 5)
    sketch.bar(-70, 20, 82, 36, accent.base, 5)
    sketch.bar(-64, 22, 76, 27, accent.light, 3)
    for x in (-46, 58):
        sketch.disc(x, 58, 19, metal.line)
        sketch.disc(x, 58, 8, metal.light)
    sketch.bar(-40, -32, 10, 19, "#d8a868", 3)
    sketch.bar(-20, -32, -8, 19, "#c08a48")
    sketch.bar(16, -8, 62, 19, "#e2b97e", 3)


BUILDING = {
    shape.__name__: shape
    for shape in (
        padlock,
        door_lock,
        cylinder,
        hinge,
        cup_hinge,
        handle,
        knob,
        slide,
        closer,
        castor,
        chain,
        shackle,
        rope,
        sling,
        trolley,
    )
}
