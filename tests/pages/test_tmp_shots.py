import pytest, os
from playwright.sync_api import sync_playwright
from django.test import Client
from django.conf import settings
from opora.accounts.rules import OrganizationKind, Role
from .test_law_and_territory import sign_in, listed, ROWS
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
@pytest.mark.django_db(transaction=True)
def test_shots(live_server, tmp_path):
    c=Client(); sign_in(c, OrganizationKind.ASSISTANCE_AGENCY,"asp",Role.ADMINISTRATOR)
    import json; f=tmp_path/"ek_atte.json"; f.write_text(json.dumps(ROWS,ensure_ascii=False))
    from opora.law.models import DeadlineRule
    pk=DeadlineRule.objects.get(code="D1").pk
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium",args=["--no-sandbox"])
        for w in (1440,390):
            ctx=b.new_context(viewport={"width":w,"height":900}); ctx.add_cookies([{"name":"sessionid","value":c.cookies["sessionid"].value,"url":live_server.url}])
            pg=ctx.new_page(); pg.on("console",lambda m: print(m.text))
            for n,u in (("deadlines","/o/asp/law/"),("calendar","/o/asp/law/calendar/"),("terms","/o/asp/law/terms/"),("revise",f"/o/asp/law/{pk}/revise/"),("import","/o/asp/settings/territory/import/")):
                r=pg.goto(live_server.url+u); print(n,r.status); pg.wait_for_timeout(400)
                if n=="import":
                    pg.set_input_files("input[type=file]",str(f)); pg.click("main button.btn-primary"); pg.wait_for_timeout(400)
                pg.screenshot(path=f"/tmp/shot-{n}-{w}.png",full_page=n in("import","revise"))
                print(n,w,pg.evaluate("document.documentElement.scrollWidth"))
        b.close()
