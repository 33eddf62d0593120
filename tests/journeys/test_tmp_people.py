from datetime import date
from opora.journal.context import acting
from opora.people import services as people, rules
from .conftest import Cast

def test_shots(cast, sit):
    for i, (f, m, l, b) in enumerate([("Мария","Петрова","Иванова",date(1984,3,12)),("Марияна","Петрова","Иванова",date(1984,12,3)),("Георги","Тодоров","Стоянов",date(1951,7,1))]):
        with acting(cast.municipality):
            sex = "male" if f=="Георги" else "female"
            p = people.create_person(cast.municipality, first_name=f, middle_name=m, last_name=l, birth_date=b, sex=sex, identifier_kind="egn" if i!=1 else "none", identifier=rules.demo_egn(b, rules.Sex(sex), 0) if i!=1 else "", missing_reason="" if i!=1 else "homeless", basis="referral", now=cast.now, is_demo=True)
            if i==0: maria=p
            if i==1: twin=p
    with acting(cast.municipality):
        a=cast.municipality
        people.record_address(a, person_id=maria.pk, kind="current", municipality_id="SFO39", text="ул. „Измислена“ 5", now=cast.now)
        people.record_phone(a, person_id=maria.pk, number="0888 123 456", whose="дъщеря", now=cast.now)
        people.write_note(a, person_id=maria.pk, text="Чува трудно, говорете по-високо.", now=cast.now)
        people.add_representative(a, person_id=maria.pk, kind="authorized", name="Петър Иванов", valid_from=date(2026,1,5), phone="0888 000 111", document="пълномощно № 12 от 05.01.2026 г.", now=cast.now)
        people.involve(a, person_id=maria.pk, organization_id=cast.directorate.organization_id, basis="counterpart", ground="request:1:authority", now=cast.now)
        m=people.propose_merge(a, keep=maria.pk, merge=twin.pk, reason="Една и съща лична карта", now=cast.now)
    for width in (1440, 390):
        d = sit(cast.municipality, "obshtina-samokov" if False else "samokov", width=width)
        def shot(name): d.page.screenshot(path=f"/tmp/shots/{name}-{width}.png", full_page=True)
        from opora.accounts.models import Organization
        d.slug = Organization.objects.get(pk=cast.municipality.organization_id).slug
        d.open(f"people/{maria.pk}/"); shot("person")
        d.open("people/"); shot("search")
        d.page.fill("input[name=text] >> nth=-1", "Мария Иванова"); d.page.locator("main form button.btn-primary").first.click(); d.page.wait_for_load_state(); shot("found")
        d.page.click("main button:has-text('Никой от тях')"); d.page.wait_for_load_state(); shot("new")
        d.page.fill("[name=first_name]", "Mария"); d.page.fill("[name=birth_date]","31.02.1984"); d.page.click("button[name=save]"); d.page.wait_for_load_state(); d.page.wait_for_timeout(500); shot("new-wrong")
        d.open(f"people/{maria.pk}/edit/"); shot("edit")
        d.open(f"people/{maria.pk}/merge/{twin.pk}/"); shot("merge")
        d.open("people/duplicates/"); shot("duplicates")
        d.open(f"people/{maria.pk}/access/"); shot("access")
        assert d.noise == [], d.noise
        s = sit(cast.stranger, "x", width=width)
        s.slug = Organization.objects.get(pk=cast.stranger.organization_id).slug
        s.open("people/")
        s.page.fill("main input[name=text]", rules.demo_egn(date(1984,3,12), rules.Sex.FEMALE, 0)); s.page.locator("main form button.btn-primary").first.click(); s.page.wait_for_load_state()
        s.page.screenshot(path=f"/tmp/shots/meet-{width}.png", full_page=True)
        s.page.fill("[name=reason]", "Лицето заяви желание при нас"); s.page.click("main button:has-text('Покажи основните')"); s.page.wait_for_load_state()
        s.page.screenshot(path=f"/tmp/shots/core-{width}.png", full_page=True)
        assert s.noise == [], s.noise
