"""The demonstration's data: real organizations' names, invented people, nine months of acts.

Everything is done through the services, in the order of time and in the name of the demo's own
officers, so that what one sees could have happened. Days are relative to the day of loading.
"""
