"""年度节点: their words, their setting, their answers."""
