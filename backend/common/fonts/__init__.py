"""Be Vietnam Pro for paper (SIL Open Font License, OFL.txt): it covers Vietnamese wholly.

Medium and Bold: lighter weights break up on thermal printers and on a tired office printer alike.
"""

from pathlib import Path

_FOLDER = Path(__file__).parent
FONT_FILES = {"Medium": _FOLDER / "BeVietnamPro-Medium.ttf", "Bold": _FOLDER / "BeVietnamPro-Bold.ttf"}
