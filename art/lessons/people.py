"""Women of the villages, an officer, a buyer: one plain face, told apart by headwear and dress. A bust, its neck at 0, 0."""

from __future__ import annotations

from art.brush import band, clip, flat, grid, group, oval, oval_d, rect, rect_d, shape, stroke
from art.colours import BAMBOO, BLACK, GREY, INK, LIGHT, TAN, WARM, Tones
from art.lessons.colours import CHALK, INDIGO, LEAF, ROSE, SKY, TURMERIC, VIOLET, WHITE
from backend.theme import ornament


def bust(
    skin: Tones = WARM,
    top: Tones = ROSE,
    *,
    hair: str = "bun",
    hair_tones: Tones = BLACK,
    dress: str = "cóm",
    mouth: str = "smile",
    glasses: bool = False,
    years: int = 35,
) -> str:
    """Draw a person's head and chest, 300 wide, from y = -190 (hair) to y = 150 (chest)."""
    return (
        _hair_back(hair, hair_tones)
        + rect(-26, -40, 52, 74, skin[1], 18)
        + rect(-26, -44, 42, 76, skin[0], 18)
        + _body(skin, top, dress)
        + _head(skin, hair_tones, mouth, glasses, years)
        + _hair_front(hair, hair_tones)
    )


def _head(skin: Tones, hair: Tones, mouth: str, glasses: bool, years: int) -> str:
    face = "M-62 -104C-64 -150 -34 -166 0 -166S64 -150 62 -104C60 -60 32 -30 0 -24C-32 -30 -60 -60 -62 -104z"
    mouths = {
        "smile": stroke("M-20 -56Q0 -38 20 -56", "#A5443D", 5),
        "open": shape("M-20 -60Q0 -64 20 -60Q14 -36 0 -36T-20 -60z", "#8C2F2F")
        + shape("M-14 -59Q0 -62 14 -59L12 -53H-12z", WHITE),
        "flat": stroke("M-15 -52H15", "#A5443D", 5),
        "sad": stroke("M-17 -46Q0 -60 17 -46", "#A5443D", 5),
    }
    eyes = "".join(
        oval(x, -94, 6, 7, "#2A1B1B")
        + oval(x - 2, -97, 2.2, None, WHITE)
        + stroke(f"M{x - 13} -113q13 -9 26 0", hair[1], 4)
        for x in (-26, 26)
    )
    wrinkles = (
        stroke("M-40 -82q8 5 16 0M24 -82q8 5 16 0M-34 -66q-6 8 -6 14M34 -66q6 8 6 14", skin[1], 3)
        if years > 60
        else ""
    )
    specs = "".join(stroke(oval_d(x, -93, 20, 18), "#3B3F55", 4) for x in (-26, 26)) + stroke(
        "M-6 -96q6 -4 12 0", "#3B3F55", 4
    )
    return (
        "".join(oval(x, -92, 11, 16, skin[1]) + oval(x * 1.02, -72, 5, None, "#E9ECEF") for x in (-63, 63))
        + flat(
            face,
            skin,
            oval(-38, -66, 16, 11, "#E77F6B", 0.3),
            oval(38, -66, 16, 11, "#E77F6B", 0.3),
            shift=(7, 4),
        )
        + eyes
        + wrinkles
        + stroke("M0 -88q-6 16 2 20", skin[1], 4)
        + mouths[mouth]
        + (specs if glasses else "")
    )


