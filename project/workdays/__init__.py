"""Which days are working days: one row a day, 2021 to 2035, with an ordinal to reckon by."""
