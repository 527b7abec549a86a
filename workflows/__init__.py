"""How a case moves: cycles, reports, and the one door through which anything changes hands."""
