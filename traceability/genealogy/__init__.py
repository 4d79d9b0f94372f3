"""Which lot was made from which, in both directions, in one query: `descendants` and `ancestors`."""
