"""What the law asks of a platform that others sell on (Law 122/2025/QH15, Decree 248/2026/NĐ-CP): terms, retention, gaps.

terms.py      how soon who must answer
retention.py  how long what must be kept
gaps.py       what is missing on a day, duty by duty: ./run ecom_law_check
"""
