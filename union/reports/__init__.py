"""Reports upwards: forms that an officer writes, a report of each branch and period, sums, rates and exchange.

    definition.py   the fields and rules of a form, as stored in one JSON column
    periods.py      months, quarters, half years and years, with their codes
    numbers.py      numbers as people type them <-> whole numbers of a fixed number of places
    checking.py     typed values -> values, or an error for each invalid field
    sums.py         the figures of a branch: the sum of its leaves
    rates.py        reporting rate and on-time rate, as DHIS2 computes them
    kinds/          the figures that Piêu knows itself, a module for each
    actions/        forms, periods, reports, mergers: every write

A report is counted for one branch, `counts_for`: its own, or the branch into which that one was merged meanwhile.
"""
