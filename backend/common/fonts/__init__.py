"""Be Vietnam Pro for print (SIL Open Font License, OFL.txt): it has all Vietnamese letters.

Only Medium and Bold: lighter weights break up on thermal and worn office printers.
"""

from pathlib import Path

_FOLDER = Path(__file__).parent
FONT_FILES = {"Medium": _FOLDER / "BeVietnamPro-Medium.ttf", "Bold": _FOLDER / "BeVietnamPro-Bold.ttf"}
