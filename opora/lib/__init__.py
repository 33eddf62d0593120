"""What every package needs and no domain owns: the actor, refusals, keys, words, the second wall.

Plain Python, no Django.
"""
