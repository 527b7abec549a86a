"""The pages of this room: what was told to a person, what went out, and the papers."""
