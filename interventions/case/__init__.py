"""One episode: its facts, its current board, its status for the caseload. Reads, and writes only that status."""
