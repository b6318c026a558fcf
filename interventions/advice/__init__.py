"""Facts in, a board of advice out; pure, without a database."""
