"""A small drawing board for flat pictures: shapes in units, turned and scaled as a whole.

The board runs from -100 to 100 both ways. It is drawn at twice the picture's size and
halved at the end, which smooths the edges.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

SIDE = 400
_OVERSAMPLE = 2
_UNIT = SIDE * _OVERSAMPLE / 200

Point = tuple[float, float]


@dataclass(frozen=True)
class Finish:
    """The tones of one material, from where light falls to where it does not."""

    light: str
    base: str
    dark: str
    line: str


FINISHES = {
    "zinc": Finish("#d5dde4", "#a9b7c3", "#7c8d9b", "#566572"),
    "steel": Finish("#eef2f5", "#c6d0d8", "#95a3af", "#66747f"),
    "black": Finish("#68727d", "#434c56", "#2c333b", "#171b20"),
    "brass": Finish("#f8df95", "#e0b44c", "#b48628", "#7d5a14"),
    "copper": Finish("#f2b894", "#d4845a", "#a95b36", "#76391c"),
    "gold": Finish("#fbe3a6", "#e9bd5b", "#bf8f30", "#856017"),
    "red": Finish("#f59388", "#dd4b40", "#b2332b", "#7c1f1a"),
    "orange": Finish("#fbbd7c", "#ee8427", "#c66311", "#8c4409"),
    "yellow": Finish("#fde58a", "#f4c430", "#cf9c15", "#8f6a08"),
    "green": Finish("#8fd3a4", "#3fa163", "#2a7c49", "#195231"),
    "teal": Finish("#86d0cd", "#2f9a97", "#1f7674", "#114e4d"),
    "blue": Finish("#8fbcf2", "#3a7bd0", "#2860a9", "#174074"),
    "navy": Finish("#7f95bf", "#3c5488", "#2a3d68", "#182543"),
    "purple": Finish("#c0a6e4", "#8460bd", "#644497", "#422a68"),
    "white": Finish("#ffffff", "#f3f5f7", "#d3d9df", "#9aa5b0"),
    "grey": Finish("#cfd4d9", "#9da6ae", "#757f88", "#4f585f"),
    "wood": Finish("#efcd9c", "#d3a165", "#aa7841", "#744e25"),
    "clear": Finish("#eaf6fb", "#c9e6f2", "#98c7da", "#5f95ab"),
}


class Sketch:
    """A picture being drawn; every call takes board units and a colour."""

    def __init__(self, ground: str, turn: float = 0, scale: float = 1) -> None:
        side = SIDE * _OVERSAMPLE
        self.image = Image.new("RGB", (side, side), ground)
        self.pen = ImageDraw.Draw(self.image)
        self.place(turn, scale)

    def place(self, turn: float = 0, scale: float = 1, shift: Point = (0, 0)) -> None:
        """Turn (degrees, clockwise), scale and shift whatever is drawn from now on."""
        self._cos = math.cos(math.radians(turn)) * scale * _UNIT
        self._sin = math.sin(math.radians(turn)) * scale * _UNIT
        self._size = scale * _UNIT
        self._centre = ((100 + shift[0]) * _UNIT, (100 + shift[1]) * _UNIT)

    def _at(self, x: float, y: float) -> Point:
        return (
            self._centre[0] + x * self._cos - y * self._sin,
            self._centre[1] + x * self._sin + y * self._cos,
        )

    def polygon(self, points: Iterable[Point], fill: str) -> None:
        self.pen.polygon([self._at(x, y) for x, y in points], fill=fill)

    def bar(
        self, left: float, top: float, right: float, bottom: float, fill: str, radius: float = 0
    ) -> None:
        """A rectangle, with rounded corners when a radius is given."""
        radius = min(radius, (right - left) / 2, (bottom - top) / 2)
        if radius <= 0:
            self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)
            return
        corners = (
            (right - radius, top + radius, -90),
            (right - radius, bottom - radius, 0),
            (left + radius, bottom - radius, 90),
            (left + radius, top + radius, 180),
        )
        points: list[Point] = []
        for x, y, start in corners:
            points += curve(x, y, radius, radius, start, start + 90, 8)
        self.polygon(points, fill)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        centre_x, centre_y = self._at(x, y)
        reach = radius * self._size
        box = (centre_x - reach, centre_y - reach, centre_x + reach, centre_y + reach)
        self.pen.ellipse(box, fill=fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: str) -> None:
        """A circle of the given outer radius, `width` thick, open in the middle."""
        centre_x, centre_y = self._at(x, y)
        reach = radius * self._size
        box = (centre_x - reach, centre_y - reach, centre_x + reach, centre_y + reach)
        self.pen.ellipse(box, outline=fill, width=round(width * self._size))

    def oval(self, x: float, y: float, wide: float, high: float, fill: str) -> None:
        """An ellipse given by its half width and half height."""
        self.polygon(curve(x, y, wide, high, 0, 360, 48), fill)

    def stroke(self, points: Sequence[Point], width: float, fill: str) -> None:
        """A line through the points with round joints and ends."""
        placed = [self._at(x, y) for x, y in points]
        thick = width * self._size
        self.pen.line(placed, fill=fill, width=round(thick), joint="curve")
        for x, y in (placed[0], placed[-1]):
            reach = thick / 2
            self.pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)

    def picture(self) -> Image.Image:
        """The finished picture, `SIDE` pixels square."""
        return self.image.reduce(_OVERSAMPLE)


def curve(
    x: float, y: float, wide: float, high: float, start: float, end: float, steps: int = 24
) -> list[Point]:
    """Points on an ellipse from one angle to another (degrees, clockwise from the right)."""
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + wide * math.cos(angle), y + high * math.sin(angle)) for angle in angles]


def regular(x: float, y: float, radius: float, sides: int, start: float = 0) -> list[Point]:
    """The corners of a regular polygon, the first at the given angle."""
    return curve(x, y, radius, radius, start, start + 360 * (sides - 1) / sides, sides - 1)


def smooth(corners: Sequence[Point]) -> list[Point]:
    """Round the corners of a line by cutting each of them four times (Chaikin)."""
    points = list(corners)
    for _ in range(4):
        cut = [points[0]]
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            cut.append((ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25))
            cut.append((ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75))
        points = [*cut, points[-1]]
    return points