def _body(skin: Tones, top: Tones, dress: str) -> str:
    trunk = "M-136 320V150C-134 66 -90 34 -40 20L0 38L40 20C90 34 134 66 136 150V320z"
    out = flat(trunk, top, shift=(14, 4))
    if dress == "cóm":  # the fitted blouse with its row of silver clasps
        clasps = "".join(
            group(shape("M-11 0L0 -7L11 0L0 7z", "#F1F3F5") + oval(0, 0, 3.5, None, "#A9AFBA"), y=62 + 24 * i)
            for i in range(4)
        )
        return (
            out
            + shape("M-34 16Q0 56 34 16z", skin[0])
            + stroke("M-40 19Q0 64 40 19", "#F1F3F5", 5)
            + rect(-7, 46, 14, 110, "#00000022")
            + clasps
        )
    if dress == "band":
        return (
            out
            + shape("M-32 14L0 66L32 14z", skin[0])
            + stroke("M-38 18L0 74L38 18", "#D7382B", 12)
            + stroke("M-38 18L0 74L38 18", "#F7C948", 4)
            + clip(trunk, group(band(-140, 112, 280, 3.4)))
        )
    if dress == "shirt":
        return (
            out
            + shape("M-32 14L0 54L32 14z", skin[0])
            + shape("M-40 16L0 56L-24 80L-52 24z", top[2])
            + shape("M40 16L0 56L24 80L52 24z", top[1])
            + "".join(oval(0, 84 + 26 * i, 3.5, None, top[1]) for i in range(3))
        )
    return out + shape("M-34 16Q0 52 34 16z", skin[0])


def _hair_back(hair: str, tones: Tones) -> str:
    if hair == "bun":
        return flat(oval_d(0, -184, 40, 34), tones, shift=(5, 5)) + group(
            rect(-38, -3, 76, 6, "#E9ECEF", 3) + oval(38, 0, 7, None, "#E9ECEF"), y=-186, turn=-14
        )
    if hair in ("long", "piêu", "nón"):
        return flat(
            "M-76 -110C-84 -180 -40 -190 0 -190S84 -180 76 -110C80 -60 82 0 70 40H-70C-82 0 -80 -60 -76 -110z",
            tones,
            shift=(9, 4),
        )
    if hair == "short":
        return flat(
            "M-74 -96C-84 -180 -40 -188 0 -188S84 -180 74 -96C74 -76 70 -60 64 -50H-64C-70 -60 -74 -76 -74 -96z",
            tones,
            shift=(8, 4),
        )
    return ""


def _hair_front(hair: str, tones: Tones) -> str:
    fringe = flat(
        "M-68 -104C-74 -168 -34 -184 0 -184S74 -168 68 -104C64 -126 54 -140 40 -150C20 -142 -22 -142 -40 -150C-54 -140 -62 -126 -68 -104z",
        tones,
        shift=(6, 4),
    )
    if hair == "man":
        return flat(
            "M-66 -108C-76 -172 -40 -186 4 -184S76 -166 66 -108C60 -124 56 -138 44 -146C16 -140 -24 -140 -46 -148C-56 -138 -62 -124 -66 -108z",
            tones,
            shift=(6, 4),
        )
    if hair == "piêu":
        cap = "M-76 -112C-82 -180 -40 -200 0 -200S84 -180 78 -112C50 -148 -46 -148 -76 -112z"
        return (
            fringe
            + flat(rect_d(60, -150, 34, 112, 3), INDIGO, shift=(4, 2))
            + grid(ornament.diamond(3, "yryog"), 63, -96, 4)
            + rect(60, -42, 34, 5, "#D7382B")
            + "".join(
                oval(66 + 11 * i, -33, 5, None, c) for i, c in enumerate(("#D7382B", "#F7C948", "#3FA66A"))
            )
            + clip(cap, rect(-90, -210, 190, 110, ornament.CLOTH), band(-92, -182, 200, 4))
            + stroke("M-76 -112C-46 -148 50 -148 78 -112", "#D7382B", 4)
        )
    if hair == "nón":
        return (
            fringe
            + stroke("M-56 -128C-66 -60 -44 -16 0 -14S66 -60 56 -128", "#94190F", 3.5)
            + flat("M0 -262L120 -128Q0 -104 -120 -128z", BAMBOO, shift=(8, 3))
            + stroke("M-28 -226Q0 -218 28 -226M-56 -194Q0 -180 56 -194M-86 -160Q0 -142 86 -160", BAMBOO[1], 3)
        )
    return fringe


