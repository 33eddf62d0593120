"""What happened: every act leaves at least one event row, ordered at commit.

The act: `services.record`. Main words: Event (ids, name, moment, audience; never personal data),
EventDetail (the values, erasable), position (the order readers follow).
"""
