"""Pictures of a product for sharing, from its record and its photo only: a link's card, a square and a story.

facts.py     the words on them, and the hash in their address: other words give another address
drawing.py   Pillow, with the project's own font, so that every Vietnamese letter is right
keeping.py   drawn once for each hash, one at a time, stored as files
"""
