"""Catalogues of the goods on sale for other platforms: Google Merchant and Facebook (XML), TikTok (CSV).

items.py defines an item and the reasons for showing none; channels.py the required fields of each platform;
writing.py the bytes; files.py stores a finished file for half a minute. Goods that may not be sold any more
(an expired certificate, a recalled lot, no stock) leave the file within a minute, without manual work.
"""
