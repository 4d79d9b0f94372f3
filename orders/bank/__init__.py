"""What a bank-feed service (SePay's form) tells of a producer's account: signed, read, matched with orders, and added up."""
