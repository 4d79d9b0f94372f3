"""Which lot was made from which, both ways, in one query: `descendants` and `ancestors`."""
