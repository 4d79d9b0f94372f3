"""The law as data: the required content of a listing, a buyer's page, a label and a product passport.

Each rule has its kinds of goods and its first day.
"""
