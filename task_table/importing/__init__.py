"""From a plan document to the database: reading it, and loading what was read, once."""
