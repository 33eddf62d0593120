"""Which answer each role gets from each address: the table of test_every_url.

An address, then what GET and what POST of an empty form answer to the municipality of the story,
its directorate, the directorate's head, the provider, an expert of another municipality, a district
expert, an analyst of АСП, and nobody (not signed in). Each asks in their own organization, and
where the address names a record, for one of the municipality's story.

    .  the page       >  sent to another page      }  sent to the sign-in
    !  refused in words (400)      x  not for this role (403)      0  not found (404)
    ~  not asked in this way (405)      =  changed meanwhile (409)      -  over (410)
"""

from pathlib import Path

# One file for each side of the work, by packages; the addresses of `site` have no package.
FILES = sorted(Path(__file__).parent.glob("*.txt"))
ROWS = [line.split() for file in FILES for line in file.read_text().splitlines()]
ANSWERS = {name: signs for name, *signs in ROWS}
