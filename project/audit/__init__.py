"""What happened, append only and sealed; an event points at no table above."""
