"""Pictures of a product to be shared: the card of a link, a square and a story, from its record and its photo alone.

facts.py     the few words that stand on them, and the hash they are kept under: other words, another address
drawing.py   Pillow, with the project's own font, so that every Vietnamese letter is right
keeping.py   drawn once for each hash, one at a time, kept as files
"""
