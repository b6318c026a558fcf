"""What the advice page and the plan page show: words and forms around the board; nothing is decided here."""
