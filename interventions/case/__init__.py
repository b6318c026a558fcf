"""One episode: its facts, its current board, its status for the caseload; writes only that status."""
