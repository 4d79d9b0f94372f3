"""Experience API 1.0.3: send learning records to the operator's Learning Record Store.

Off unless configured.
"""
