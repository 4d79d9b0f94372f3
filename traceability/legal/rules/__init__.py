"""What the law wants said of a lot, one file a rule, beside products/legal/rules, which are about its product."""
