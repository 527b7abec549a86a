"""线下签批: a leader signs the printed sheet; scan, check code and a second colleague."""
