"""点名: sentences that name a unit as the cause, shown to it, and the line it adds beside them."""
