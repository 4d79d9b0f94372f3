"""A platform's legal duties (Law 122/2025/QH15, Decree 248/2026/NĐ-CP): deadlines, retention, gaps.

terms.py      deadlines for answers
retention.py  how long data must be stored
gaps.py       what is missing on a day, duty by duty: ./run ecom_law_check
"""
