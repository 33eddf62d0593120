"""Who needs: people, who works with them, and who looked at them.

The act: an organization becomes involved with a person, and from then on sees them. Main words:
Person (one national core: identifier, names, birth date), Involvement (an organization works with
a person, on a basis, from–to), Representative, MergeRecord (two records that are one person),
AccessLogEntry (who looked, why). Addresses, phones, notes and representatives belong to the
organization that recorded them. A provider is never named to a stranger.
"""
