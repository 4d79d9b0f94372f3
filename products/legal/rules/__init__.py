"""What the law wants said of goods, one file a rule: document, article, days, goods, field. A correction is one file."""
