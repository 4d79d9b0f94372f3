"""Money in a producer's account as a bank-feed service (SePay's format) reports it: verified, read, matched
and added up.
"""
