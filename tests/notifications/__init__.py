"""What leaves the building: written first, sent once, seen by whom it is for."""
