"""What would change a result: the smallest sets of other answers, each tried on the engine."""
