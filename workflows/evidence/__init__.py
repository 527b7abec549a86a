"""Evidence (佐证材料): what a file may be, where it lies, who adds, removes, seals and reads it."""
