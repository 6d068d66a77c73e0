"""Published effects replayed inside the model: what a study found, and what the model says of the same change.

The rule is stated before anything is run: a replication passes if the effect has the published
sign and is between half and double its size; where only a sign was published, if a 90 % interval
over counties lies on that side of nothing. Nothing is fitted to these figures.
"""
