"""Catalogues of the goods on sale for other platforms: Google Merchant and Facebook (XML), TikTok (CSV).

items.py builds an item for each offer, or says why there is none; channels.py has each platform's required
fields; writing.py the bytes; files.py stores a finished file for half a minute.
Goods that may not be sold any more leave the file within a minute, without manual work. Examples are an
expired certificate, a recalled lot, no stock.
"""
