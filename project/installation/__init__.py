"""What kind of installation this database belongs to: a real one, or one of fictional data."""
