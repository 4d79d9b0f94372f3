"""The colours of the demo's pictures."""

from art.colours import Tones

PLUM: Tones = ("#A62B4A", "#7C1B3C", "#C24A63")
RUBY: Tones = ("#8E1534", "#63102B", "#AE2C47")
MANGO: Tones = ("#F2B33D", "#D98A2B", "#F9CF6A")
ORANGE: Tones = ("#F08A24", "#CF6A17", "#F8A94B")
STRAWBERRY: Tones = ("#DB3A3A", "#B3242E", "#EE6257")
PERSIMMON: Tones = ("#EE7A2A", "#C95A1A", "#F79C52")
LONGAN: Tones = ("#C99A5B", "#A57740", "#DDB77E")
PALE_GREEN: Tones = ("#9CC178", "#77A25B", "#BCD899")
DARK_GREEN: Tones = ("#2F7048", "#1F5436", "#4C8F60")
DARK_WOOD: Tones = ("#6E452C", "#52311F", "#8A5B3C")
WHITE: Tones = ("#F7F1E4", "#DDD3C2", "#FFFFFF")
STONE: Tones = ("#8D8F98", "#6A6D78", "#AFB1B8")
