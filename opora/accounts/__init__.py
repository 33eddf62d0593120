"""Organizations, their people, and who may do what.

The act: a person acts for one organization at a time. Main words: Organization, User, Membership
(a role in an organization), DirectorateArea (which ДСП serves which municipality), Invitation.
"""
