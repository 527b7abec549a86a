"""Cases: how each kind is asked for, shown and decided (decision 0028)."""