def cut(one: str) -> str:
    """Cut a bust at the chest, for a round frame or behind a counter."""
    return clip(rect_d(-150, -280, 300, 430), one)


def seller(mouth: str = "smile") -> str:
    """Draw the seller of the lessons: in a rose blouse, with her hair up."""
    return bust(WARM, ROSE, hair="bun", dress="cóm", mouth=mouth)


def friend(mouth: str = "smile") -> str:
    return bust(TAN, INDIGO, hair="piêu", dress="cóm", mouth=mouth)


def farmer(mouth: str = "smile") -> str:
    return bust(LIGHT, SKY, hair="nón", dress="shirt", mouth=mouth)


def hmong(mouth: str = "smile") -> str:
    return bust(TAN, VIOLET, hair="long", dress="band", mouth=mouth)


def granny(mouth: str = "smile") -> str:
    return bust(WARM, LEAF, hair="bun", hair_tones=GREY, dress="cóm", mouth=mouth, years=70)


def officer(mouth: str = "smile") -> str:
    """Draw the Union's officer: a white shirt and glasses."""
    return bust(LIGHT, CHALK, hair="short", dress="shirt", mouth=mouth, glasses=True)


def buyer(mouth: str = "smile") -> str:
    return bust(LIGHT, TURMERIC, hair="short", dress="plain", mouth=mouth)


def man(mouth: str = "smile") -> str:
    return bust(TAN, LEAF, hair="man", dress="shirt", mouth=mouth)


def stranger() -> str:
    """Draw a person with a hidden face: a hood without eyes."""
    return (
        flat(
            "M-136 320V150C-134 66 -90 34 -40 20H40C90 34 134 66 136 150V320z",
            ("#4A4F63", "#363A4B", "#666B80"),
            shift=(12, 4),
        )
        + flat(
            "M-88 40C-108 -120 -60 -196 0 -196S108 -120 88 40Q0 80 -88 40z",
            ("#5A6077", "#42475A", "#787E95"),
            shift=(9, 4),
        )
        + oval(0, -86, 54, 70, INK)
        + "".join(oval(x, -96, 8, 5, "#F3E2A8") for x in (-20, 20))
    )


def hand(skin: Tones = WARM, sleeve: Tones = ROSE) -> str:
    """Draw a hand from below with one finger up. Its tip is at (0, 0); the sleeve ends at about y = 230."""
    return (
        flat(rect_d(-44, 150, 88, 120, 16), sleeve, shift=(6, 4))
        + rect(-32, 110, 64, 56, skin[0], 10)
        + flat(rect_d(-15, 0, 30, 96, 15), skin, shift=(4, 2))
        + flat(rect_d(-48, 62, 98, 84, 32), skin, shift=(6, 5))
        + stroke("M16 66V96M32 70V96", skin[1], 4)
        + flat("M-44 84C-66 70 -66 104 -46 116z", skin, shift=(3, 2))
        + stroke("M-8 12h14", WHITE, 6, 0.6)
    )


def hold(thing: str = "", skin: Tones = WARM, sleeve: Tones = ROSE) -> str:
    """Draw a hand that holds `thing` from below; the foot of `thing` is at (0, 40)."""
    return (
        flat("M-36 60L-30 200H42L44 60z", sleeve, shift=(6, 4))
        + flat("M-62 20C-66 66 -40 104 4 104S72 66 66 20Q0 60 -62 20z", skin, shift=(6, 5))
        + group(thing, y=40)
        + "".join(flat(rect_d(x, y, 24, 62, 12), skin, shift=(3, 2)) for x, y in ((-60, 18), (-34, 28)))
        + flat(rect_d(36, 10, 26, 66, 13), skin, shift=(3, 2))
    )


def heads(*who: str, gap: float = 150, scale: float = 0.5) -> str:
    """Draw several busts side by side, their middle at (0, 0)."""
    n = len(who)
    return "".join(group(one, x=(i - (n - 1) / 2) * gap, scale=scale) for i, one in enumerate(who))
