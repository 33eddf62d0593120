from django.db import connection
from .addresses import *
def test_probe(cast, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    story=Story(cast)
    out=open("/tmp/opora/f/rows.txt","w")
    for name in sorted(asked()):
        if not name.startswith("assistance:"): continue
        found=[""]*2
        for role in ROLES:
            for n,method in enumerate(("get","post")):
                try: sign, said = story.ask(role,name,method)
                except Exception as e: sign="E"; print(name,role,method,repr(e)[:300], file=out)
                found[n]+=sign
                if role in ("stranger","district","agency","nobody") and "Маркерова" in said: print("LEAK",name,role, file=out)
        print(f"{name:<40}{'  '.join(found)}", file=out, flush=True)
