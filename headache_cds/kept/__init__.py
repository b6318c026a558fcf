"""What somebody sent after their session had ended: kept encrypted for a quarter of an hour, then offered.

A page says by its mark (accounts/page_reader.py) who opened it. Only what carries a mark is kept, only for
that person, and only they are offered it, after they sign in. It is never carried out by itself: they press a
button that sends it again, through every check of its page.
"""
