"""The register of pictures: each is a function that returns SVG, known by its name and told in words (its alt text)."""

from collections.abc import Callable
from dataclasses import dataclass

from art.brush import group
from art.demo.stage import HEIGHT, WIDTH, mark

type Draw = Callable[[], str]


@dataclass(frozen=True)
class Picture:
    name: str
    alt: str
    draw: Draw
    width: int = WIDTH
    height: int = HEIGHT
    folder: str = "products"
    limit: int = 40_000  # bytes of the finished file


PICTURES: dict[str, Picture] = {}


def _add(picture: Picture) -> None:
    if picture.name in PICTURES:
        raise ValueError(f"two pictures are called {picture.name}")
    PICTURES[picture.name] = picture


def picture(name: str, alt: str, *, dark: bool = False) -> Callable[[Draw], Draw]:
    """Registers a product's picture; the mark of a drawing is laid over it."""

    def register(draw: Draw) -> Draw:
        _add(Picture(name, alt, lambda: draw() + mark(dark)))
        return draw

    return register


def portrait(name: str, alt: str) -> Callable[[Draw], Draw]:
    def register(draw: Draw) -> Draw:
        _add(Picture(name, alt, lambda: draw() + group(mark(), x=-592, y=524), 600, 600, "people", 16_000))
        return draw

    return register


def paper(name: str, alt: str) -> Callable[[Draw], Draw]:
    def register(draw: Draw) -> Draw:
        _add(Picture(name, alt, draw, 900, 1200, "papers", 40_000))
        return draw

    return register
