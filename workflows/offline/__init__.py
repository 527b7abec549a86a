"""离线报送: a unit's sheet as a file, out and back; built and read in child processes."""
