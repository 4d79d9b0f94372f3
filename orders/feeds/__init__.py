"""The goods on sale as the catalogues of other places read them: Google Merchant and Facebook (XML), TikTok (CSV).

items.py says what one way of buying a product is, and why one can't be shown; channels.py which fields each place requires;
writing.py the bytes; files.py keeps a finished file for half a minute. What is no longer true (a paper that ran out, a lot
recalled, nothing left) is gone from the address within a minute, without anybody doing anything.
"""
