"""Template tags of this room, for pages of the rooms below."""
