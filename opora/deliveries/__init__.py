"""Activities that were given: by a person's support plan, day by day, to one or to a group.

The acts: write that an activity was given, take back what was written by mistake. A `Delivery`
counts against the activity of the person's own plan.
"""
