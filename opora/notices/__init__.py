"""Short notices inside Opora: what waits for a person or for a role, without personal data.

The acts: `services.notify`, `services.mark_read`. Main word: Notice (an organization, one member or
everybody of a role, a kind whose sentence stands in `rules`, and the id of a record).
"""
