"""The colours of the lessons' pictures."""

from art.colours import Tones

WHITE = "#FFFFFF"
INDIGO: Tones = ("#34437F", "#28356B", "#5A69A8")
MADDER: Tones = ("#B5352B", "#94190F", "#D2594D")
TURMERIC: Tones = ("#E9A92F", "#C98A1C", "#F6C765")
LEAF: Tones = ("#3D8A55", "#276B40", "#67AE78")
PLUM: Tones = ("#A62B4A", "#7C1B3C", "#C85A72")
SKY: Tones = ("#7FA8BD", "#5D8AA3", "#A9C7D6")
STEEL: Tones = ("#9AA0AC", "#757C8A", "#BDC2CB")
CHALK: Tones = ("#F6F1E6", "#DED5C5", "#FFFFFF")
NIGHT: Tones = ("#2B3145", "#1C2132", "#454D66")
HONEY: Tones = ("#E0922A", "#BC711A", "#F3B65A")
COFFEE: Tones = ("#6B4630", "#4C2F1F", "#8A6247")
ROSE: Tones = ("#C8566F", "#A43C55", "#DE8295")
VIOLET: Tones = ("#7A4E8C", "#5E3870", "#9C73AD")
