"""What needs all rooms: preparing an installation, its health, home by role."""
