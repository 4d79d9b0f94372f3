"""What the women of the hills sell. Each stands on y = 0 and is about 120 units wide."""

from __future__ import annotations

from art.brush import (
    band,
    clip,
    diamonds,
    flat,
    flat_shadow,
    glint,
    group,
    oval,
    oval_d,
    poly_d,
    rect,
    rect_d,
    shape,
    stroke,
)
from art.colours import BAMBOO, CLAY, WOOD, Tones
from art.lessons.colours import CHALK, COFFEE, HONEY, INDIGO, LEAF, MADDER, PLUM, STEEL, TURMERIC

PALE: Tones = ("#B9CF8C", "#93AF68", "#D3E2AF")


def leaf(x: float, y: float, size: float, turn: float = 0, tones: Tones = LEAF) -> str:
    d = f"M0 0C{size * 0.25} {-size * 0.42} {size * 0.7} {-size * 0.36} {size} 0C{size * 0.7} {size * 0.3} {size * 0.25} {size * 0.32} 0 0z"
    return group(
        flat(d, tones, shift=(2, 3)), stroke(f"M4 0H{size * 0.85}", tones[2], 2.5), x=x, y=y, turn=turn
    )


def plum(x: float = 0, y: float = 0, r: float = 24, tones: Tones = PLUM) -> str:
    return group(
        flat(oval_d(0, 0, r, r * 0.95), tones, shift=(4, 4)),
        stroke(f"M{r * 0.1} {-r * 0.9}Q{r * 0.4} 0 {r * 0.05} {r * 0.85}", tones[1], 2.5, 0.6),
        glint(-r * 0.4, -r * 0.4, r * 0.26, r * 0.14, opacity=0.5),
        x=x,
        y=y,
    )


def basket() -> str:
    """Draw a bamboo basket."""
    outline = "M-74 -70H74L56 0H-56z"
    strips = "".join(
        rect(-90 + 20 * i + (10 if row % 2 else 0), -66 + 17 * row, 18, 12, BAMBOO[(i + row) % 2 * 2], 3)
        for row in range(4)
        for i in range(9)
    )
    return (
        flat_shadow(0, 0, 76)
        + clip(outline, rect(-90, -80, 180, 90, BAMBOO[1]), strips)
        + rect(-80, -78, 160, 15, WOOD[0], 7)
    )


def plums() -> str:
    """Draw a basket heaped with plums."""
    heap = "".join(
        plum(x, y) for x, y in ((-44, -76), (0, -84), (44, -76), (-24, -104), (24, -104), (0, -128))
    )
    return leaf(20, -142, 42, -30) + heap + basket()


def honey() -> str:
    jar = "M-44 -112Q-58 -104 -58 -88V-12Q-58 0 -46 0H46Q58 0 58 -12V-88Q58 -104 44 -112z"
    return (
        flat_shadow(0, 0, 60)
        + flat(jar, HONEY, rect(-58, -112, 116, 22, "#F7DFA6", opacity=0.7), shift=(8, 4))
        + flat(rect_d(-48, -136, 96, 28, 8), WOOD, shift=(4, 4))
        + rect(-36, -78, 72, 46, CHALK[0], 6)
        + diamonds(-34, -66, 68, 3)
        + stroke("M-47 -92V-24", "#FFFFFF", 6, 0.5)
    )


def tea() -> str:
    """Draw a pouch of tea with a leaf on it."""
    d = "M-50 -136H50L56 -8Q56 0 48 0H-48Q-56 0 -56 -8z"
    return (
        flat_shadow(0, 0, 60)
        + flat(d, LEAF, rect(-60, -140, 120, 20, LEAF[1]), shift=(7, 4))
        + oval(0, -68, 34, None, CHALK[0])
        + leaf(-20, -56, 46, -32, PALE)
        + stroke("M-50 -120H50", LEAF[2], 3)
    )


def coffee() -> str:
    """Draw a bag of coffee with a bean on it."""
    d = "M-52 -128H52L58 -8Q58 0 50 0H-50Q-58 0 -58 -8z"
    return (
        flat_shadow(0, 0, 62)
        + flat(d, COFFEE, rect(-64, -132, 128, 22, COFFEE[1]), shift=(7, 4))
        + oval(0, -60, 36, None, CHALK[0])
        + group(oval(0, 0, 17, 24, COFFEE[1]) + stroke("M0 -22Q10 0 0 22", CHALK[0], 4), x=0, y=-60, turn=24)
    )


def meat() -> str:
    """Draw strips of smoked meat on a stick over embers."""
    strips = "".join(
        group(
            flat(
                "M-13 0Q-18 50 -9 96Q0 106 9 96Q17 50 12 0z",
                (("#7A3B2A", "#5A281D", "#9A5540"), ("#8B4530", "#652E20", "#A85F48"))[i % 2],
                shift=(4, 2),
            )
            + stroke("M-4 16V70", "#B07056", 3, 0.7),
            x=-62 + 31 * i,
            y=-132 + (i % 2) * 6,
        )
        for i in range(5)
    )
    return (
        flat_shadow(0, 0, 84)
        + strips
        + rect(-92, -142, 184, 14, WOOD[1], 7)
        + "".join(rect(x, -146, 10, 146, WOOD[0], 4) for x in (-92, 82))
    )


