"""The register of the demo's pictures: each is a function that returns SVG, with a name and an alternative text."""

from collections.abc import Callable

from art.brush import group
from art.demo.stage import HEIGHT, WIDTH, mark
from art.picture import ROOT, Picture

type Draw = Callable[[], str]

FOLDER = ROOT / "backend/demo/pictures"
PICTURES: dict[str, Picture] = {}


def _add(folder: str, name: str, alt: str, draw: Draw, width: int, height: int, limit: int = 40_000) -> None:
    if name in PICTURES:
        raise ValueError(f"two pictures are called {name}")
    file = FOLDER / folder / f"{name}.webp"
    PICTURES[name] = Picture(name, draw, width, height, (file,), limit, quality=88, alt=alt)


def picture(name: str, alt: str, *, dark: bool = False) -> Callable[[Draw], Draw]:
    """Return a decorator that registers the drawing of a product's picture and adds the mark of `mark`."""

    def register(draw: Draw) -> Draw:
        _add("products", name, alt, lambda: draw() + mark(dark), WIDTH, HEIGHT)
        return draw

    return register


def portrait(name: str, alt: str) -> Callable[[Draw], Draw]:
    def register(draw: Draw) -> Draw:
        _add("people", name, alt, lambda: draw() + group(mark(), x=-592, y=524), 600, 600, 16_000)
        return draw

    return register


def paper(name: str, alt: str) -> Callable[[Draw], Draw]:
    def register(draw: Draw) -> Draw:
        _add("papers", name, alt, draw, 900, 1200)
        return draw

    return register
