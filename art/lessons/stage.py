"""Where the lessons' pictures take place: plain grounds and hills.

A picture has 640 x 480 units (`WIDTH`, `HEIGHT`), three or four big things and no letters. A woman who reads slowly,
or not at all, takes its sense from them, so each is plain enough to be known at the width of a hand.
"""

from art.brush import Point, oval, rect, shape

WIDTH, HEIGHT = 640, 480

# wall, disc, ground
GROUNDS: dict[str, tuple[str, str, str]] = {
    "rice": ("#F3E9D8", "#FBF5E9", "#D9BE95"),
    "leaf": ("#E3EBDA", "#F3F7EC", "#A9C191"),
    "sky": ("#DCE7EA", "#EFF5F6", "#A5BFC4"),
    "rose": ("#F1DED6", "#FAEFEA", "#CFA08C"),
    "plum": ("#E9DFEA", "#F6F0F6", "#B9A0BD"),
    "sun": ("#FBE6C6", "#FFF5E0", "#DDB06A"),
    "night": ("#39415F", "#4A5374", "#2B3250"),
}


def ground(name: str, *, floor: float = 372, disc: Point = (320, 232), r: float = 190) -> str:
    wall, pale, floor_colour = GROUNDS[name]
    return (
        rect(0, 0, WIDTH, HEIGHT, wall)
        + oval(disc[0], disc[1], r, None, pale)
        + rect(0, floor, WIDTH, HEIGHT - floor, floor_colour)
    )


def hills(floor: float = 372) -> str:
    return (
        rect(0, 0, WIDTH, HEIGHT, "#DCE7EA")
        + oval(500, 110, 52, None, "#FBEBCB")
        + shape(f"M-10 {floor}C80 190 150 150 220 250S330 130 400 210S560 160 660 290V{floor}z", "#A9BEC2")
        + shape(f"M-10 {floor}C90 290 190 250 280 320S480 260 660 340V{floor}z", "#85A897")
        + rect(0, floor, WIDTH, HEIGHT - floor, "#A9C191")
    )
