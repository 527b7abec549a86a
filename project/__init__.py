"""The frame: settings, addresses, the supervisor, and the rooms that every other room stands on."""