def cloth() -> str:
    """Draw folded brocade."""
    return (
        flat_shadow(0, 0, 86)
        + flat(rect_d(-82, -30, 164, 30, 8), MADDER, shift=(5, 4))
        + flat(rect_d(-76, -60, 152, 30, 8), TURMERIC, shift=(5, 4))
        + clip(rect_d(-80, -112, 160, 54, 8), band(-80, -113, 160, 5))
        + rect(-80, -64, 160, 6, INDIGO[1])
    )


def mango(x: float = 0, y: float = 0, turn: float = 0) -> str:
    d = "M-34 -6C-32 -40 16 -48 34 -18C46 6 22 34 -6 32C-28 30 -36 12 -34 -6z"
    return group(
        flat(d, ("#F0B040", "#D58A2B", "#F7CC73"), shift=(6, 5)) + glint(-12, -16, 10, 6, opacity=0.5),
        x=x,
        y=y,
        turn=turn,
    )


def tray() -> str:
    """Draw a tray of mangoes."""
    return (
        flat_shadow(0, 0, 88)
        + mango(-46, -42, -8)
        + mango(46, -42, 14)
        + mango(0, -58, 4)
        + leaf(8, -84, 40, -28)
        + flat("M-92 -30H92L78 0H-78z", BAMBOO, shift=(5, 4))
    )


def parcel(marked: str = "") -> str:
    """Draw a taped carton, with `marked` in the middle of its front (0, 0)."""
    return (
        flat_shadow(0, 0, 78)
        + flat(rect_d(-70, -104, 140, 104, 6), ("#C79A62", "#A67A45", "#DDB681"), shift=(7, 5))
        + rect(-70, -104, 140, 22, "#B98B53")
        + rect(-13, -104, 26, 44, "#E7D3AE")
        + group(marked, y=-34)
    )


def jar(tones: Tones = LEAF) -> str:
    """Draw a plain jar."""
    return (
        flat_shadow(0, 0, 46)
        + flat(
            "M-36 -84Q-44 -78 -44 -66V-8Q-44 0 -36 0H36Q44 0 44 -8V-66Q44 -78 36 -84z", tones, shift=(6, 4)
        )
        + flat(rect_d(-38, -104, 76, 22, 6), STEEL, shift=(3, 3))
        + rect(-28, -56, 56, 34, CHALK[0], 5)
    )


def bottle() -> str:
    return (
        flat_shadow(0, 0, 34)
        + flat(
            "M-13 -150H13V-112Q34 -100 34 -76V-8Q34 0 26 0H-26Q-34 0 -34 -8V-76Q-34 -100 -13 -112z",
            CLAY,
            shift=(6, 3),
        )
        + rect(-15, -160, 30, 16, WOOD[1], 4)
        + rect(-26, -66, 52, 40, CHALK[0], 4)
    )


def bowl() -> str:
    """Draw a cup of tea with steam."""
    return (
        flat_shadow(0, 0, 58)
        + stroke("M-16 -74c-10 -14 10 -20 0 -36M16 -74c-10 -14 10 -20 0 -36", "#FFFFFF", 6, 0.8)
        + flat("M-58 -62H58Q54 0 20 0H-20Q-54 0 -58 -62z", CHALK, shift=(7, 4))
        + oval(0, -62, 58, 13, CHALK[1])
        + oval(0, -61, 50, 9, "#C4A24C")
    )


def scale() -> str:
    """Draw a kitchen scale with a dial."""
    return (
        flat_shadow(0, 0, 66)
        + flat(poly_d([(-46, -82), (46, -82), (60, 0), (-60, 0)]), INDIGO, shift=(6, 4))
        + oval(0, -38, 29, None, CHALK[0])
        + stroke("M0 -38L14 -56", MADDER[0], 5)
        + oval(0, -38, 4)
        + flat("M-76 -104H76L58 -84H-58z", STEEL, shift=(4, 3))
    )


def bush() -> str:
    """Draw a tea or coffee bush."""
    return (
        flat_shadow(0, 0, 64)
        + flat("M-66 0C-84 -40 -56 -84 -20 -82C0 -108 48 -100 56 -70C84 -52 76 -16 62 0z", LEAF, shift=(8, 6))
        + "".join(
            leaf(x, y, 26, t, PALE)
            for x, y, t in (
                (-40, -56, -60),
                (-6, -74, -100),
                (30, -60, -50),
                (6, -34, -80),
                (-26, -20, -40),
                (44, -28, -70),
            )
        )
    )


def plum_tree() -> str:
    return (
        flat_shadow(0, 0, 80)
        + shape("M-14 0Q-6 -60 -10 -100H14Q8 -60 18 0z", WOOD[1])
        + flat(
            "M-92 -110C-110 -170 -60 -220 -10 -214C50 -228 106 -180 92 -126C84 -84 -70 -74 -92 -110z",
            LEAF,
            shift=(10, 8),
        )
        + "".join(
            plum(x, y, 12)
            for x, y in ((-56, -124), (-20, -160), (30, -136), (62, -162), (4, -112), (-62, -168), (24, -190))
        )
    )
