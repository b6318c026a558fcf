"""Two scripted therapists work on the same patients over plain HTTP while everything goes wrong around them.

`bin/bench interruptions` runs it at length on both databases, a test runs a short part of it. What a response
called saved is kept in a ledger outside the product and compared with what is stored.
"""
