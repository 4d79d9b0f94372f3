"""The colours of both sets of pictures."""

type Tones = tuple[str, str, str]  # base, shade, light

INK = "#161B2E"
PAPER = "#FBF7EF"
WOOD: Tones = ("#A9713F", "#83532B", "#C38D57")
BAMBOO: Tones = ("#D9B46A", "#B58D45", "#EBD08F")
CLAY: Tones = ("#B8643F", "#8F4A2D", "#D08560")
GREEN: Tones = ("#4C9156", "#2E6E42", "#79B56C")

# Skin and hair
LIGHT: Tones = ("#F0C8A4", "#D9A67D", "#F8DCC2")
WARM: Tones = ("#E2B088", "#C58E64", "#EFC7A4")
TAN: Tones = ("#CE9A70", "#AE7A51", "#DFB38D")
BLACK: Tones = ("#2A2430", "#1B1720", "#423A4B")
GREY: Tones = ("#9A98A0", "#7A7882", "#B9B7BE")
